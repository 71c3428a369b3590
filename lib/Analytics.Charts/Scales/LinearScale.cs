using System.Globalization;

namespace Analytics.Charts;

/// <summary>
/// Equal steps. Ticks are multiples of 1, 2 or 5 times a power of ten: P. Heckbert, "Nice numbers for graph labels", Graphics Gems (1990).
/// </summary>
internal sealed record LinearScale(double From, double To, bool Percent = false) : Scale
{
    /// <summary>Ticks that the chart names itself; empty for round numbers.</summary>
    public IReadOnlyList<Tick> Named { get; init; } = [];

    /// <summary>Whether the axis counts something, of which there is no half. Default false.</summary>
    public bool IsWhole { get; init; }

    public override double First => From;

    public override double Last => To;

    public override double Share(double value) => (value - From) / (To - From);

    public override IReadOnlyList<Tick> Ticks(int about)
    {
        if (Named.Count > 0)
        {
            return Named;
        }

        var step = Math.Max(NiceStep(To - From, about), IsWhole ? 1 : 0);
        var ticks = new List<Tick>();
        var first = Math.Ceiling((From / step) - 1e-9);
        var last = Math.Floor((To / step) + 1e-9);
        if (last - first > 200 || first + 1 == first)
        {
            return [new(From, NumberText.Short(From, 6)), new(To, NumberText.Short(To, 6))];
        }

        var format = Labels(step, Math.Max(Math.Abs(first), Math.Abs(last)) * step);
        for (var i = first; i <= last; i++)
        {
            ticks.Add(new Tick((i * step) + 0.0, format((i * step) + 0.0)));
        }

        return ticks;
    }

    /// <summary>The step of 1, 2 or 5 times a power of ten that divides a span into at most the given number of parts.</summary>
    public static double NiceStep(double span, int parts)
    {
        var raw = span / Math.Max(parts, 1);
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        if (power == 0)
        {
            return raw;
        }

        var lead = raw / power;
        return power
            * (
                lead <= 1 + 1e-9 ? 1
                : lead <= 2 + 1e-9 ? 2
                : lead <= 5 + 1e-9 ? 5
                : 10
            );
    }

    private Func<double, string> Labels(double step, double largest)
    {
        if (Percent)
        {
            return Fixed(step * 100, 100, "%");
        }

        if (largest >= 1e15 || step < 1e-6)
        {
            return value => NumberText.Short(value, 6);
        }
        // The unit is the largest of which the step has few decimals, so that all labels of the axis share it.
        foreach (var (unit, suffix) in (ReadOnlySpan<(double, string)>)[(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")])
        {
            if (largest >= 10 * unit || (largest >= unit && unit > 1e3))
            {
                if (step >= unit / 10 * 0.999)
                {
                    return Fixed(step / unit, 1 / unit, suffix);
                }
            }
        }

        return Fixed(step, 1, "");
    }

    private static Func<double, string> Fixed(double step, double factor, string suffix)
    {
        var decimals = Math.Clamp((int)-Math.Floor(Math.Log10(step) + 1e-9), 0, 12);
        var format = "#,0" + (decimals > 0 ? "." + new string('0', decimals) : "");
        return value =>
        {
            var scaled = Math.Round(value * factor, decimals);
            return NumberText.Minus((scaled == 0 ? 0 : scaled).ToString(format, CultureInfo.InvariantCulture))
                + (scaled == 0 && suffix != "%" ? "" : suffix);
        };
    }
}
