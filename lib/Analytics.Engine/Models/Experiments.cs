using System.Globalization;
using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>What belongs to one doing of a run and may differ the next time.</summary>
/// <param name="Started">UTC.</param>
/// <param name="Seconds">Wall time of training.</param>
/// <param name="Build">Identifies the compiled code; a run of another build is done again by a sweep.</param>
/// <param name="Snapshot">The lake's snapshot that was read.</param>
public sealed record RunTiming(DateTime Started, double Seconds, string Build, string Snapshot);

/// <summary>The experiment store of a lake: one folder per run under <c>experiments/&lt;domain&gt;/&lt;study&gt;/&lt;run&gt;/</c>.</summary>
public sealed class Experiments(Lake.Lake lake)
{
    private static readonly object s_there = new();

    private readonly string _root = Path.Combine(lake.Folder, "experiments");

    /// <summary>Identifies the compiled libraries that train.</summary>
    public static string Build { get; } =
        Fingerprint.Of(
            typeof(Experiments).Assembly.ManifestModule.ModuleVersionId.ToString(),
            typeof(Predictor).Assembly.ManifestModule.ModuleVersionId.ToString(),
            typeof(Interop.LearnerPackage).Assembly.ManifestModule.ModuleVersionId.ToString()
        )[..12];

    public string FolderOf(ExperimentRun run) => Path.Combine(_root, run.Domain, run.Study, run.Id);

    /// <summary>All finished runs, by domain, study and score, the best first.</summary>
    /// <param name="domain">Only this domain's. Default: all.</param>
    /// <param name="study">Only this study's. Default: all.</param>
    public IReadOnlyList<ExperimentRun> List(string? domain = null, string? study = null)
    {
        // Each run is checked when it is read: those that are not asked for are not looked at.
        var folder = Path.Combine(_root, domain ?? "", domain is null ? "" : study ?? "");
        if (!Directory.Exists(folder))
        {
            return [];
        }

        var runs = Directory
            .EnumerateFiles(folder, "run.json", SearchOption.AllDirectories)
            .Select(Read<ExperimentRun>)
            .OfType<ExperimentRun>()
            .Where(run => (domain is null || run.Domain == domain) && (study is null || run.Study == study));
        return
        [
            .. runs.OrderBy(run => run.Domain, StringComparer.Ordinal)
                .ThenBy(run => run.Study, StringComparer.Ordinal)
                .ThenByDescending(run => run.Rank)
                .ThenBy(run => run.Id, StringComparer.Ordinal),
        ];
    }

    /// <summary>A run by its id or the first digits of it.</summary>
    /// <exception cref="UsageException">None, or several, begin so.</exception>
    public ExperimentRun Find(string id)
    {
        var found = List().Where(run => run.Id.StartsWith(id, StringComparison.Ordinal)).ToArray();
        return found.Length switch
        {
            1 => found[0],
            0 => throw new UsageException($"There is no run '{id}'. See: dotnet script scripts/experiments.csx list"),
            _ => throw new UsageException(
                $"{found.Length} runs begin with '{id}': {string.Join(", ", found.Select(run => run.Id))}. Type more digits."
            ),
        };
    }

    /// <summary>The tables that explain a run, by file name; a run of a sweep has none.</summary>
    internal IReadOnlyDictionary<string, Frame> TablesOf(ExperimentRun run) =>
        Directory
            .EnumerateFiles(Checked(run), "*.csv")
            .Order(StringComparer.Ordinal)
            .ToDictionary(
                file => Path.GetFileName(file),
                file =>
                {
                    using var reader = new StreamReader(file);
                    return Frame.ReadCsv(reader);
                },
                StringComparer.Ordinal
            );

    public RunTiming TimingOf(ExperimentRun run) =>
        Read<RunTiming>(Path.Combine(FolderOf(run), "timing.json"))
        ?? throw new UsageException($"Run {run.Id} has no timing.json any more; train it again.");

    /// <summary>What a run's card says.</summary>
    /// <exception cref="Lake.LakeException">A file of the run was changed.</exception>
    public ModelCard CardOf(ExperimentRun run) => Json.Read<ModelCard>(Path.Combine(Checked(run), "card.json"));

    /// <summary>Bytes of a run's model file: what it costs to load and to ship.</summary>
    public long BytesOf(ExperimentRun run) => new FileInfo(Path.Combine(Checked(run), "model.json")).Length;

