using System.Globalization;
using System.Text;
using Analytics.App;
using Analytics.DuckDb;

namespace Analytics.Benchmarks;

/// <summary>Writes lib/Analytics.Engine/BENCHMARKS.md from all that was measured; what people wrote at its end stays.</summary>
internal static class RebuildPage
{
    private const string Written = "## What is missed, and why";
    private const double PandasBar = 8;
    private const double SqlBar = 1.6;
    private const double DayBar = 0.05;
    private const double MostMegabytes = 3072;
    private const double RetailBar = 3;
    private const double LastDayBar = 1.3;

    /// <returns>Whether every goal that was measured is met.</returns>
    public static bool Write(Results results)
    {
        var page = new StringBuilder(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                # Rebuilds

                Raw files to Gold, models left out (`--no-models`). Wall time of whole processes from start to end, the processor seconds of all
                cores, peak memory. The best of the runs made; other programs shared the machine, so seconds close to half the processor seconds
                mean that it was quiet. {Environment.ProcessorCount} processors, DuckDB {DuckDBConnection.LibraryVersion}.

                """
            )
        );
        var isGood = true;
        var sizes = results
            .Names.Select(name => name.Split(' '))
            .Where(words => words[0] == "crashes")
            .Select(words => long.Parse(words[1], CultureInfo.InvariantCulture))
            .Distinct()
            .Order();
        foreach (var rows in sizes)
        {
            isGood &= Crashes(page, results, rows);
        }

        if (results.Names.Any(name => name.StartsWith("retail ", StringComparison.Ordinal)))
        {
            isGood &= Retail(page, results);
        }

        var text = page.ToString().ReplaceLineEndings("\n");
        Console.WriteLine(text);
        MeasuredPage.Save("Analytics.Engine", text, Written);
        return isGood;
    }

    private static bool Crashes(StringBuilder page, Results results, long rows)
    {
        page.Append(
            CultureInfo.InvariantCulture,
            $"""

            ## {rows:N0} generated crashes

            With their vehicles (plain CSV) and people (gzipped JSON lines): 5 Silver tables with quarantine, 6 Gold tables, features, published
            as Delta tables and a warehouse file. Made by `dotnet run -c Release --project tests/Benchmarks -- rebuild {rows}`.


            """
        );
        Measured? Of(string what) => results.Of(FormattableString.Invariant($"crashes {rows} {what}"));
        var table = new Rows(page);
        var full = Of("full");
        table.Add("Bronze to Gold, empty lake", full, m => ("peak below 3,072 MB", m.Megabytes < MostMegabytes));
        table.Add(
            "one more day",
            Of("day"),
            m =>
                full is null
                    ? ("", true)
                    : (
                        Text($"{m.Seconds / full.Seconds:0.0 %} of the full rebuild, goal at most {DayBar:0 %}"),
                        m.Seconds <= DayBar * full.Seconds
                    )
        );
        table.Add("nothing changed", Of("nothing"), m => ("goal below 1 s, nothing written", m.Seconds < 1));
        table.Add("Bronze to Gold, memory_limit 512MB", Of("small"), _ => ("completes", true));
        table.Add(
            "one DuckDB script, same tables",
            Of("sql"),
            m =>
                full is null
                    ? ("", true)
                    : (Text($"ours takes {full.Seconds / m.Seconds:0.00}×, goal at most {SqlBar}×"), full.Seconds <= SqlBar * m.Seconds)
        );
        table.Add(
            "pandas, same tables",
            Of("pandas"),
            m =>
                full is null
                    ? ("", true)
                    : (Text($"ours is {m.Seconds / full.Seconds:0.0}× faster, goal {PandasBar}×"), m.Seconds >= PandasBar * full.Seconds)
        );
        return table.IsGood;
    }

    private static bool Retail(StringBuilder page, Results results)
    {
        page.Append(
            """

            ## Online Retail: 305 daily files, 541,909 lines

            Ours makes 5 Silver tables with quarantine (a quarter of the lines names no customer), 9 Gold tables and features, all published and
            flushed to disk; pandas makes one clean table and four aggregates and writes CSV. The best of three runs.
            Made by `dotnet run -c Release --project tests/Benchmarks -- retail`.


            """
        );
        var table = new Rows(page);
        var (full, early) = (results.Of("retail full"), results.Of("retail early day"));
        table.Add("all files, empty lake", full, _ => ("", true));
        table.Add(
            "pandas",
            results.Of("retail pandas"),
            m =>
                full is null
                    ? ("", true)
                    : (Text($"ours is {m.Seconds / full.Seconds:0.0}× faster, goal {RetailBar}×"), m.Seconds >= RetailBar * full.Seconds)
        );
        table.Add("day 10 as one more day", early, _ => ("", true));
        table.Add(
            "day 305 as one more day",
            results.Of("retail last day"),
            m =>
                early is null
                    ? ("", true)
                    : (
                        Text($"{m.Seconds / early.Seconds:0.00}× day 10, goal at most {LastDayBar}×"),
                        m.Seconds <= LastDayBar * early.Seconds
                    )
        );
        return table.IsGood;
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    /// <summary>The rows of one table of the page.</summary>
    private sealed class Rows
    {
        private readonly StringBuilder _page;

        public Rows(StringBuilder page) =>
            _page = page.Append("| run | seconds | processor s | MB at the peak | |\n|---|---:|---:|---:|---|\n");

        public bool IsGood { get; private set; } = true;

        public void Add(string what, Measured? measured, Func<Measured, (string Says, bool IsMet)> judge)
        {
            if (measured is null)
            {
                return;
            }

            var (says, isMet) = judge(measured);
            IsGood &= isMet;
            _page.Append(
                CultureInfo.InvariantCulture,
                $"| {what} | {measured.Seconds:0.0} | {measured.Processor:0.0} | {measured.Megabytes:N0} | {says}{(isMet ? "" : " **missed**")} |\n"
            );
        }
    }
}
