using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Analytics.Charts.Tests;

/// <summary>The text elements of a picture as boxes, read from its bytes alone.</summary>
internal sealed partial record SvgText(string Text, (double X, double Y)[] Corners)
{
    public static IReadOnlyList<SvgText> Of(XDocument svg) =>
        [.. svg.Descendants().Where(element => element.Name.LocalName == "text").Select(Read)];

    public bool Overlaps(SvgText other) => !Separated(Corners, other.Corners) && !Separated(other.Corners, Corners);

    private static SvgText Read(XElement element)
    {
        double Number(string name, double otherwise = 0) =>
            element.Attribute(name) is { } found ? double.Parse(found.Value, CultureInfo.InvariantCulture) : otherwise;
        var text = string.Concat(element.Nodes().OfType<XText>().Select(node => node.Value));
        var (x, y, size) = (Number("x"), Number("y"), Number("font-size"));
        var dy = element.Attribute("dy") is { } shift
            ? double.Parse(shift.Value.Replace("em", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * size
            : 0;
        var width = TextSize.Width(text, size, element.Attribute("font-weight") is not null);
        var left =
            x
            - (
                element.Attribute("text-anchor")?.Value switch
                {
                    "middle" => width / 2,
                    "end" => width,
                    _ => 0,
                }
            );
        var (top, bottom) = (y + dy - (0.72 * size), y + dy + (0.1 * size));
        var angle = element.Attribute("transform") is { } transform
            ? double.Parse(Rotation().Match(transform.Value).Groups[1].Value, CultureInfo.InvariantCulture) * Math.PI / 180
            : 0;
        (double, double) Turn(double px, double py) =>
            (
                x + ((px - x) * Math.Cos(angle)) - ((py - y) * Math.Sin(angle)),
                y + ((px - x) * Math.Sin(angle)) + ((py - y) * Math.Cos(angle))
            );
        return new SvgText(text, [Turn(left, top), Turn(left + width, top), Turn(left + width, bottom), Turn(left, bottom)]);
    }

    /// <summary>Whether an edge of the first box separates the two (separating axis theorem).</summary>
    private static bool Separated((double X, double Y)[] a, (double X, double Y)[] b)
    {
        for (var i = 0; i < 4; i++)
        {
            var (from, to) = (a[i], a[(i + 1) % 4]);
            var (nx, ny) = (to.Y - from.Y, from.X - to.X);
            var length = Math.Sqrt((nx * nx) + (ny * ny));
            if (length == 0 || b.All(corner => (((corner.X - from.X) * nx) + ((corner.Y - from.Y) * ny)) / length > -0.3))
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex(@"rotate\((-?[\d.]+) ")]
    private static partial Regex Rotation();
}
