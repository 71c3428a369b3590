using Analytics.Interactive.Display;

namespace Analytics.Interactive.Cells;

/// <summary>Where a cell's outputs go, given by whoever runs it: the Jupyter kernel or a headless run.</summary>
/// <param name="Show">A bundle, an id (or null), and whether it replaces what was shown with that id before.</param>
/// <param name="Write">Text for the standard output of the cell.</param>
/// <param name="Warn">Text for its standard error.</param>
/// <param name="Clear">Removes the outputs so far; true: only when the next one comes.</param>
/// <param name="IsLive">A person watches: durations and notices are welcome, which would make a committed notebook differ run by run.</param>
internal sealed record CellOutput(
    Action<MimeBundle, string?, bool> Show,
    Action<string> Write,
    Action<string> Warn,
    Action<bool> Clear,
    bool IsLive
)
{
    /// <summary>Shows nothing to anybody.</summary>
    public static CellOutput Nowhere { get; } = new((_, _, _) => { }, _ => { }, _ => { }, _ => { }, IsLive: false);

    /// <summary>Asks a person for a line, given a prompt and whether it is a password. Default: the console's next line, which a headless run refuses.</summary>
    public Func<string, bool, string> Ask { get; init; } =
        (prompt, _) =>
        {
            Console.Write(prompt);
            return Console.ReadLine() ?? "";
        };
}
