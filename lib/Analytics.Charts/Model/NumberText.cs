using System.Globalization;

namespace Analytics.Charts;

/// <summary>Numbers and times as people read them, always in invariant form.</summary>
internal static class NumberText
{
    private static readonly CultureInfo s_invariant = CultureInfo.InvariantCulture;

    /// <summary>At most 6 significant digits; whole numbers up to 15 digits stay exact, because counts must.</summary>
    public static double Round(double value)
    {
        if (!double.IsFinite(value) || (Math.Abs(value) < 1e15 && value == Math.Truncate(value)))
        {
            return value == 0 ? 0 : value;
        }

        return double.Parse(value.ToString("G6", s_invariant), s_invariant);
    }

    /// <summary>For reading: 12,345 · 0.0123 · 1.23M · 4.5e-7; at most the given significant digits.</summary>
    public static string Short(double value, int digits = 4)
    {
        if (double.IsNaN(value))
        {
            return "none";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "∞" : "−∞";
        }

        var magnitude = Math.Abs(value);
        if (magnitude != 0 && (magnitude < 1e-4 || magnitude >= 1e15))
        {
            return Minus(value.ToString($"0.{new string('#', digits - 1)}e+0", s_invariant).Replace("e+", "e", StringComparison.Ordinal));
        }

        if (magnitude >= 1e7)
        {
            var (unit, suffix) =
                magnitude >= 1e12 ? (1e12, "T")
                : magnitude >= 1e9 ? (1e9, "G")
                : (1e6, "M");
            return Minus(Significant(value / unit, digits) + suffix);
        }

        return Minus(
            magnitude == Math.Truncate(magnitude) || magnitude >= 1000 ? value.ToString("#,0", s_invariant) : Significant(value, digits)
        );
    }

    public static string Percent(double share, int decimals = 1) =>
        Minus((share * 100).ToString("0." + new string('#', decimals), s_invariant) + "%");

    /// <summary>A coordinate in a picture: two decimals, no trailing zeros.</summary>
    public static string Pixel(double value)
    {
        var rounded = Math.Round(value, 2);
        return (rounded == 0 ? 0 : rounded).ToString("0.##", s_invariant);
    }

    /// <summary>As short as the time allows: 2024-03-01 · 2024-03-01 14:30 · 2024-03-01 14:30:05.25.</summary>
    public static string Time(DateTime time) =>
        time.ToString(
            time.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd"
                : time.TimeOfDay.Ticks % TimeSpan.TicksPerMinute == 0 ? "yyyy-MM-dd HH:mm"
                : "yyyy-MM-dd HH:mm:ss.FFFFFF",
            s_invariant
        );

    public static string Minus(string number) => number.Replace('-', '−');

    private static string Significant(double value, int digits)
    {
        var before = value == 0 ? 1 : (int)Math.Floor(Math.Log10(Math.Abs(value))) + 1;
        return Math.Round(value, Math.Clamp(digits - before, 0, 15)).ToString("0.###############", s_invariant);
    }
}
