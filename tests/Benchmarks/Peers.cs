using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace Analytics.Benchmarks;

/// <summary>
/// dotnet run -c Release --project tests/Benchmarks -- peers [filter]: runs each case whose name holds the filter against
/// scikit-learn and XGBoost (Debian: python3-sklearn python3-xgboost libopenblas0-pthread) on the same files, every run in a
/// process of its own, prints the table and writes lib/Analytics.Learning/BENCHMARKS.md. Results of cases left out are kept.
/// </summary>
/// <remarks>
/// A case is a static method with a <see cref="PeerCaseAttribute"/> in any class here; its peers are the Python functions
/// <c>Case_tool</c> in tests/Benchmarks/peers/*.py.
/// </remarks>
public static class Peers
{
    private static readonly string s_repository = FindRepository();
    private static readonly string s_results = Path.Combine(s_repository, "lib", "artifacts", "peers");
    private static readonly string s_runner = Path.Combine(s_repository, "tests", "Benchmarks", "peers", "run.py");

    public static int Run(string[] arguments)
    {
        if (arguments is ["--one", var one])
        {
            Console.WriteLine(JsonSerializer.Serialize(One(one)));
            return 0;
        }

        var filter = arguments.Length > 0 ? arguments[0] : "";
        Directory.CreateDirectory(s_results);
        var cases = PeerCaseAttribute.All();
        var tools = Tools();
        foreach (var (name, _, _) in cases.Where(each => each.Name.Contains(filter, StringComparison.OrdinalIgnoreCase)))
        {
            Save(name, "ours", Start(Environment.ProcessPath!, ["peers", "--one", name]));
            foreach (var function in tools.Where(tool => tool.StartsWith(name + "_", StringComparison.Ordinal)))
            {
                Save(name, function[(name.Length + 1)..], Start("/usr/bin/python3", [s_runner, function, PeerData.Folder]));
            }
        }

        var table = PeerTable.Render(cases.Select(each => (each.Case, Results(each.Name))));
        Console.WriteLine(table);
        File.WriteAllText(Path.Combine(s_repository, "lib", "Analytics.Learning", "BENCHMARKS.md"), PeerTable.Page(table));
        return 0;
    }

    private static PeerRun One(string name)
    {
        var run = PeerCaseAttribute.All().Single(each => each.Name == name).Run();
        using var self = Process.GetCurrentProcess();
        return run with { Megabytes = self.PeakWorkingSet64 >> 20 };
    }

    private static string[] Tools()
    {
        if (!File.Exists("/usr/bin/python3"))
        {
            Console.Error.WriteLine("No /usr/bin/python3 here: only our own side runs.");
            return [];
        }

        return Start("/usr/bin/python3", [s_runner, "--list"])?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [];
    }

    private static string? Start(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode == 0)
        {
            return output;
        }

        Console.Error.WriteLine($"{program} {string.Join(' ', arguments)} ended with code {process.ExitCode}; the row is left as it was.");
        return null;
    }

    private static void Save(string name, string tool, string? output)
    {
        if (output is null)
        {
            return;
        }

        var line = output.TrimEnd().Split('\n')[^1];
        Console.Error.WriteLine($"{name} {tool} {line}");
        File.WriteAllText(Path.Combine(s_results, $"{name}.{tool}.json"), line);
    }

    private static SortedDictionary<string, PeerRun> Results(string name)
    {
        var results = new SortedDictionary<string, PeerRun>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(s_results, $"{name}.*.json"))
        {
            results[Path.GetFileName(file).Split('.')[1]] = JsonSerializer.Deserialize<PeerRun>(File.ReadAllText(file))!;
        }

        return results;
    }

    private static string FindRepository()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Analytics.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder
            ?? throw new DirectoryNotFoundException(
                "Run the benchmarks from inside the repository: no Analytics.sln above " + AppContext.BaseDirectory
            );
    }
}

/// <summary>One side of a case.</summary>
/// <param name="Seconds">The median of the repetitions.</param>
/// <param name="Quality">Named numbers that say how good the answer is.</param>
/// <param name="Megabytes">Peak memory of the process.</param>
public sealed record PeerRun(double Seconds, Dictionary<string, double> Quality, double Megabytes = 0)
{
    /// <summary>Times an action after one run to warm up; the median of the repetitions.</summary>
    public static double Time(int repetitions, Action action, bool warm = true)
    {
        if (warm)
        {
            action();
        }

        var seconds = new double[repetitions];
        for (var i = 0; i < repetitions; i++)
        {
            var watch = Stopwatch.StartNew();
            action();
            seconds[i] = watch.Elapsed.TotalSeconds;
        }

        Array.Sort(seconds);
        return seconds[repetitions / 2];
    }
}

/// <summary>Marks a static method that gives a <see cref="PeerRun"/>: our side of a case.</summary>
/// <param name="work">What is done, as the table says it.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PeerCaseAttribute(string work) : Attribute
{
    public string Work => work;

    /// <summary>How much longer scikit-learn is to take at least; 0 for no goal.</summary>
    public double Sklearn { get; init; }

    /// <summary>How much longer XGBoost is to take at least; 0 for no goal.</summary>
    public double Xgboost { get; init; }

    /// <summary>Another goal, in words.</summary>
    public string Also { get; init; } = "";

    /// <summary>Printed where a ratio falls short of its goal.</summary>
    public string Why { get; init; } = "";

    public double Goal(string tool) => tool == "sklearn" ? Sklearn : Xgboost;

    public static IReadOnlyList<(string Name, PeerCaseAttribute Case, Func<PeerRun> Run)> All() =>
        [
            .. Assembly
                .GetExecutingAssembly()
                .GetTypes()
                .OrderBy(type => type.Name, StringComparer.Ordinal)
                .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public).OrderBy(method => method.MetadataToken))
                .Where(method => method.GetCustomAttribute<PeerCaseAttribute>() is not null)
                .Select(method => (method.Name, method.GetCustomAttribute<PeerCaseAttribute>()!, method.CreateDelegate<Func<PeerRun>>())),
        ];
}
