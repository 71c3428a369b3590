using Analytics.App.Commands;
using Analytics.Engine;

namespace Analytics.App.Tests;

/// <summary>The experiment store: several who write at once, and a lake that moves.</summary>
public sealed class StoreTests
{
    [Fact]
    public async Task Sweeps_of_the_same_runs_at_once_do_not_collide_and_leave_whole_runs()
    {
        using var temp = TempData.CopyOfTrained();
        const string Text = """{ "learner": "boosting", "mode": "grid", "parameters": { "trees": [5, 6, 7, 8], "leaves": [3, 5] } }""";
        File.WriteAllText(temp.PathOf("sweep.json"), Text);
        var sweeps = Sweep.Load(temp.PathOf("sweep.json"));
        using var stop = new CancellationTokenSource();
        // Somebody lists the runs all the while.
        var lists = Task.Run(() =>
        {
            using var lake = Lake.Lake.Open(temp.Data);
            while (!stop.IsCancellationRequested)
            {
                Assert.NotEmpty(new Experiments(lake).List("crashes", "severity"));
            }
        });

        var output = Console.Out;
        var error = Console.Error;
        Console.SetOut(TextWriter.Null);
        Console.SetError(TextWriter.Null);
        try
        {
            // Each with a lake of its own, as processes have; the lock on the lake is the operating system's.
            var codes = await Task.WhenAll(
                Enumerable
                    .Range(0, 3)
                    .Select(_ =>
                        Task.Factory.StartNew(
                            () =>
                            {
                                using var lake = Lake.Lake.Open(temp.Data);
                                return Studies.Sweep(lake, ["crashes"], null, sweeps, 2, raw: false, CancellationToken.None);
                            },
                            CancellationToken.None,
                            TaskCreationOptions.LongRunning,
                            TaskScheduler.Default
                        )
                    )
            );
            Assert.Equal([0, 0, 0], codes);
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
            await stop.CancelAsync();
        }

        await lists;
        using var after = Lake.Lake.Open(temp.Data);
        var runs = new Experiments(after).List("crashes", "severity").Where(run => run.Learner == "boosting").ToArray();
        Assert.Equal(8, runs.Length);
        Assert.All(
            runs,
            run => Assert.NotNull(Learning.Model.Load<Learning.Predictor>(Path.Combine(new Experiments(after).FolderOf(run), "model.json")))
        );
        Assert.Empty(Directory.GetFiles(temp.Data, "*.tmp", SearchOption.AllDirectories));
        Assert.Empty(after.Verify());
    }

    [Fact]
    public void The_mlflow_store_of_a_lake_that_has_moved_finds_its_artifacts_and_knows_nothing_of_the_old_place()
    {
        using var temp = TempData.CopyOfTrained();
        var moved = temp.PathOf("elsewhere/data 2");
        Directory.CreateDirectory(Path.GetDirectoryName(moved)!);
        Directory.Move(temp.Data, moved);

        var store = Path.Combine(moved, "mlruns");
        var metas = Directory.GetFiles(store, "meta.yaml", SearchOption.AllDirectories).Select(File.ReadAllLines).ToArray();
        var artifacts = metas
            .SelectMany(lines => lines)
            .Where(line => line.StartsWith("artifact_uri: ", StringComparison.Ordinal))
            .Select(line => line["artifact_uri: ".Length..].Trim('\''))
            .ToArray();
        Assert.NotEmpty(artifacts);
        Assert.All(artifacts, path => Assert.False(Path.IsPathRooted(path) || path.Contains(':', StringComparison.Ordinal), path));
        // MLflow reads a path without a scheme as one of the folder that it runs in, and README.txt says to run it here.
        Assert.All(
            artifacts,
            path =>
                Assert.True(File.Exists(Path.Combine(store, path, "card.md")) && File.Exists(Path.Combine(store, path, "model.onnx")), path)
        );
        Assert.All(
            metas.SelectMany(lines => lines).Where(line => line.StartsWith("artifact_location: ", StringComparison.Ordinal)),
            line => Assert.True(Directory.Exists(Path.Combine(store, line["artifact_location: ".Length..].Trim('\''))), line)
        );
        Assert.Contains("--backend-store-uri .", File.ReadAllText(Path.Combine(store, "README.txt")), StringComparison.Ordinal);
        Assert.All(
            Directory.GetFiles(store, "*", SearchOption.AllDirectories),
            file => Assert.DoesNotContain(TempData.Trained.Root, File.ReadAllText(file), StringComparison.Ordinal)
        );
        Assert.Equal(0, Script.Run("reproduce", "crashes/severity", "--data", moved).Code);
    }

    [Fact]
    public async Task A_training_waits_for_somebody_else_who_writes_and_says_who_when_its_patience_ends()
    {
        using var temp = TempData.CopyOfTrained();
        using var lake = Lake.Lake.Open(temp.Data);
        var (domain, study) = (Catalog.Of("crashes"), Catalog.Of("crashes").Studies[0]);
        var request = new TrainingRequest { Learner = "logistic", Seed = 5 };
        var other = lake.Write(TimeProvider.System, "somebody else");
        Assert.Contains(
            "somebody else",
            Assert.Throws<Lake.LakeLockedException>(() => new Trainer(lake, TimeProvider.System).Train(domain, study, request)).Message,
            StringComparison.Ordinal
        );

        var training = Task.Run(() =>
            new Trainer(lake, TimeProvider.System) { Patience = TimeSpan.FromMinutes(1) }.Train(domain, study, request)
        );
        Assert.NotSame(training, await Task.WhenAny(training, Task.Delay(TimeSpan.FromSeconds(2))));
        other.Dispose();
        Assert.Equal("logistic", (await training).Run.Learner);
    }
}
