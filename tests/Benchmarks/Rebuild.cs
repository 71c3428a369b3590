using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Analytics.App;
using Analytics.Engine;

namespace Analytics.Benchmarks;

/// <summary>
/// dotnet run -c Release --project tests/Benchmarks -- rebuild [rows] [pandas rows]: generated crashes with their vehicles and
/// people from raw files to Gold, against one plain DuckDB script that makes the same tables (without contracts, lake or
/// quarantine) and a straightforward pandas version. Every run in a process of its own. Writes lib/Analytics.Engine/BENCHMARKS.md.
/// </summary>
public static class Rebuild
{
    private const double PandasBar = 8;
    private const double SqlBar = 1.6;
    private const double DayBar = 0.05;

    private sealed record Measured(double Seconds, double Megabytes, bool IsDone);

    /// <param name="arguments">Crashes, default 1000000, and crashes of the comparison with pandas, default 100000; 0 leaves pandas out.</param>
    public static int Run(string[] arguments)
    {
        if (arguments is ["--one", var side, .. var rest])
            return One(side, rest);
        var rows = arguments.Length > 0 ? long.Parse(arguments[0], CultureInfo.InvariantCulture) : 1_000_000;
        var pandasRows = arguments.Length > 1 ? long.Parse(arguments[1], CultureInfo.InvariantCulture) : Math.Min(rows, 100_000);
        var input = RebuildInput.Make(rows);
        var table = new RebuildTable(rows);

        var data = RebuildInput.Fresh("lake");
        var full = Ours(["crashes", "--data", data, .. input.Base]);
        table.Add("Bronze to Gold, empty lake", full.Seconds, full.Megabytes, "peak < 3,072 MB", full.IsDone && full.Megabytes < 3072);
        var day = Ours(["crashes", "--data", data, .. input.Day]);
        table.Add("one more day", day.Seconds, day.Megabytes, string.Create(CultureInfo.InvariantCulture, $"{day.Seconds / full.Seconds:0.0 %} of the full rebuild, goal ≤ 5 %"), day.Seconds <= DayBar * full.Seconds);
        var before = RebuildInput.StateOf(data);
        var nothing = Ours(["crashes", "--data", data]);
        table.Add("nothing changed", nothing.Seconds, nothing.Megabytes, "goal < 1 s, nothing written", nothing.Seconds < 1 && RebuildInput.StateOf(data) == before);
        var small = Ours(["crashes", "--data", RebuildInput.Fresh("lake-small"), "--memory", "512MB", .. input.Base]);
        table.Add("Bronze to Gold, memory_limit 512MB", small.Seconds, small.Megabytes, small.IsDone ? "completes" : "goal: completes", small.IsDone);
        var sql = Child("sql", [input.Folder, RebuildInput.Fresh("sql")]);
        table.Add("one DuckDB script, same tables", sql.Seconds, sql.Megabytes, string.Create(CultureInfo.InvariantCulture, $"ours takes {full.Seconds / sql.Seconds:0.00}×, goal ≤ {SqlBar}×"), full.Seconds <= SqlBar * sql.Seconds);
        if (pandasRows > 0 && File.Exists("/usr/bin/python3"))
            Pandas(table, pandasRows);
        table.Write();
        return table.IsGood ? 0 : 1;
    }

    private static void Pandas(RebuildTable table, long rows)
    {
        var input = RebuildInput.Make(rows);
        var ours = Ours(["crashes", "--data", RebuildInput.Fresh("lake-pandas"), .. input.Base]);
        var script = Path.Combine(Repository.Root, "tests", "Benchmarks", "peers", "crashes_pandas.py");
        var pandas = Start("/usr/bin/python3", [script, input.Folder, RebuildInput.Fresh("pandas")]);
        // The time of a side that broke down compares with nothing.
        if (!pandas.IsDone)
            return;
        table.Add(FormattableString.Invariant($"Bronze to Gold of {rows:N0} crashes"), ours.Seconds, ours.Megabytes, "", true);
        table.Add(FormattableString.Invariant($"pandas 1.5, {rows:N0} crashes"), pandas.Seconds, pandas.Megabytes, string.Create(CultureInfo.InvariantCulture, $"ours is {pandas.Seconds / ours.Seconds:0.0}× faster, goal ≥ {PandasBar}×"), pandas.Seconds >= PandasBar * ours.Seconds);
    }

    private static Measured Ours(string[] arguments) => Child("ours", arguments);

    private static Measured Child(string side, string[] arguments) => Start(Environment.ProcessPath!, ["rebuild", "--one", side, .. arguments]);

    /// <summary>Runs a child to its end. Wall time counts from its start to its end; its last line tells its own peak memory in MB.</summary>
    private static Measured Start(string program, string[] arguments)
    {
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var seconds = watch.Elapsed.TotalSeconds;
        if (process.ExitCode != 0)
            Console.Error.WriteLine($"{Path.GetFileName(program)} {string.Join(' ', arguments.Take(4))} ended with code {process.ExitCode}: {output}");
        var last = output.TrimEnd().Split('\n')[^1];
        return new Measured(seconds, last.StartsWith('{') ? JsonSerializer.Deserialize<JsonElement>(last).GetProperty("megabytes").GetDouble() : 0, process.ExitCode == 0);
    }

    private static int One(string side, string[] arguments)
    {
        var code = 0;
        if (side == "ours")
            code = App.Commands.Rebuild.Main(arguments);
        else
            RebuildSql.Run(arguments[0], arguments[1]);
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(FormattableString.Invariant($"\n{{\"megabytes\":{self.PeakWorkingSet64 / 1048576.0:0}}}"));
        return code;
    }
}
