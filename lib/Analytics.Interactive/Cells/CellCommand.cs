namespace Analytics.Interactive.Cells;

/// <summary>A language of notebooks beside C#: <c>#!name --option value</c> on a line, and what follows is its text.</summary>
/// <param name="Options">What may stand behind its name, with what it is for. All take a value.</param>
/// <param name="Run">
/// Options as they were typed, the text, what a variable of the notebook holds (null: nothing of that name), and what is signalled when a person presses stop, to a
/// value to show, or null. Runs on the thread of the cell, so managed code is stopped in any case.
/// </param>
/// <param name="Complete">What may stand at a place of its text: text, kind, signature. Null: it does not know.</param>
internal sealed record CellCommand(
    string Name,
    string Help,
    IReadOnlyDictionary<string, string> Options,
    Func<string, string, Func<string, object?>, CancellationToken, object?> Run,
    Func<string, int, IEnumerable<(string Text, string Kind, string Signature)>>? Complete = null
)
{
    private static readonly Dictionary<string, string> s_none = [];

    /// <summary>One without options that shows its text in another form.</summary>
    public CellCommand(string name, string help, Func<string, object?> run)
        : this(name, help, s_none, (_, text, _, _) => run(text)) { }
}
