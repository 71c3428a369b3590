using System.Globalization;

namespace Analytics.Interactive.Notebooks;

/// <summary>One line that moves on a terminal; a line per notebook elsewhere.</summary>
internal sealed class ProgressLine(TextWriter output, bool isTerminal)
{
    private const int Width = 24;

    /// <param name="name">The notebook.</param>
    /// <param name="cell">1-based number of the cell that runs next.</param>
    /// <param name="cells">All cells.</param>
    /// <param name="left">About the time until the end, when something is known of it.</param>
    public void Step(string name, int cell, int cells, TimeSpan? left)
    {
        if (!isTerminal)
        {
            return;
        }

        var done = Width * (cell - 1) / Math.Max(1, cells);
        output.Write(
            string.Create(
                CultureInfo.InvariantCulture,
                $"\r[{new string('#', done)}{new string('.', Width - done)}] {name} cell {cell}/{cells}{Left(left)}   "
            )
        );
        output.Flush();
    }

    private static string Left(TimeSpan? left) =>
        left is not { } time ? ""
        : time.TotalSeconds < 1 ? ", less than a second left"
        : time.TotalMinutes < 2 ? Invariant($", about {time.TotalSeconds:0} s left")
        : Invariant($", about {time.TotalMinutes:0} min left");

    public void Done(string line)
    {
        if (isTerminal)
        {
            output.Write("\r\u001b[K");
        }

        output.WriteLine(line);
        output.Flush();
    }
}
