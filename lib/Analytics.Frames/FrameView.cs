namespace Analytics.Frames;

/// <summary>A frame shown with as many rows as wanted, in a notebook's cell: <c>frame.Show(200)</c>.</summary>
[TypeFormatterSource(typeof(FrameViewFormatterSource), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class FrameView
{
    private readonly Frame _frame;
    private readonly int _rows;

    internal FrameView(Frame frame, int rows) => (_frame, _rows) = (frame, rows);

    /// <summary>As <see cref="Frame.ToHtml"/> with that many rows.</summary>
    public string ToHtml() => _frame.ToHtml(_rows);

    /// <summary>As <see cref="Frame.ToText"/> with that many rows.</summary>
    public override string ToString() => _frame.ToText(_rows);
}
