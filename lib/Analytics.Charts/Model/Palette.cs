namespace Analytics.Charts;

/// <summary>
/// Colours that people with any colour vision tell apart: Okabe and Ito, "Color Universal Design" (2008), in an order that
/// puts the darker ones first; their yellow comes last because it is faint on white.
/// </summary>
internal static class Palette
{
    public const string Ink = "#333333";
    public const string Faint = "#6b6b6b";
    public const string Grid = "#e6e6e6";
    public const string Line = "#9a9a9a";
    public const string Red = "#d55e00";

    public static readonly string[] Series = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f7f7f", "#f0e442"];

    private static readonly string[] s_blues = ["#eef5fb", "#c3def0", "#86bfe2", "#4a9bcf", "#0072b2", "#004f83", "#002f57"];
    private static readonly string[] s_viridis =
    [
        "#440154",
        "#472d7b",
        "#3b528b",
        "#2c728e",
        "#21918c",
        "#28ae80",
        "#5ec962",
        "#addc30",
        "#fde725",
    ];
    private static readonly string[] s_diverging = ["#a34700", "#d55e00", "#eba36c", "#f7f4f0", "#7db4d8", "#0072b2", "#004a75"];

    /// <summary>The colour of the series at a 0-based index; after eight they repeat half way to black, then half way to white.</summary>
    public static string Of(int index)
    {
        var color = Rgb.Parse(Series[index % Series.Length]);
        return (index / Series.Length % 3) switch
        {
            1 => Rgb.Mix(color, new Rgb(0, 0, 0), 0.45).ToString(),
            2 => Rgb.Mix(color, new Rgb(255, 255, 255), 0.45).ToString(),
            _ => color.ToString(),
        };
    }

    public static IReadOnlyList<string> Stops(ColorScale scale) =>
        scale switch
        {
            ColorScale.Viridis => s_viridis,
            ColorScale.Diverging => s_diverging,
            _ => s_blues,
        };

    /// <summary>The colour at a share from 0 to 1 of a scale.</summary>
    public static Rgb At(ColorScale scale, double share)
    {
        var stops = Stops(scale);
        var place = Math.Clamp(share, 0, 1) * (stops.Count - 1);
        var index = Math.Min((int)place, stops.Count - 2);
        return Rgb.Mix(Rgb.Parse(stops[index]), Rgb.Parse(stops[index + 1]), place - index);
    }
}
