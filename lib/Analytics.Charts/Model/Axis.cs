namespace Analytics.Charts;

/// <summary>How an axis places its values. Auto: by what the values are.</summary>
public enum AxisType
{
    Auto,
    Linear,
    Log,
    Time,
    Category,
}

/// <summary>One axis: what it says and how it places values.</summary>
public sealed record Axis
{
    /// <summary>What is measured. Default: none, or the column's name.</summary>
    public string Title { get; init; } = "";

    /// <summary>The unit, shown in brackets behind the title.</summary>
    public string Unit { get; init; } = "";

    public AxisType Type { get; init; }

    /// <summary>The lowest value shown; times as milliseconds since 1970-01-01 UTC. Default: from the data.</summary>
    public double? From { get; init; }

    /// <summary>The highest value shown.</summary>
    public double? To { get; init; }

    /// <summary>Write the ticks of a share as percentages: 0.25 as 25%.</summary>
    public bool Percent { get; init; }

    /// <summary>Highest value or first category at the far end.</summary>
    public bool Reversed { get; init; }

    /// <summary>The order of categories; those not named follow in order of appearance.</summary>
    public IReadOnlyList<string> Order { get; init; } = [];

    /// <summary>Ticks with names of their own, on an axis of numbers.</summary>
    internal IReadOnlyList<Tick> Ticks { get; init; } = [];

    /// <summary>A value of this axis in words.</summary>
    internal string Read(double value) =>
        Type switch
        {
            AxisType.Time => NumberText.Time(Values.ToTime(value)),
            AxisType.Category when value >= 0 && value < Order.Count => Order[(int)value],
            _ => Percent ? NumberText.Percent(value) : NumberText.Short(value),
        };

    internal string Caption =>
        Unit.Length == 0 ? Title
        : Title.Length == 0 ? Unit
        : $"{Title} ({Unit})";
}
