using Analytics.App;
using Analytics.Lake;
using Analytics.Server.Hosting;
using Analytics.Server.Runs;
using Analytics.Server.Security;
using Analytics.Server.Snapshots;

namespace Analytics.Server.Pages;

/// <summary>A source's raw files.</summary>
public sealed record LandedSource(string Domain, string Source, int Files, long Bytes, long Rows, DateTime? LastAt);

/// <summary>What lies in the lake, how large it is, and removing what nothing refers to.</summary>
internal static class StoragePages
{
    /// <summary>What has to be typed before anything is removed.</summary>
    public const string Word = "remove";

    /// <summary>Paths that are shown of what would go.</summary>
    private const int Shown = 100;

    private static readonly string[] s_folders =
    [
        "bronze",
        "silver",
        "gold",
        "manifests",
        "models",
        "experiments",
        "mlruns",
        "runs",
        "uploads",
        "service",
    ];

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/storage", (HttpContext http) => Page(http, null, ""));
        app.MapPost("/storage/look", Look).Needs(Role.Operator);
        app.MapPost("/storage/remove", (Delegate)Remove).Needs(Role.Admin);
    }

    private static IResult Page(HttpContext http, Collected? garbage, string problem)
    {
        var data = http.RequestServices.GetRequiredService<ServerSettings>().Data;
        var served = http.Snapshot();
        return PageResult.Of<StoragePage>(
            new
            {
                Folders = s_folders
                    .Select(name => new DirectoryInfo(Path.Combine(data, name)))
                    .Where(folder => folder.Exists)
                    .Select(folder => (folder.Name, Sizes(folder)))
                    .Select(each => (each.Name, each.Item2.Files, each.Item2.Bytes))
                    .ToArray() as IReadOnlyList<(string, int, long)>,
                Sources = served.Once(
                    "storage sources",
                    of =>
                        (IReadOnlyList<LandedSource>)
                            [.. Catalog.Domains.SelectMany(domain => domain.Sources.Select(source => Landed(of, domain.Name, source.Name)))]
                ),
                Garbage = garbage,
                Paths = garbage?.Paths.Take(Shown).ToArray() as IReadOnlyList<string> ?? [],
                Token = FormToken.Of(http),
                Problem = problem,
            }
        );
    }

    private static LandedSource Landed(ServedSnapshot of, string domain, string source)
    {
        var files = of.Lake.Objects.List(domain, source);
        return new LandedSource(
            domain,
            source,
            files.Count,
            files.Sum(each => each.Bytes),
            files.Sum(each => (long)(each.Info.Rows ?? 0)),
            files.Count == 0 ? null : files.Max(each => each.Info.ReceivedAt).UtcDateTime
        );
    }

    /// <summary>What would go, without taking anything away.</summary>
    private static async Task<IResult> Look(HttpContext http, ServerSettings settings)
    {
        await FormToken.Read(http);
        try
        {
            using var lake = Analytics.Lake.Lake.Open(settings.Data);
            var time = http.RequestServices.GetRequiredService<TimeProvider>();
            return Page(http, await Task.Run(() => lake.Collect(time, "dry run of collect", dryRun: true)), "");
        }
        catch (LakeLockedException)
        {
            http.Response.StatusCode = StatusCodes.Status409Conflict;
            return Page(http, null, "Somebody writes the lake now. Look again when that is done.");
        }
    }

    private static async Task<IResult> Remove(HttpContext http)
    {
        var form = await FormToken.Read(http);
        if (form["word"].ToString().Trim() != Word)
        {
            http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page(http, null, $"Nothing was removed: type the word {Word} first.");
        }

        return RunPages.Begin(http, new RunRequest { Domain = "all", What = "collect" }.Checked(), "collect");
    }

    private static (int Files, long Bytes) Sizes(DirectoryInfo folder)
    {
        var (files, bytes) = (0, 0L);
        foreach (var file in folder.EnumerateFiles("*", SearchOption.AllDirectories))
        {
            files++;
            bytes += SizeOf(file);
        }

        return (files, bytes);
    }

    /// <summary>0 where it went meanwhile.</summary>
    private static long SizeOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }
}
