namespace Analytics.Engine;

internal sealed partial class SilverBuild
{
    /// <summary>Gives each file its reading: that of its description, or the one that its values tell now, which the description then says.</summary>
    private void SetReadings(
        IReadOnlyList<ObjectInput> objects,
        (ObjectInput Object, Readable? Readable, GzipState Gzip, List<Reject> Rejects)[] prepared
    )
    {
        var mine = Enumerable
            .Range(0, prepared.Length)
            .Where(i => prepared[i].Readable is { } readable && table.Feeds.Any(feed => feed.Layout == readable.Match.Layout.Name))
            .ToArray();
        var unread = mine.Where(i => Reading.Of(objects[i].Described, prepared[i].Readable!.Match.Layout) is null).ToArray();
        var found = Forms.Of(work.Db, [.. unread.Select(i => prepared[i].Readable!)]);
        Parallel
            .ForAsync(
                0,
                unread.Length,
                new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = work.Cancellation },
                (at, _) =>
                {
                    if (found[at] is { } reading)
                    {
                        var each = objects[unread[at]];
                        each.Described = reading.Described(prepared[unread[at]].Readable!.Encoding);
                        work.Objects.Describe(work.Domain.Name, each.Source.Name, each.Sha, each.Described);
                    }

                    return ValueTask.CompletedTask;
                }
            )
            .GetAwaiter()
            .GetResult();
        foreach (var i in mine)
        {
            var reading = Reading.Of(objects[i].Described, prepared[i].Readable!.Match.Layout);
            if (reading?.Refusal is { } refusal)
            {
                prepared[i]
                    .Rejects.Add(Whole(new Reject(objects[i].Sha, 0, refusal, ""), objects[i].Path, work.Stage, prepared[i].Rejects.Count));
            }

            if (reading is not null)
            {
                _readings[objects[i].Sha] = reading;
            }

            prepared[i].Readable = reading?.Refusal is null ? prepared[i].Readable! with { Reading = reading } : null;
        }
    }
}
