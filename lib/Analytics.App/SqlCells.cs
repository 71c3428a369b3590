using Analytics.Frames;

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

    public string Help => "SQL over the published tables, a schema per domain: from crashes.hotspots limit 5. --name keeps the result as a frame.";

    public object? Run(string arguments, string text) => Workbench.Query(text);
}
