using System.Text;

namespace Analytics.Charts;

/// <summary>Builds the d attribute of a path from pixels, cut at the borders of the plot.</summary>
internal sealed class SvgPath(Rect area)
{
    private readonly StringBuilder _d = new();
    private (double X, double Y)? _pen;

    public override string ToString() => _d.ToString();

    public SvgPath Move(double x, double y)
    {
        Append('M', x, y);
        return this;
    }

    public SvgPath To(double x, double y)
    {
        Append('L', x, y);
        return this;
    }

    public SvgPath Arc(double radius, bool large, bool clockwise, double x, double y)
    {
        _d.Append('A')
            .Append(NumberText.Pixel(radius))
            .Append(' ')
            .Append(NumberText.Pixel(radius))
            .Append(" 0 ")
            .Append(large ? 1 : 0)
            .Append(' ')
            .Append(clockwise ? 1 : 0)
            .Append(' ');
        _d.Append(NumberText.Pixel(x)).Append(' ').Append(NumberText.Pixel(y));
        return this;
    }

    public SvgPath Shut()
    {
        _d.Append('Z');
        return this;
    }

    /// <summary>A segment, or the part of it inside the plot (Liang and Barsky 1984).</summary>
    public void Segment(double x1, double y1, double x2, double y2)
    {
        var (from, to) = (0.0, 1.0);
        var (dx, dy) = (x2 - x1, y2 - y1);
        if (!Cut(-dx, x1 - area.X) || !Cut(dx, area.Right - x1) || !Cut(-dy, y1 - area.Y) || !Cut(dy, area.Bottom - y1))
        {
            return;
        }

        var start = (X: x1 + (from * dx), Y: y1 + (from * dy));
        var end = (X: x1 + (to * dx), Y: y1 + (to * dy));
        if (_pen is not { } pen || pen != start)
        {
            Move(start.X, start.Y);
        }

        To(end.X, end.Y);
        _pen = end;

        bool Cut(double direction, double distance)
        {
            // A hair of tolerance keeps lines along the border.
            if (Math.Abs(direction) < 1e-12)
            {
                return distance >= -0.01;
            }

            var at = distance / direction;
            if (direction < 0)
            {
                from = Math.Max(from, at);
            }
            else
            {
                to = Math.Min(to, at);
            }

            return from <= to + 1e-9;
        }
    }

    private void Append(char command, double x, double y) =>
        _d.Append(command).Append(NumberText.Pixel(x)).Append(' ').Append(NumberText.Pixel(y));
}
