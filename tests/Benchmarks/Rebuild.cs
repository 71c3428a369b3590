using System.Globalization;
using Analytics.App;
using Analytics.Engine;

namespace Analytics.Benchmarks;

/// <summary>
/// dotnet run -c Release --project tests/Benchmarks -- rebuild [crashes] [full|small|sql|pandas …]: generated crashes with their
/// vehicles and people from raw files to Gold, against one plain DuckDB script that makes the same tables (without contracts,
/// lake or quarantine) and a straightforward pandas version. Every run in a process of its own. What was measured is kept, so
/// a long benchmark can be made in parts; each run writes lib/Analytics.Engine/BENCHMARKS.md again.
/// </summary>
public static class Rebuild
{
    private static readonly string[] s_sides = ["full", "small", "sql", "pandas"];

    /// <param name="arguments">Crashes, default 1000000, and what to measure, default all of it.</param>
    public static int Run(string[] arguments)
    {
        if (arguments is ["--one", var side, .. var rest])
        {
            return One(side, rest);
        }

        var rows = arguments.Length > 0 ? long.Parse(arguments[0], CultureInfo.InvariantCulture) : 1_000_000;
        var sides = arguments.Length > 1 ? arguments[1..] : s_sides;
        if (sides.Except(s_sides).FirstOrDefault() is { } unknown)
        {
            Console.Error.WriteLine($"'{unknown}' cannot be measured. Name some of: {string.Join(", ", s_sides)}.");
            return 2;
        }

        var input = RebuildInput.Make(rows);
        var results = Results.Read();
        string Key(string what) => FormattableString.Invariant($"crashes {rows} {what}");
        if (sides.Contains("full"))
        {
            var data = RebuildInput.Fresh("lake");
            results[Key("full")] = Child.Ours(["crashes", "--no-models", "--data", data, .. input.Base]);
            results[Key("day")] = Child.Ours(["crashes", "--no-models", "--data", data, .. input.Day]);
            var before = RebuildInput.StateOf(data);
            var nothing = Child.Ours(["crashes", "--no-models", "--data", data]);
            results[Key("nothing")] = nothing with { IsDone = nothing.IsDone && RebuildInput.StateOf(data) == before };
        }

        if (sides.Contains("small"))
        {
            results[Key("small")] = Child.Ours([
                "crashes",
                "--no-models",
                "--data",
                RebuildInput.Fresh("lake-small"),
                "--memory",
                "512MB",
                .. input.Base,
            ]);
        }

        if (sides.Contains("sql"))
        {
            results[Key("sql")] = Child.Run(Environment.ProcessPath!, ["rebuild", "--one", "sql", input.Folder, RebuildInput.Fresh("sql")]);
        }

        if (sides.Contains("pandas") && File.Exists(Child.Python))
        {
            results[Key("pandas")] = Child.Peer("crashes_pandas.py", input.Folder, RebuildInput.Fresh("pandas"));
        }

        results.Write();
        return RebuildPage.Write(results) ? 0 : 1;
    }

    private static int One(string side, string[] arguments)
    {
        var code = 0;
        if (side == "ours")
        {
            code = App.Commands.Rebuild.Main(arguments);
        }
        else
        {
            RebuildSql.Run(arguments[0], arguments[1]);
        }

        Child.Report();
        return code;
    }
}
