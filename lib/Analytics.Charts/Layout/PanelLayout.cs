namespace Analytics.Charts;

/// <summary>Where everything of one panel stands. Both outputs take it from here, so they look alike.</summary>
internal sealed partial class PanelLayout
{
    public const double TitleSize = 15,
        SubtitleSize = 12,
        AxisTitleSize = 12,
        NoteSize = 10;
    public const double TitleLine = 20,
        SubtitleLine = 16,
        NoteLine = 13;
    private const double Pad = 12;

    /// <summary>What a line across or upwards is called.</summary>
    public const double OverSize = 10;
    private const double OverLine = 12;

    private Rect? _keyBeside;

    private PanelLayout(Figure figure, Rect outer, bool isKeyBeside)
    {
        Figure = figure;
        Outer = outer;
        var inner = new Rect(outer.X + Pad, outer.Y + Pad, outer.Width - (2 * Pad), outer.Height - (2 * Pad));
        Title = TextSize.Wrap(figure.Title, inner.Width - FigureLayout.Toolbar, TitleSize, 2, bold: true);
        Subtitle = TextSize.Wrap(figure.Subtitle, inner.Width - FigureLayout.Toolbar, SubtitleSize, 2);
        Notes = [.. figure.Notes.Distinct().SelectMany(note => TextSize.Wrap(note, inner.Width, NoteSize, 2)).Take(4)];
        TextTop = inner.Y;
        LegendTop = inner.Y + (Title.Count * TitleLine) + (Subtitle.Count * SubtitleLine) + (Title.Count + Subtitle.Count > 0 ? 5 : 0);
        Legend = Legend.Of(figure, inner.X, LegendTop, inner.Width);
        NoteTop = inner.Bottom - (Notes.Count * NoteLine);
        Key = ColorKey.Of(figure);
        if (figure.Traces.OfType<HeatTrace>().Any(heat => !(heat.HasKey ?? heat.Text is null)))
        {
            Key = null;
        }

        var over = figure.References.Any(reference => !reference.Horizontal && reference.Label.Length > 0) ? OverLine : 0;
        var body = Rect(
            inner.X,
            LegendTop + Legend.Height + over,
            inner.Right - (isKeyBeside ? 0 : KeyWidth()),
            NoteTop - (Notes.Count > 0 ? 4 : 0)
        );
        if (figure.IsCartesian)
        {
            Axes(body);
        }
        else
        {
            Area = body;
        }
    }

    public Figure Figure { get; }

    public Rect Outer { get; }

    public double TextTop { get; }

    public double LegendTop { get; }

    public double NoteTop { get; }

    public IReadOnlyList<string> Title { get; }

    public IReadOnlyList<string> Subtitle { get; }

    public IReadOnlyList<string> Notes { get; }

    public Legend Legend { get; }

    public ColorKey? Key { get; }

    public const string NoData = "No data";

    /// <summary>Points that stand alone, over all layers: the more there are the smaller each is.</summary>
    public int LoosePoints => Figure.Traces.Sum(trace => trace is XyTrace { Markers: true, Lines: false } points ? points.X.Count : 0);

    /// <summary>The diameter of a marker in pixels.</summary>
    public double MarkerSize =>
        LoosePoints switch
        {
            > 1500 => 4,
            > 300 => 5.4,
            _ => 7,
        };

    /// <summary>Whether there is nothing to draw on the axes.</summary>
    public bool IsEmpty =>
        Figure.Traces.All(trace =>
            trace switch
            {
                XyTrace xy => !xy.Y.Numbers.Any(double.IsFinite) || !xy.X.Numbers.Any(double.IsFinite),
                BarTrace bar => !bar.Length.Numbers.Any(double.IsFinite),
                BoxTrace boxes => boxes.Boxes.All(box => box.Count == 0),
                HeatTrace heat => heat.Text is null && !heat.Z.Cast<double>().Any(double.IsFinite),
                _ => false,
            }
        );

    /// <summary>The plot itself, without axes.</summary>
    public Rect Area { get; private set; }

    public double Left => Outer.X + Pad;

    public Rect KeyArea => _keyBeside ?? new(Outer.Right - Pad - KeyWidth() + 16, Area.Y, ColorKey.Bar, Area.Height);

    /// <summary>Where the label of an upright line stands over the plot, so that it covers nothing: about the line, or inwards where the picture ends.</summary>
    /// <param name="at">The line's pixel.</param>
    /// <param name="text">As it is drawn.</param>
    public (double X, string Anchor) Over(double at, string text)
    {
        var half = TextSize.Width(text, OverSize) / 2;
        return at + half > Outer.Right - 4 ? (Math.Min(at + half, Outer.Right - 4), "end")
            : at - half < Outer.X + 4 ? (Math.Max(at - half, Outer.X + 4), "start")
            : (at, "middle");
    }

    /// <param name="figure">One panel.</param>
    /// <param name="outer">Its room.</param>
    /// <param name="isKeyBeside">The key of the colours stands elsewhere: no room is kept for it.</param>
    public static PanelLayout Place(Figure figure, Rect outer, bool isKeyBeside = false) => new(ReadyFigure.Of(figure), outer, isKeyBeside);

    /// <summary>Puts the key of the colours at the right end of the whole figure, as high as all panels.</summary>
    public void KeyBeside(double right, double bottom) =>
        _keyBeside = new Rect(right - Pad - KeyWidth() + 16, Area.Y, ColorKey.Bar, bottom - Area.Y);

    private static Rect Rect(double left, double top, double right, double bottom) =>
        new(left, top, Math.Max(20, right - left), Math.Max(20, bottom - top));

    /// <summary>What the key of the colours takes, 0 without one.</summary>
    public double KeyWidth()
    {
        if (Key is null)
        {
            return 0;
        }

        var labels = Key.Ticks(new Rect(0, 0, 1, 250))
            .Select(tick => TextSize.Width(tick.Label, ColorKey.LabelSize))
            .DefaultIfEmpty(0)
            .Max();
        return 16 + ColorKey.Bar + 6 + labels + (Key.Title.Length > 0 ? 18 : 4);
    }
}
