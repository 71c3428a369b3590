using System.Globalization;
using System.Text;
using System.Xml;

namespace Analytics.Charts;

/// <summary>
/// Writes SVG elements with presentation attributes only: no style attribute, no style sheet, no ids, no references,
/// nothing that a notebook viewer's sanitiser takes away.
/// </summary>
internal sealed class SvgPen
{
    private readonly StringBuilder _out = new();

    public SvgPen Open(string element, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        Start(element, attributes);
        _out.Append(">\n");
        return this;
    }

    public void Close(string element) => _out.Append("</").Append(element).Append(">\n");

    public void Empty(string element, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        Start(element, attributes);
        _out.Append("/>\n");
    }

    public void Rect(Rect rect, string fill, params ReadOnlySpan<(string Name, object? Value)> more) =>
        Empty(
            "rect",
            [
                ("x", rect.X),
                ("y", rect.Y),
                ("width", Math.Max(0, rect.Width)),
                ("height", Math.Max(0, rect.Height)),
                ("fill", fill),
                .. more,
            ]
        );

    public void Line(double x1, double y1, double x2, double y2, string stroke, double width = 1, string? dash = null) =>
        Empty(
            "line",
            ("x1", x1),
            ("y1", y1),
            ("x2", x2),
            ("y2", y2),
            ("stroke", stroke),
            ("stroke-width", width),
            ("stroke-dasharray", dash)
        );

    public void Path(string d, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        if (d.Length > 0)
        {
            Empty("path", [("d", d), .. attributes]);
        }
    }

    /// <summary>One line of text; y is its baseline, whole the text before it was cut, shown under the pointer ("" when nothing was cut).</summary>
    public void Text(
        double x,
        double y,
        string text,
        double size,
        string fill = Palette.Ink,
        string anchor = "start",
        bool bold = false,
        string whole = "",
        double rotate = 0,
        string? dy = null
    )
    {
        if (text.Length == 0)
        {
            return;
        }

        Start(
            "text",
            ("x", x),
            ("y", y),
            ("dy", dy),
            ("font-size", size),
            ("fill", fill),
            ("text-anchor", anchor == "start" ? null : anchor),
            ("font-weight", bold ? "bold" : null),
            ("transform", rotate == 0 ? null : $"rotate({NumberText.Pixel(rotate)} {NumberText.Pixel(x)} {NumberText.Pixel(y)})")
        );
        _out.Append('>');
        if (whole.Length > 0)
        {
            _out.Append("<title>").Append(Escape(whole)).Append("</title>");
        }

        _out.Append(Escape(text)).Append("</text>\n");
    }

    public void Title(string text) => _out.Append("<title>").Append(Escape(text)).Append("</title>\n");

    public override string ToString() => _out.ToString();

    private void Start(string element, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        _out.Append('<').Append(element);
        foreach (var (name, value) in attributes)
        {
            var text = value switch
            {
                null => null,
                double number => NumberText.Pixel(number),
                int number => number.ToString(CultureInfo.InvariantCulture),
                _ => Escape(value.ToString()!),
            };
            if (text is not null)
            {
                _out.Append(' ').Append(name).Append("=\"").Append(text).Append('"');
            }
        }
    }

    /// <summary>Escapes markup and drops what XML 1.0 cannot hold at all: most control characters and lone surrogates.</summary>
    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                escaped.Append(c).Append(text[++i]);
                continue;
            }

            _ = c switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '"' => escaped.Append("&quot;"),
                '\n' or '\r' or '\t' => escaped.Append(' '),
                _ when XmlConvert.IsXmlChar(c) => escaped.Append(c),
                _ => escaped,
            };
        }

        return escaped.ToString();
    }
}
