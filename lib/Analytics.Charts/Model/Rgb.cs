using System.Globalization;

namespace Analytics.Charts;

/// <summary>A colour of three bytes.</summary>
internal readonly record struct Rgb(byte R, byte G, byte B)
{
    /// <exception cref="ArgumentException">The text is not #rrggbb.</exception>
    public static Rgb Parse(string color) =>
        color.Length == 7
        && color[0] == '#'
        && int.TryParse(color.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? new Rgb((byte)(value >> 16), (byte)(value >> 8), (byte)value)
            : throw new ArgumentException($"'{color}' is not a colour; write #rrggbb, for instance #0072b2.", nameof(color));

    public static Rgb Mix(Rgb from, Rgb to, double share) =>
        new(Blend(from.R, to.R, share), Blend(from.G, to.G, share), Blend(from.B, to.B, share));

    /// <summary>Black or white, with a contrast of 4.5 or more on this colour (WCAG 2.2); a dark grey would have less on middle colours.</summary>
    public string Ink()
    {
        var luminance = (0.2126 * Linear(R)) + (0.7152 * Linear(G)) + (0.0722 * Linear(B));
        return 1.05 / (luminance + 0.05) >= 4.5 ? "#ffffff" : "#000000";
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"#{R:x2}{G:x2}{B:x2}");

    private static byte Blend(byte from, byte to, double share) => (byte)Math.Round(from + ((to - from) * share));

    private static double Linear(byte channel)
    {
        var c = channel / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
    }
}
