namespace Analytics.Charts;

/// <summary>What stands at points: intervals, texts, and the words for a layer that has no still form.</summary>
internal static partial class SvgMarks
{
    private static void Intervals(SvgPen pen, PanelLayout panel, XyTrace trace, string color)
    {
        for (var i = 0; i < trace.X.Count; i++)
        {
            var (x, y) = (trace.X.Numbers[i], trace.Y.Numbers[i]);
            if (!double.IsFinite(x) || !double.IsFinite(y))
            {
                continue;
            }

            var own = trace.Colors.Count > 0 && trace.Colors[i].Length > 0 ? trace.Colors[i] : color;
            if (trace.Across is { } across && panel.Y.Has(y))
            {
                var (low, high) = across.Around(x, i);
                pen.Line(panel.X.Clamp(panel.X.At(low)), panel.Y.At(y), panel.X.Clamp(panel.X.At(high)), panel.Y.At(y), own, 1.6);
            }

            if (trace.Upright is { } upright && panel.X.Has(x))
            {
                var (low, high) = upright.Around(y, i);
                pen.Line(panel.X.At(x), panel.Y.Clamp(panel.Y.At(low)), panel.X.At(x), panel.Y.Clamp(panel.Y.At(high)), own, 1.6);
            }
        }
    }

    /// <summary>Right of the point or of its interval, left of it where the picture ends; over it where intervals stand upright.</summary>
    private static void Texts(SvgPen pen, PanelLayout panel, XyTrace trace)
    {
        for (var i = 0; i < trace.X.Count; i++)
        {
            if (trace.Texts[i].Length == 0 || !panel.X.Has(trace.X.Numbers[i]) || !panel.Y.Has(trace.Y.Numbers[i]))
            {
                continue;
            }

            var right = panel.X.Clamp(panel.X.At(trace.Across?.Around(trace.X.Numbers[i], i).High ?? trace.X.Numbers[i]));
            var left = panel.X.Clamp(panel.X.At(trace.Across?.Around(trace.X.Numbers[i], i).Low ?? trace.X.Numbers[i]));
            var y = panel.Y.At(trace.Y.Numbers[i]);
            // Beside its dot, however large that is; on a map among other dots, in letters that stand out from them.
            var away = Math.Max(6, trace.Markers ? RadiusOf(panel, trace, i) + 3 : 0);
            var (size, isMap) = (panel.Figure.IsMap ? 11 : 10, panel.Figure.IsMap);
            var width = TextSize.Width(trace.Texts[i], size, isMap);
            var isRight = right + away + width <= panel.Outer.Right - 4;
            var at = isRight ? right + away : left - away;
            if (isMap)
            {
                pen.Rect(new Rect(isRight ? at - 1 : at - width - 1, y - 6, width + 2, 12), "#ffffff", ("fill-opacity", 0.8));
            }

            pen.Text(at, y, trace.Texts[i], size, isMap ? "#1a1a1a" : Palette.Ink, isRight ? "start" : "end", dy: "0.35em", bold: isMap);
        }
    }

    private static void Other(SvgPen pen, PanelLayout panel, OtherTrace trace)
    {
        var area = panel.Area;
        pen.Rect(new Rect(area.X, area.Y, area.Width, area.Height), "#f6f6f6", ("stroke", Palette.Line));
        var lines = TextSize.Wrap($"{trace.Detail}.", area.Width - 40, 12, 4);
        pen.Text(area.CentreX, area.CentreY - (lines.Count * 8) - 10, TraceText.NameOf(trace.Type), 14, anchor: "middle", bold: true);
        for (var i = 0; i < lines.Count; i++)
        {
            pen.Text(area.CentreX, area.CentreY + 8 + (i * 16), lines[i], 12, Palette.Faint, "middle");
        }
    }
}
