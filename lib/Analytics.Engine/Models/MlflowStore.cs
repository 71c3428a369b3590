using System.Globalization;
using System.Numerics;

namespace Analytics.Engine;

/// <summary>
/// The same runs as an MLflow file store, <c>mlruns/&lt;experiment&gt;/&lt;run&gt;/{meta.yaml,params,metrics,tags,artifacts}</c>, in the layout of
/// MLflow 2.x (mlflow.org/docs, "Backend stores: file store"): one file per parameter and tag, one line <c>time value step</c> per metric. Artifacts are the files of the experiment store, by paths
/// relative to <c>mlruns</c>: MLflow takes a path without a scheme as one of the folder that it runs in, so a lake may move or be copied.
/// MLflow leaves the <c>SHA256SUMS</c> of the folders alone: it looks at folders of runs and at the files that it knows.
/// </summary>
internal sealed class MlflowStore(string dataFolder)
{
    private const string About =
        "Runs in the layout of an MLflow 2.x file store. Look at them from within this folder, wherever it has moved to: mlflow ui --backend-store-uri .\n";

    private readonly string _root = Path.Combine(dataFolder, "mlruns");

    public void Write(ExperimentRun run, RunTiming timing)
    {
        var experiment = ExperimentOf(run);
        var id = Fingerprint.Of("mlflow", run.Domain, run.Study, run.Id)[..32];
        var folder = Path.Combine(_root, experiment, id);
        var began = Milliseconds(timing.Started);
        var readme = Path.Combine(_root, "README.txt");
        if (!File.Exists(readme) || !Lake.Lake.IsSealed(_root))
        {
            Json.Write(readme, About);
            Lake.Lake.SealFiles(_root, Path.GetFileName(readme));
        }

        var meta = Path.Combine(_root, experiment, "meta.yaml");
        // Earlier versions wrote where the lake was then.
        if (!File.Exists(meta) || File.ReadAllText(meta).Contains("artifact_location: file:", StringComparison.Ordinal))
        {
            Json.Write(
                meta,
                Yaml(
                    ("artifact_location", Quoted(experiment)),
                    ("creation_time", began),
                    ("experiment_id", Quoted(experiment)),
                    ("last_update_time", began),
                    ("lifecycle_stage", "active"),
                    ("name", Quoted($"{run.Domain}/{run.Study}"))
                )
            );
            Lake.Lake.SealFiles(Path.GetDirectoryName(meta)!, Path.GetFileName(meta));
        }

        Lake.Lake.Unseal(folder);
        foreach (var sub in new[] { "params", "metrics", "tags", "artifacts" })
        {
            Directory.CreateDirectory(Path.Combine(folder, sub));
        }

        Param(folder, "learner", run.Learner);
        Param(folder, "seed", run.Seed.ToString(CultureInfo.InvariantCulture));
        Param(folder, "feature_groups", string.Join(",", run.Groups));
        foreach (var (name, value) in run.Parameters)
        {
            Param(folder, name, value.ToString("R", CultureInfo.InvariantCulture));
        }

        foreach (var (name, measured) in run.Metrics)
        {
            Metric(folder, name, began, measured.Value);
            if (measured.HasInterval)
            {
                Metric(folder, name + ".lower", began, measured.Lower);
                Metric(folder, name + ".upper", began, measured.Upper);
            }
        }

        foreach (var (name, value) in run.Validation)
        {
            Metric(folder, "validation." + name, began, value);
        }

        foreach (
            var (name, value) in new[]
            {
                ("mlflow.runName", $"{run.Learner}-{run.Id}"),
                ("mlflow.source.type", "LOCAL"),
                ("mlflow.user", "analytics"),
                ("mlflow.note.content", About.Trim()),
                ("split_hash", run.SplitHash),
                ("code", run.Code),
                ("leaks", run.Leaks.Count.ToString(CultureInfo.InvariantCulture)),
            }
        )
        {
            Json.Write(Path.Combine(folder, "tags", name), value);
        }

        Json.Write(
            Path.Combine(folder, "meta.yaml"),
            Yaml(
                ("artifact_uri", Quoted($"../experiments/{run.Domain}/{run.Study}/{run.Id}")),
                ("end_time", began + (long)(timing.Seconds * 1000)),
                ("entry_point_name", "''"),
                ("experiment_id", Quoted(experiment)),
                ("lifecycle_stage", "active"),
                ("run_id", Quoted(id)),
                ("run_name", Quoted($"{run.Learner}-{run.Id}")),
                ("run_uuid", Quoted(id)),
                ("source_name", "''"),
                ("source_type", 4),
                ("source_version", "''"),
                ("start_time", began),
                ("status", 3),
                ("tags", "[]"),
                ("user_id", "analytics")
            )
        );
        Lake.Lake.SealFolder(folder, flush: false);
    }

    /// <summary>MLflow takes experiments by a number.</summary>
    private static string ExperimentOf(ExperimentRun run) =>
        BigInteger
            .Parse("0" + Fingerprint.Of("mlflow", run.Domain, run.Study)[..14], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            .ToString(CultureInfo.InvariantCulture);

    private static void Param(string folder, string name, string value) => Json.Write(Path.Combine(folder, "params", name), value);

    private static void Metric(string folder, string name, long time, double value) =>
        Json.Write(Path.Combine(folder, "metrics", name), string.Create(CultureInfo.InvariantCulture, $"{time} {value:R} 0\n"));

    private static long Milliseconds(DateTime time) => new DateTimeOffset(time, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Yaml(params IEnumerable<(string Name, object Value)> members) =>
        string.Concat(members.Select(member => string.Create(CultureInfo.InvariantCulture, $"{member.Name}: {member.Value}\n")));
}
