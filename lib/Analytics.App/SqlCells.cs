using System.Globalization;
using Analytics.DuckDb;
using Analytics.Engine;

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

/// <summary><c>#!sql</c>: the cell is a query over the published tables, a schema per domain; <c>--name x</c> keeps the result as a frame.</summary>
internal sealed class SqlCell
{
    public string Name => "sql";

    public string Help =>
        "SQL over the published tables, a schema per domain: from crashes.hotspots limit 5. --name keeps the result as a frame; --seconds, --rows and --memory (MB) raise its limits.";

    public object? Run(string arguments, string text) => Workbench.Query(text, Limits(arguments));

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
