namespace Analytics.Charts;

/// <summary>Equal ratios: ticks on powers of ten, with 2 and 5 between when there are few, and nice numbers within one decade.</summary>
internal sealed record LogScale(double From, double To) : Scale
{
    public override double First => From;

    public override double Last => To;

    public override double Share(double value) =>
        value > 0 ? (Math.Log10(value) - Math.Log10(From)) / (Math.Log10(To) - Math.Log10(From)) : double.NaN;

    public override IReadOnlyList<Tick> Ticks(int about)
    {
        var (low, high) = (Math.Log10(From), Math.Log10(To));
        if (high - low < 0.8)
        {
            return [.. new LinearScale(From, To).Ticks(about)];
        }

        double[] leads = high - low <= about / 3.0 ? [1, 2, 5] : [1];
        var every = Math.Max(1, (int)Math.Ceiling((high - low) / Math.Max(about, 1)));
        var ticks = new List<Tick>();
        for (var power = (int)Math.Floor(low); power <= high + 1e-9; power++)
        {
            if (power % every != 0)
            {
                continue;
            }

            foreach (var lead in leads)
            {
                var value = lead * Math.Pow(10, power);
                if (Has(value))
                {
                    ticks.Add(new Tick(value, Label(value, power)));
                }
            }
        }

        return ticks;
    }

    /// <summary>The places of 2 to 9 times each power of ten: faint lines that show the axis is logarithmic.</summary>
    public IReadOnlyList<double> Minor()
    {
        if (Math.Log10(To / From) > 8)
        {
            return [];
        }

        var minor = new List<double>();
        for (var power = (int)Math.Floor(Math.Log10(From)); power <= Math.Log10(To); power++)
        {
            for (var lead = 2; lead < 10; lead++)
            {
                var value = lead * Math.Pow(10, power);
                if (Has(value))
                {
                    minor.Add(value);
                }
            }
        }

        return minor;
    }

    private static string Label(double value, int power) =>
        power switch
        {
            < -4 or >= 15 => NumberText.Short(value, 2),
            >= 12 => NumberText.Short(value / 1e12) + "T",
            >= 9 => NumberText.Short(value / 1e9) + "G",
            >= 6 => NumberText.Short(value / 1e6) + "M",
            >= 4 => NumberText.Short(value / 1e3) + "k",
            _ => NumberText.Short(value),
        };
}
