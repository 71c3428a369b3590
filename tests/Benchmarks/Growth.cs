using System.Globalization;
using System.Text;
using Analytics.App;
using Analytics.Engine;
using Analytics.SixthDomain;

namespace Analytics.Benchmarks;

/// <summary>
/// dotnet run -c Release --project tests/Benchmarks -- growth [runs]: the batches of a small bakery in one file and one run, and in as many files, each landed
/// and run by itself (1,000 unless said). What `rebuild` with nothing to do and a question cost in both, in turns, as whole processes; and what the lakes weigh.
/// The lakes are kept under lib/artifacts/bench until they are deleted there. Prints a table for lib/Analytics.Engine/BENCHMARKS.md.
/// </summary>
public static class Growth
{
    private const int RowsPerRun = 6;
    private const int Rounds = 9;

    /// <param name="arguments">The number of runs; default 1000.</param>
    public static int Run(string[] arguments)
    {
        if (arguments is ["--one", "runs", var into, .. var files])
        {
            return RunEach(into, files[0]);
        }

        // Scripts find it there as they find the domains of the repository.
        Environment.SetEnvironmentVariable("ANALYTICS_DOMAINS", typeof(Bakery).Assembly.Location);
        var runs = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 1000;
        var (one, many) = (Lake("one", runs), Lake("many", runs));
        var table = new StringBuilder();
        foreach (
            var (what, script, words) in new[]
            {
                ("`rebuild bakery` with nothing to do", "rebuild.csx", new[] { "bakery", "--no-models" }),
                ("`rebuild all --plan`", "rebuild.csx", ["all", "--plan"]),
                ("`query`", "query.csx", ["from bakery.by_kind limit 5"]),
            }
        )
        {
            var (before, after) = (new List<Measured>(), new List<Measured>());
            for (var round = 0; round < Rounds; round++)
            {
                before.Add(ScriptRun.Of(script, [.. words, "--data", one]));
                after.Add(ScriptRun.Of(script, [.. words, "--data", many]));
            }

            var (first, last) = (Measured.Best(before), Measured.Best(after));
            table.Append(
                CultureInfo.InvariantCulture,
                $"| {what} | {first.Seconds:0.00} | {last.Seconds:0.00} | {last.Seconds / first.Seconds:0.00} | {ScriptRun.Processor(before):0.00} | {ScriptRun.Processor(after):0.00} | {ScriptRun.Processor(after) / ScriptRun.Processor(before):0.00} |\n"
            );
        }

        Console.WriteLine(
            Invariant(
                $"| what | after 1 run, s | after {runs} runs, s | × | processor s | processor s | × |\n|---|---:|---:|---:|---:|---:|---:|"
            )
        );
        Console.WriteLine(table);
        foreach (var (name, lake) in new[] { ("1 run", one), (Invariant($"{runs} runs"), many) })
        {
            Console.WriteLine(Invariant($"{name}: {Weight(lake)}"));
        }

        return 0;
    }

    /// <summary>Makes a lake once and keeps it.</summary>
    private static string Lake(string name, int runs)
    {
        var folder = Path.Combine(Repository.Root, "lib", "artifacts", "bench", Invariant($"growth-{runs}-{name}"));
        if (File.Exists(Path.Combine(folder, "done")))
        {
            return Path.Combine(folder, "data");
        }

        folder = RebuildInput.Fresh(Path.GetFileName(folder));
        var (input, data) = (Directory.CreateDirectory(Path.Combine(folder, "input")).FullName, Path.Combine(folder, "data"));
        var lines = Rows(runs * RowsPerRun);
        var header = lines[0];
        foreach (var (number, rows) in lines.Skip(1).Chunk(name == "one" ? lines.Length : RowsPerRun).Index())
        {
            File.WriteAllLines(Path.Combine(input, Invariant($"{number:D5}.csv")), [header, .. rows]);
        }

        if (Child.Run(Environment.ProcessPath!, ["growth", "--one", "runs", data, input]) is { IsDone: false })
        {
            throw new InvalidOperationException($"The lake {data} could not be made.");
        }

        File.WriteAllText(Path.Combine(folder, "done"), "");
        return data;
    }

    private static string[] Rows(int rows)
    {
        using var text = new StringWriter { NewLine = "\n" };
        new Bakery().Sample(new SampleOptions(rows * 2)).Single().Write(text);
        // Without the broken ones, which would stop the gate of a file of so few rows.
        return
        [
            .. text.ToString()
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(line => !line.Contains(",stone,", StringComparison.Ordinal))
                .Take(rows + 1),
        ];
    }

    private static int RunEach(string data, string input)
    {
        var code = 0;
        foreach (var file in Directory.GetFiles(input).Order(StringComparer.Ordinal))
        {
            code = Math.Max(code, App.Commands.Rebuild.Main(["bakery", "--no-models", "--data", data, "--input", "batches=" + file]));
        }

        Child.Report();
        return code;
    }

    private static string Weight(string lake)
    {
        var head = File.ReadAllText(Path.Combine(lake, "HEAD")).Trim();
        var files = new DirectoryInfo(lake).GetFiles("*", SearchOption.AllDirectories);
        var manifests = new DirectoryInfo(Path.Combine(lake, "manifests")).GetFiles();
        return Invariant(
            $"{files.Length} files, {files.Sum(file => file.Length) / 1e6:0.0} MB; {manifests.Length} manifests of {manifests.Sum(file => file.Length) / 1e6:0.0} MB, the last {manifests.Single(file => file.Name.StartsWith(head, StringComparison.Ordinal)).Length / 1e3:0} kB"
        );
    }
}
