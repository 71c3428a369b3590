using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Analytics.Engine;
using Analytics.Lake;

namespace Analytics.Domains.Crashes;

/// <summary>
/// Brings crashes of a time window, and the vehicles and people of those crashes, from the city's server into Bronze.
/// Each page that has landed leaves a marker, so a fetch that was killed goes on where it was.
/// </summary>
internal sealed class Fetching(Socrata server, FetchRequest request)
{
    public const string Cursor = "crashes.fetched-to";

    /// <summary>Crashes are reported late: an incremental fetch looks back this many days; the key takes out the doubles.</summary>
    public const int OverlapDays = 3;

    private const int IdsPerRequest = 300;
    private const int RequestsAtOnce = 4;
    private const string FirstDay = "2013-03-01";

    private readonly DateTimeOffset _received = request.Time.GetUtcNow();

    /// <returns>Crashes, vehicles and people fetched, markers' pages included.</returns>
    public async Task<(long Crashes, long Vehicles, long People)> Run(CancellationToken cancellation)
    {
        var to = request.To ?? DateOnly.FromDateTime(request.Time.GetUtcNow().UtcDateTime);
        var from = request.From ?? Watermark();
        if (from > to)
        {
            throw new UsageException(Invariant($"--from {from:yyyy-MM-dd} lies after --to {to:yyyy-MM-dd}."));
        }

        var window = string.Create(CultureInfo.InvariantCulture, $"{from:yyyy-MM-dd}..{to:yyyy-MM-dd}");
        var markers = new Markers(request.Lake.Folder, window);
        var ids = new List<string>();
        var where = string.Create(
            CultureInfo.InvariantCulture,
            $"crash_date >= '{from:yyyy-MM-dd}T00:00:00' AND crash_date <= '{to:yyyy-MM-dd}T23:59:59.999'"
        );
        var crashes = 0L;
        for (var offset = 0L; ; offset += Socrata.PageSize)
        {
            var page = await Page(
                    "crashes",
                    "85ca-t3if",
                    where,
                    "crash_date, crash_record_id",
                    offset,
                    Invariant($"crashes-{offset}"),
                    window,
                    markers,
                    cancellation
                )
                .ConfigureAwait(false);
            ids.AddRange(page.Ids);
            crashes += page.Rows;
            if (page.Rows < Socrata.PageSize)
            {
                break;
            }
        }

        var vehicles = await Enrich("vehicles", "68nd-jvt3", "crash_unit_id", ids, window, markers, cancellation).ConfigureAwait(false);
        var people = await Enrich("people", "u6pd-qa9d", "person_id", ids, window, markers, cancellation).ConfigureAwait(false);
        using (var writer = request.Lake.Write(request.Time, "bronze crashes --fetch"))
        {
            writer.SetCursor(Cursor, to.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            writer.Publish($"fetch crashes {window}");
        }

        markers.Clear();
        return (crashes, vehicles, people);
    }

    private DateOnly Watermark() =>
        request.Lake.Head.Cursors.TryGetValue(Cursor, out var fetched)
            ? DateOnly.ParseExact(fetched, "yyyy-MM-dd", CultureInfo.InvariantCulture).AddDays(-OverlapDays)
            : DateOnly.ParseExact(FirstDay, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private async Task<long> Enrich(
        string source,
        string dataSet,
        string order,
        IReadOnlyList<string> ids,
        string window,
        Markers markers,
        CancellationToken cancellation
    )
    {
        var batches = ids.Distinct(StringComparer.Ordinal).Chunk(IdsPerRequest).Index().ToArray();
        var rows = 0L;
        var done = 0;
        await Parallel
            .ForEachAsync(
                batches,
                new ParallelOptions { MaxDegreeOfParallelism = RequestsAtOnce, CancellationToken = cancellation },
                async (batch, token) =>
                {
                    var where =
                        $"crash_record_id in ({string.Join(",", batch.Item.Select(id => "'" + id.Replace("'", "''", StringComparison.Ordinal) + "'"))})";
                    // The ids name the batch: a resumed fetch may see other crashes and must not skip theirs.
                    var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(where)))[..16];
                    for (var offset = 0L; ; offset += Socrata.PageSize)
                    {
                        var page = await Page(
                                source,
                                dataSet,
                                where,
                                order,
                                offset,
                                Invariant($"{source}-{name}-{offset}"),
                                window,
                                markers,
                                token
                            )
                            .ConfigureAwait(false);
                        Interlocked.Add(ref rows, page.Rows);
                        if (page.Rows < Socrata.PageSize)
                        {
                            break;
                        }
                    }

                    request.Progress(source, Interlocked.Increment(ref done), batches.Length);
                }
            )
            .ConfigureAwait(false);
        return rows;
    }

    private async Task<(int Rows, IReadOnlyList<string> Ids)> Page(
        string source,
        string dataSet,
        string where,
        string order,
        long offset,
        string marker,
        string window,
        Markers markers,
        CancellationToken cancellation
    )
    {
        if (markers.Read(marker) is { } before)
        {
            return (before.Rows, before.Ids);
        }

        var (bytes, rows) = await server.Page(dataSet, where, order, Socrata.PageSize, offset, cancellation).ConfigureAwait(false);
        var ids = source == "crashes" ? IdsOf(bytes) : [];
        if (rows > 0)
        {
            var (from, to) = (window[..10], window[12..]);
            using var stream = new MemoryStream(bytes);
            request.Lake.Objects.Land(
                "crashes",
                source,
                stream,
                new BronzeInfo($"{dataSet}.json", _received, "json", rows, from, to, window)
            );
        }

        markers.Write(marker, rows, ids);
        if (source == "crashes")
        {
            request.Progress(Invariant($"crashes {offset + rows:N0}"), 1, 2);
        }

        return (rows, ids);
    }

    private static List<string> IdsOf(byte[] bytes)
    {
        using var records = JsonDocument.Parse(bytes);
        return
        [
            .. records
                .RootElement.EnumerateArray()
                .Select(record => record.TryGetProperty("crash_record_id", out var id) ? id.GetString() : null)
                .OfType<string>(),
        ];
    }
}
