using System.Globalization;

namespace Analytics.Interactive.Notebooks;

/// <summary>One line that moves on a terminal; a line per notebook elsewhere.</summary>
internal sealed class ProgressLine(TextWriter output, bool isTerminal)
{
    private const int Width = 24;

    public void Step(string name, int cell, int cells)
    {
        if (!isTerminal)
            return;
        int done = Width * (cell - 1) / Math.Max(1, cells);
        output.Write(string.Create(CultureInfo.InvariantCulture, $"\r[{new string('#', done)}{new string('.', Width - done)}] {name} cell {cell}/{cells}   "));
        output.Flush();
    }

    public void Done(string line)
    {
        if (isTerminal)
            output.Write("\r\u001b[K");
        output.WriteLine(line);
        output.Flush();
    }
}
