using System.Diagnostics;
using System.Globalization;
using Analytics.App;

namespace Analytics.Benchmarks;

/// <summary>
/// dotnet run -c Release --project tests/Benchmarks -- asking [lake] [rounds]: what a question costs in a session and as a script, and a rebuild with nothing
/// to do, beside an empty script and a bare DuckDB.NET that reads the same file, in turns in one run. The lake is that of the repository unless named, filled.
/// Prints a table for lib/Analytics.Interactive/BENCHMARKS.md.
/// </summary>
public static class Asking
{
    private const string Question = "from crashes.hotspots limit 5";
    private const int Warm = 40;

    /// <param name="arguments">The lake, and how often each is run: 7 by default.</param>
    public static int Run(string[] arguments)
    {
        if (arguments is ["--one", var how, var data])
        {
            return One(how, data);
        }

        var lake = arguments.Length > 0 ? arguments[0] : Repository.Data;
        var rounds = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 7;
        var empty = Path.Combine(RebuildInput.Fresh("asking"), "empty.csx");
        File.WriteAllText(empty, "return 0;\n");
        (string What, Func<Measured> Start)[] scripts =
        [
            ("an empty script", () => ScriptRun.Of(empty)),
            ("`query.csx`", () => ScriptRun.Of("query.csx", Question, "--data", lake)),
            ("`rebuild.csx crashes`, nothing to do", () => ScriptRun.Of("rebuild.csx", "crashes", "--data", lake)),
            ("`rebuild.csx all`, nothing to do", () => ScriptRun.Of("rebuild.csx", "all", "--data", lake)),
        ];
        var runs = scripts.ToDictionary(script => script.What, _ => new List<Measured>());
        var asked = new List<(double First, double Best, double Middle)>();
        var bare = new List<(double First, double Best, double Middle)>();
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var (what, start) in scripts)
            {
                var run = start();
                // The first of each compiles the script.
                if (round > 0)
                {
                    runs[what].Add(run);
                }
            }

            asked.Add(Session("workbench", lake));
            bare.Add(Session("bare", lake));
        }

        var least = runs[scripts[0].What];
        Console.WriteLine("| whole process | s, best | processor s, best | × an empty script |\n|---|---:|---:|---:|");
        foreach (var (what, measured) in runs)
        {
            Console.WriteLine(
                Invariant(
                    $"| {what} | {Measured.Best(measured).Seconds:0.00} | {ScriptRun.Processor(measured):0.00} | {ScriptRun.Processor(measured) / ScriptRun.Processor(least):0.0} |"
                )
            );
        }

        Console.WriteLine("\n| in a session, ms | `Workbench.Query` | DuckDB.NET on the same file |\n|---|---:|---:|");
        Console.WriteLine(Invariant($"| first question | {asked.Min(each => each.First):0} | {bare.Min(each => each.First):0} |"));
        Console.WriteLine(Invariant($"| after that, best | {asked.Min(each => each.Best):0.0} | {bare.Min(each => each.Best):0.0} |"));
        Console.WriteLine(
            Invariant($"| after that, median | {asked.Min(each => each.Middle):0.0} | {bare.Min(each => each.Middle):0.0} |")
        );
        return runs.Values.SelectMany(each => each).All(each => each.IsDone) ? 0 : 1;
    }

    private static (double First, double Best, double Middle) Session(string how, string lake)
    {
        using var process = Process.Start(
            new ProcessStartInfo(Environment.ProcessPath!, ["asking", "--one", how, lake]) { RedirectStandardOutput = true }
        )!;
        var words = process.StandardOutput.ReadToEnd().Split(' ');
        process.WaitForExit();
        double At(int i) => double.Parse(words[i], CultureInfo.InvariantCulture);
        return process.ExitCode == 0
            ? (At(0), At(1), At(2))
            : throw new InvalidOperationException($"'{how}' ended with {process.ExitCode}.");
    }

    private static int One(string how, string data)
    {
        Environment.SetEnvironmentVariable("ANALYTICS_DATA", data);
        string file;
        using (var lake = Lake.Lake.Open(data))
        {
            file = how == "bare" ? lake.Head.Files("gold.crashes.hotspots").Single() : "";
        }

        var first = Stopwatch.StartNew();
        DuckDBConnection? db = null;
        Func<int> ask = how == "bare" ? () => Bare(db ??= DuckDBConnection.InMemory(), file) : () => Workbench.Query(Question).RowCount;
        var rows = ask();
        var milliseconds = first.Elapsed.TotalMilliseconds;
        var warm = new List<double>();
        for (var i = 0; i < Warm; i++)
        {
            var watch = Stopwatch.StartNew();
            rows += ask();
            warm.Add(watch.Elapsed.TotalMilliseconds);
        }

        db?.Dispose();
        Console.WriteLine(Invariant($"{milliseconds} {warm.Min()} {warm.Order().ElementAt(Warm / 2)} {rows}"));
        return 0;
    }

    private static int Bare(DuckDBConnection db, string file)
    {
        using var command = db.CreateCommand();
        command.CommandText = $"SELECT * FROM read_parquet('{file}') LIMIT 5";
        using var reader = command.ExecuteReader();
        var rows = 0;
        while (reader.Read())
        {
            rows++;
        }

        return rows;
    }
}
