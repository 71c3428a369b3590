namespace Analytics.Interactive.Jupyter;

/// <summary>
/// A small file beside the connection file while a cell runs. A stack overflow or the system's memory killer ends a .NET
/// process without a chance to speak; the kernel that Jupyter starts in its place finds the mark and says what happened.
/// </summary>
internal sealed class RunningMark
{
    private readonly string? _file;

    /// <remarks><c>connectionFile</c>: Null for a kernel without one (tests).</remarks>
    public RunningMark(string? connectionFile)
    {
        _file = connectionFile is null ? null : connectionFile + ".running";
        if (_file is null || !File.Exists(_file))
        {
            return;
        }

        Left =
            $"The previous kernel process ended while it ran {File.ReadAllText(_file)}: endless recursion (a stack overflow), "
            + "memory used up, or a signal. A .NET process cannot survive these. Its variables are gone; run the cells again from the top.\n";
        File.Delete(_file);
    }

    /// <summary>What happened to the process before this one; null when it ended well.</summary>
    public string? Left { get; private set; }

    public string? TakeLeft()
    {
        var left = Left;
        Left = null;
        return left;
    }

    public void Set(int number, string code)
    {
        if (_file is null)
        {
            return;
        }

        var line = code.AsSpan().TrimStart();
        var end = line.IndexOfAny('\r', '\n');
        line = end < 0 ? line : line[..end];
        File.WriteAllText(
            _file,
            FormattableString.Invariant($"cell {number} (`{(line.Length > 60 ? $"{line[..60]}…" : line.ToString())}`)")
        );
    }

    public void Clear()
    {
        if (_file is not null)
        {
            File.Delete(_file);
        }
    }
}
