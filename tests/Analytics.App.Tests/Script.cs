using Analytics.App.Commands;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Analytics.App.Tests;

/// <summary>Runs what a script file runs, in this process, and takes down what it prints.</summary>
internal sealed record Script(int Code, string Out, string Error)
{
    /// <summary>The commands behind the script files, by file name.</summary>
    public static IReadOnlyDictionary<string, Func<IEnumerable<string>, int>> All { get; } =
        new Dictionary<string, Func<IEnumerable<string>, int>>(StringComparer.Ordinal)
        {
            ["rebuild"] = Rebuild.Main,
            ["silver"] = Rebuild.Silver,
            ["gold"] = Rebuild.Gold,
            ["bronze"] = Bronze.Main,
            ["quarantine"] = Quarantine.Main,
            ["query"] = Query.Main,
            ["sample"] = Sample.Main,
            ["plan"] = Plans.Main,
            ["verify"] = LakeCommands.Verify,
            ["history"] = LakeCommands.History,
            ["diff"] = LakeCommands.Diff,
            ["rollback"] = LakeCommands.Rollback,
            ["collect"] = LakeCommands.Collect,
            ["experiments"] = ExperimentCommands.Main,
            ["predict"] = Predict.Main,
            ["reproduce"] = Reproduce.Main,
            ["retrain"] = Retrain.Main,
            ["train"] = Train.Main,
        };

    public static Script Run(string name, params string[] args)
    {
        var (output, error) = (Console.Out, Console.Error);
        using var captured = new StringWriter();
        using var told = new StringWriter();
        Console.SetOut(captured);
        Console.SetError(told);
        try
        {
            var code = All[name](args);
            return new Script(code, captured.ToString(), told.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }

    /// <summary>Asserts that the script refused in plain words: the exit code, no stack trace, few lines, and each of the words.</summary>
    public void Refused(int code, params string[] words)
    {
        Assert.Equal((code, Error), (Code, Error));
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Unexpected:", Error, StringComparison.Ordinal);
        Assert.InRange(Error.TrimEnd('\n').Split('\n').Length, 1, 3);
        Assert.All(words, word => Assert.Contains(word, Error, StringComparison.Ordinal));
    }
}

/// <summary>A lake's folder under a temporary one.</summary>
internal sealed class TempData : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("analytics-app-").FullName;

    public string Data => Path.Combine(Root, "data");

    public string PathOf(string name) => Path.Combine(Root, name);

    private static readonly Lazy<TempData> s_made = new(Make);

    /// <summary>A copy of a lake of two hundred generated crashes, made once.</summary>
    public TempData Filled()
    {
        Folders.Copy(s_made.Value.Data, Data);
        return this;
    }

    /// <summary>A copy of <see cref="Trained"/> that a test may change.</summary>
    public static TempData CopyOfTrained()
    {
        var copy = new TempData();
        Folders.Copy(Trained.Data, copy.Data);
        return copy;
    }

    private static readonly Lazy<TempData> s_trained = new(() =>
    {
        var made = Make(1500, "--no-models");
        Assert.Equal(0, Script.Run("train", "crashes", "--learner", "logistic", "--data", made.Data).Code);
        return made;
    });

    /// <summary>A lake of fifteen hundred generated crashes with a champion, made once; tests only read it.</summary>
    public static TempData Trained => s_trained.Value;

    private static TempData Make() => Make(200);

    private static TempData Make(int rows, params string[] more)
    {
        var made = new TempData();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => made.Dispose();
        Assert.Equal(
            0,
            Script
                .Run(
                    "sample",
                    "crashes",
                    "--rows",
                    rows.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    "--out",
                    made.PathOf("samples")
                )
                .Code
        );
        var inputs = Engine
            .SampleWriter.Find(Catalog.Of("crashes"), made.PathOf("samples/crashes"))
            .SelectMany(input => new[] { "--input", $"{input.Source}={input.Path}" });
        var run = Script.Run("rebuild", ["crashes", "--data", made.Data, .. more, .. inputs]);
        Assert.True(run.Code == 0, run.Error);
        return made;
    }

    public void Dispose()
    {
        if (!OperatingSystem.IsWindows())
        {
            foreach (var folder in Directory.GetDirectories(Root, "*", SearchOption.TopDirectoryOnly))
            {
                File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }

        Directory.Delete(Root, recursive: true);
    }
}
