using System.Globalization;
using Analytics.DuckDb;
using Analytics.Engine;
using Analytics.Interop;
using Microsoft.Data.Analysis;

[assembly: Analytics.App.CellCommandSource(typeof(Analytics.App.SqlCells))]

namespace Analytics.App;

/// <summary>Names a type that brings magic commands for notebook cells; hosts find it by this attribute's simple name.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class CellCommandSourceAttribute(Type commandSourceType) : Attribute
{
    public Type CommandSourceType { get; } = commandSourceType;
}

/// <summary>Brings <c>#!sql</c>.</summary>
internal sealed class SqlCells
{
    public IEnumerable<object> CreateCellCommands() => [new SqlCell()];
}

/// <summary><c>#!sql</c>: the cell is a query over the published tables, a schema per domain; <c>--name x</c> keeps the result as a frame, <c>$n</c> is the value of a
/// variable, and a frame in a variable is a table of that name.</summary>
internal sealed class SqlCell
{
    public string Name => "sql";

    public string Help =>
        "SQL over the published tables, a schema per domain: from crashes.hotspots limit 5. $n is the value of a variable n, a table x without a schema is the frame x";

    public IReadOnlyDictionary<string, string> Options { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["--seconds"] = "how long it may run",
            ["--rows"] = "how many rows it may give",
            ["--memory"] = "how many MB it may use",
        };

    public object? Run(string arguments, string text, Func<string, object?> variable, CancellationToken stop) =>
        Workbench.Query(text, Limits(arguments), name => variable(name) is DataFrame data ? data.ToFrame() : variable(name), stop);

    public IEnumerable<(string Text, string Kind, string Signature)> Complete(string text, int position) =>
        SqlSuggestions.At(text, position);

    private static QuestionLimits Limits(string arguments)
    {
        var limits = new QuestionLimits();
        var words = arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < words.Length; i++)
        {
            limits = words[i] switch
            {
                "--seconds" => limits with { Seconds = Number(words, ++i) },
                "--rows" => limits with { Rows = Number(words, ++i) },
                "--memory" => limits with { Megabytes = Number(words, ++i) },
                _ => limits,
            };
        }

        return limits;
    }

    private static int Number(string[] words, int at) =>
        at < words.Length && int.TryParse(words[at], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new UsageException($"{words[at - 1]} takes a whole number, for example: #!sql {words[at - 1]} 600");
}