    /// <summary>The folder of a run whose files are those that were written.</summary>
    /// <exception cref="Lake.LakeException">One was changed.</exception>
    public string Checked(ExperimentRun run)
    {
        lake.RequireSealed(FolderOf(run));
        return FolderOf(run);
    }

    /// <summary>The finished run of that id, or null.</summary>
    internal ExperimentRun? Of(string domain, string study, string id) =>
        Read<ExperimentRun>(Path.Combine(_root, domain, study, id, "run.json"));

    /// <summary>Whether there is a finished run of that id, whose <c>run.json</c> is what was written.</summary>
    /// <exception cref="Lake.LakeException">It was changed.</exception>
    internal bool Has(string domain, string study, string id) =>
        Read<object>(Path.Combine(_root, domain, study, id, "run.json"), _ => s_there) is not null;

    /// <summary>The run of that id when this very build has finished it before.</summary>
    internal ExperimentRun? Finished(string domain, string study, string id)
    {
        var folder = Path.Combine(_root, domain, study, id);
        return
            File.Exists(Path.Combine(folder, "model.json"))
            && Lake.Lake.IsSealed(folder)
            && Read<RunTiming>(Path.Combine(folder, "timing.json"))?.Build == Build
            ? Read<ExperimentRun>(Path.Combine(folder, "run.json"))
            : null;
    }

    /// <summary>Writes a run; <c>run.json</c> and the sums of all files last, so that a run without them is one that was not finished.</summary>
    internal string Write(Trained trained, RunTiming timing, IReadOnlyDictionary<string, string> texts)
    {
        var folder = FolderOf(trained.Run);
        Directory.CreateDirectory(folder);
        // In this order: sums without their run.json would say that the run is damaged.
        Lake.Lake.Unseal(folder);
        File.Delete(Path.Combine(folder, "run.json"));
        WriteModel(folder, trained);
        foreach (var (name, text) in texts)
        {
            Json.Write(Path.Combine(folder, name), text);
        }

        Json.Write(Path.Combine(folder, "timing.json"), Json.Text(timing));
        Json.Write(Path.Combine(folder, "run.json"), Json.Text(trained.Run));
        Lake.Lake.SealFolder(folder);
        return folder;
    }

    /// <summary>A file of a run; null where it is not there, or no longer: somebody else may be doing the same run again.</summary>
    private T? Read<T>(string path)
        where T : class => Read(path, Json.Read<T>);

    private T? Read<T>(string path, Func<string, T> read)
        where T : class
    {
        var folder = Path.GetDirectoryName(path)!;
        while (File.Exists(path))
        {
            var seal = Lake.Lake.SealOf(folder);
            try
            {
                lake.RequireSealed(folder, Path.GetFileName(path));
                return read(path);
            }
            catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
            {
                return null;
            }
            catch (Lake.LakeException) when (Lake.Lake.SealOf(folder) != seal)
            {
                // The run was done again in the middle of it.
            }
        }

        return null;
    }

    /// <summary>The files that serve: the model in both forms, threshold and labels.</summary>
    internal static void WriteModel(string folder, Trained trained)
    {
        var run = trained.Run;
        trained.Model.Save(Path.Combine(folder, "model.json"));
        var onnx = Path.Combine(folder, "model.onnx");
        if (trained is TrainedClusters groups)
        {
            groups.Clusterer.SaveOnnx(onnx, [.. groups.Profiles.Select(profile => profile.Name)]);
        }
        else if (trained.Model is Predictor predictor && run.Threshold is { } decides)
        {
            predictor.SaveOnnx(onnx, decides);
        }
        else
        {
            trained.Model.SaveOnnx(onnx);
        }

        if (run.Threshold is { } threshold)
        {
            Json.Write(Path.Combine(folder, "threshold.txt"), threshold.ToString("R", CultureInfo.InvariantCulture) + "\n");
        }

        Json.Write(
            Path.Combine(folder, "labels.json"),
            trained is TrainedClusters clusters
                ? Json.Text(new { clusters = clusters.Profiles })
                : Json.Text(
                    new
                    {
                        target = run.Target,
                        classes = run.Classes,
                        positive = run.Classes.Count == 2 ? run.Classes[1] : null,
                        bands = run.Bands,
                    }
                )
        );
    }
}
