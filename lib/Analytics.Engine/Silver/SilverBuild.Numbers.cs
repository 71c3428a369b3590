using Analytics.Lake;

namespace Analytics.Engine;

internal sealed partial class SilverBuild
{
    /// <summary>
    /// Bytes of files that are numbered at once: their raw text lies in a table meanwhile, which takes twice to four times as much. A larger
    /// file is numbered while it is read.
    /// </summary>
    private const long NumberedBytes = 64L << 20;

    private const string Numbered = "numbered";

    /// <summary>Objects that one query can read, together.</summary>
    private List<Readable[]> Parts(Feed feed, IReadOnlyList<Readable> readables)
    {
        if (feed.IsReadWithNumbers && !feed.IsReadTogether(work.Db))
        {
            return [.. readables.Chunk(1)];
        }

        // Of several files DuckDB's reader does not always tell where a quote never closes, and nobody would miss the rows behind it.
        var parts = readables.Where(IsUncounted).Select(each => new[] { each }).ToList();
        var counted = readables.Where(each => !IsUncounted(each));
        // Reasons name a column as its file does, so files that spell it alike are read together.
        if (!feed.IsReadWithNumbers)
        {
            parts.AddRange(counted.GroupBy(Spelling, StringComparer.Ordinal).Select(group => group.ToArray()));
            return parts;
        }

        parts.AddRange(
            counted.GroupBy(each => (Form: BronzeView.Form(each), Spelling(each))).SelectMany(group => Bundled(group, group.Key.Form.Gzip))
        );
        return parts;
    }

    /// <summary>As many at a time, in their order, as may be numbered at once; one at least.</summary>
    private static IEnumerable<Readable[]> Bundled(IEnumerable<Readable> readables, bool gzip)
    {
        var (bundle, bytes) = (new List<Readable>(), 0L);
        foreach (var each in readables)
        {
            // Text shrinks to a tenth.
            var size = new FileInfo(each.Path).Length * (gzip ? 10 : 1);
            if (bundle.Count > 0 && bytes + size > NumberedBytes)
            {
                yield return [.. bundle];
                (bundle, bytes) = ([], 0);
            }

            bundle.Add(each);
            bytes += size;
        }

        yield return [.. bundle];
    }

    /// <summary>Whether it is text of which nobody knows how many records it has, mostly for quotes out of place.</summary>
    private bool IsUncounted(Readable readable) =>
        readable is { Format: RawFormat.Csv, Lines: null } && _inputs[readable.Object].Rows is null;

    /// <summary>Defines what the feed reads as <c>bronze</c>.</summary>
    private void ViewBronze(Feed feed, IReadOnlyList<Readable> readables)
    {
        var together = feed.IsReadWithNumbers && readables.Count > 1;
        if (together)
        {
            // A record's place in the table is its number, over all files in their order; less the first of its file it is its own.
            work.Db.Execute(
                $"""
                CREATE OR REPLACE TEMP TABLE {Numbered} AS SELECT * FROM {BronzeView.Reader(
                    readables,
                    Rejected,
                    BronzeView.Form(readables[0]).Gzip
                )};
                CREATE OR REPLACE TEMP TABLE {Numbered}_from AS SELECT filename, min(rowid) AS first FROM {Numbered} GROUP BY 1
                """,
                work.Cancellation
            );
        }

        var rows = BronzeView.Sql(
            readables,
            table.Contract.RawNeeded,
            feed.Elsewhere,
            Rejected,
            lines: feed.IsReadWithNumbers,
            together
                ? $"(SELECT n.*, n.rowid - f.first + 1 AS {BronzeView.Line} FROM {Numbered} n JOIN {Numbered}_from f ON n.filename = f.filename)"
                : null
        );
        work.Db.Execute(
            "CREATE OR REPLACE TEMP VIEW bronze AS "
                + (
                    feed.IsReadWithNumbers
                        ? $"SELECT b.*, replace(r.origin, '{Landing.SamplePrefix}', '') AS _origin FROM ({rows}) b JOIN received r ON b._object = r.object"
                        : rows
                )
        );
    }

    private void DropNumbered() => work.Db.Execute($"DROP TABLE IF EXISTS {Numbered}; DROP TABLE IF EXISTS {Numbered}_from");
}
