using System.Globalization;
using System.Text;
using Analytics.App;
using Analytics.DuckDb;

namespace Analytics.Benchmarks;

/// <summary>The rows of the rebuild benchmark, printed and written as Markdown.</summary>
internal sealed class RebuildTable(long rows)
{
    private readonly List<string> _lines = [];

    public bool IsGood { get; private set; } = true;

    public void Add(string what, double seconds, double megabytes, string says, bool isMet)
    {
        IsGood &= isMet;
        var line = string.Create(CultureInfo.InvariantCulture, $"| {what} | {seconds:0.0} | {megabytes:N0} | {says}{(isMet ? "" : " **missed**")} |");
        _lines.Add(line);
        Console.Error.WriteLine(line);
    }

    public void Write()
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            # Rebuild of the crashes domain

            {rows:N0} generated crashes with their vehicles (plain CSV) and people (gzipped JSON lines), raw files to Gold: 5 Silver tables
            with quarantine, 6 Gold tables, features, published as Delta tables and a warehouse file. Wall time of whole processes,
            their peak memory. {Environment.ProcessorCount} processors, DuckDB {DuckDBConnection.LibraryVersion}.
            Made by `dotnet run -c Release --project tests/Benchmarks -- rebuild {rows}`.

            | run | seconds | MB at the peak | |
            |---|---:|---:|---|

            """);
        foreach (var line in _lines)
            page.Append(line).Append('\n');
        Console.WriteLine(page);
        File.WriteAllText(Path.Combine(Repository.Root, "lib", "Analytics.Engine", "BENCHMARKS.md"), page.ToString().ReplaceLineEndings("\n"));
    }
}
