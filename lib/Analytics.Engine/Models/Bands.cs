namespace Analytics.Engine;

/// <summary>Words for ranges of what is predicted, as a column beside each prediction: classes of risk, segments of value.</summary>
/// <param name="Column">The column's name: <c>risk</c>.</param>
/// <param name="Names">From the lowest range to the highest, two at least.</param>
/// <param name="Borders">Where one ends and the next begins, ascending, one fewer than names.</param>
public sealed record Bands(string Column, IReadOnlyList<string> Names, IReadOnlyList<double> Borders)
{
    /// <summary>Whether a border itself still belongs to the range below. Default false: to the one above.</summary>
    public bool BorderBelow { get; init; }

    /// <summary>Whether the borders are shares of the validation rows, 0.25 for that which a quarter is predicted to lie below; training puts values in their place. Default false.</summary>
    public bool OfRows { get; init; }

    /// <summary>The range of a value.</summary>
    public string Of(double value) => Names[Borders.Count(border => BorderBelow ? value > border : value >= border)];

    /// <summary>The same with values for borders.</summary>
    /// <param name="predicted">What is predicted for the validation rows.</param>
    internal Bands Settled(IEnumerable<double> predicted)
    {
        if (!OfRows)
        {
            return this;
        }

        double[] sorted = [.. predicted.Order()];
        return this with
        {
            OfRows = false,
            Borders = [.. Borders.Select(share => sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))])],
        };
    }

    /// <summary>E.g. <c>Low below 0.4, Medium from 0.4, High from 0.7</c>.</summary>
    public override string ToString() =>
        string.Join(
            ", ",
            Names.Select(
                (name, i) =>
                    i == 0
                        ? FormattableString.Invariant($"{name} {(BorderBelow ? "up to" : "below")} {Borders[0]:0.####}")
                        : FormattableString.Invariant($"{name} {(BorderBelow ? "above" : "from")} {Borders[i - 1]:0.####}")
            )
        );
}
