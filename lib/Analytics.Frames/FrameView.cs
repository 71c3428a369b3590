namespace Analytics.Frames;

/// <summary>A frame shown with as many rows as wanted, in a notebook's cell: <c>frame.Show(200)</c>, or a page of them: <c>frame.Show(50, from: 100)</c>.</summary>
[TypeFormatterSource(typeof(FrameViewFormatterSource), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed class FrameView
{
    private readonly Frame _frame;
    private readonly int _rows;
    private readonly int _from;

    internal FrameView(Frame frame, int rows, int from)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        (_frame, _rows, _from) = (frame, rows, from);
    }

    /// <summary>As <see cref="Frame.ToHtml"/> with those rows.</summary>
    public string ToHtml() => _from == 0 ? _frame.ToHtml(_rows) : Page.ToHtml(int.MaxValue) + $"\n<p>{Note}</p>";

    /// <summary>As <see cref="Frame.ToText"/> with those rows.</summary>
    public override string ToString() => _from == 0 ? _frame.ToText(_rows) : Page.ToText(int.MaxValue) + Note + "\n";

    private int Count => Math.Clamp(_frame.RowCount - _from, 0, _rows);

    private Frame Page => _frame.Take([.. Enumerable.Range(_from, Count)]);

    private string Note =>
        Count == 0
            ? Invariant($"no rows from {_from + 1} on; there are {_frame.RowCount}")
            : Invariant($"rows {_from + 1} to {_from + Count} of {_frame.RowCount}");
}
