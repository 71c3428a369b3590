namespace Analytics.Charts;

/// <summary>A figure's panels, and the text that stands over and under all of them when there are several.</summary>
internal sealed record FigureLayout(
    Figure Figure,
    double Width,
    double Height,
    IReadOnlyList<string> Title,
    IReadOnlyList<string> Subtitle,
    IReadOnlyList<string> Notes,
    IReadOnlyList<PanelLayout> Panels
)
{
    public const double Pad = 12;

    /// <summary>Pixels at the right end of a title that plotly.js' toolbar takes, which stands upright there.</summary>
    public const double Toolbar = 22;

    public static FigureLayout Of(Figure figure)
    {
        var (width, height) = (figure.Width, figure.Height ?? HeightOf(figure));
        if (figure.Panels.Length == 0)
        {
            return new FigureLayout(figure, width, height, [], [], [], [PanelLayout.Place(figure, new Rect(0, 0, width, height))]);
        }

        var title = TextSize.Wrap(figure.Title, width - (2 * Pad) - Toolbar, PanelLayout.TitleSize, 2, bold: true);
        var subtitle = TextSize.Wrap(figure.Subtitle, width - (2 * Pad) - Toolbar, PanelLayout.SubtitleSize, 2);
        IReadOnlyList<string> notes = [.. figure.Notes.SelectMany(note => TextSize.Wrap(note, width - (2 * Pad), PanelLayout.NoteSize, 2))];
        var top =
            title.Count + subtitle.Count == 0
                ? 0
                : Pad + (title.Count * PanelLayout.TitleLine) + (subtitle.Count * PanelLayout.SubtitleLine);
        var bottom = height - (notes.Count == 0 ? 0 : Pad + (notes.Count * PanelLayout.NoteLine));
        var rows = (figure.Panels.Length + figure.PanelColumns - 1) / figure.PanelColumns;
        PanelLayout[] Placed(double wide, bool isKeyBeside)
        {
            var (cellWidth, cellHeight) = (wide / figure.PanelColumns, (bottom - top) / rows);
            return
            [
                .. figure.Panels.Select(
                    (panel, i) =>
                        PanelLayout.Place(
                            panel,
                            new Rect(
                                i % figure.PanelColumns * cellWidth,
                                top + (i / figure.PanelColumns * cellHeight),
                                cellWidth,
                                cellHeight
                            ),
                            isKeyBeside
                        )
                ),
            ];
        }

        var panels = Placed(width, isKeyBeside: false);
        if (panels.Length > 1 && panels.Count(panel => panel.Key is not null) == 1 && figure.Panels.All(IsCells))
        {
            // One key for the colours of all panels stands beside all of them, so that they stay equally wide.
            var keyWidth = panels.Single(panel => panel.Key is not null).KeyWidth();
            panels = Placed(width - keyWidth, isKeyBeside: true);
            panels.Single(panel => panel.Key is not null).KeyBeside(width, panels[^1].Area.Bottom);
        }

        return new FigureLayout(figure, width, height, title, subtitle, notes, panels);
    }

    private static bool IsCells(Figure panel) => panel.Traces.Any(trace => trace is HeatTrace);

    private static int HeightOf(Figure figure)
    {
        var lying = figure.Traces.OfType<BarTrace>().Where(bar => bar.Horizontal).ToArray();
        if (lying.Length == 0 && !figure.Traces.OfType<HeatTrace>().Any(heat => !heat.IsDensity))
        {
            return 420;
        }

        var names = lying
            .SelectMany(bar => Enumerable.Range(0, bar.Position.Count).Select(bar.Position.LabelAt))
            .Distinct(StringComparer.Ordinal)
            .Count();
        var rows = figure.Traces.OfType<HeatTrace>().Select(heat => heat.Y.Count).DefaultIfEmpty(0).Max();
        var perName = lying.Length > 1 && !figure.Stacked ? 8 + (14 * lying.Length) : 24;
        return Math.Clamp(Math.Max(110 + (names * perName), 130 + (rows * 26)), 260, 900);
    }
}
