namespace Analytics.Engine;

internal sealed partial class SilverBuild
{
    /// <summary>
    /// Compares the rows that were read of each object with the count of its records, and reads it record by record where they
    /// differ.
    /// </summary>
    /// <exception cref="RunException">They differ even then: rows were lost.</exception>
    private void Recount(IReadOnlyList<ObjectInput> objects)
    {
        var inputs = objects.ToDictionary(each => each.Sha, StringComparer.Ordinal);
        foreach (
            var readable in Differing(inputs)
                .Select(each => each.Readable)
                .Where(each => each.Format != RawFormat.Parquet && !_salvaged.Contains(each.Object))
                .ToArray()
        )
        {
            _read.Remove(readable);
            _rejects.RemoveAll(reject => reject.Object == readable.Object);
            _leftOut.Remove(readable.Path);
            var whole =
                RawReading.Prepare(
                    inputs[readable.Object].Source,
                    readable.Object,
                    inputs[readable.Object].Path,
                    isCounted: true,
                    work.Stage,
                    _rejects,
                    readable.Encoding
                ) ?? readable;
            whole = whole with { Reading = readable.Reading };
            Salvage(table.Feeds.First(feed => feed.Layout == readable.Match.Layout.Name), whole);
        }

        if (Differing(inputs).FirstOrDefault() is { Readable: not null } lost)
        {
            throw new RunException(
                FormattableString.Invariant(
                    $"{_name}: the rows of '{inputs[lost.Readable.Object].Origin}' do not add up: it has {lost.Expected:N0} records, {lost.Came:N0} came through. Nothing was published. "
                ) + "A feed gives a row for every row it reads: name those of another table with Elsewhere, not with WHERE."
            );
        }
    }

    private IEnumerable<(Readable Readable, long Expected, long Came)> Differing(Dictionary<string, ObjectInput> inputs)
    {
        var counts = work.Db.Query("SELECT _object AS object, count(*) AS n FROM checked GROUP BY 1");
        var came = counts
            .Text("object")
            .Words()
            .Zip(counts.Column<long>("n").Values.ToArray())
            .ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        var refused = _rejects
            .Where(reject => reject.Line > 0)
            .CountBy(reject => reject.Object, StringComparer.Ordinal)
            .ToDictionary(StringComparer.Ordinal);
        foreach (var readable in _read.ToArray())
        {
            // A rewritten copy holds as many records as were written to it.
            var expected = _salvaged.Contains(readable.Object)
                ? readable.Lines?.Count
                : inputs[readable.Object].Rows - refused.GetValueOrDefault(readable.Object) ?? readable.Lines?.Count;
            if (expected is { } records && records != came.GetValueOrDefault(readable.Object))
            {
                yield return (readable, records, came.GetValueOrDefault(readable.Object));
            }
        }
    }
}
