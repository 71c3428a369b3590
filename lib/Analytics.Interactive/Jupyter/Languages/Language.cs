using System.Text.Json.Nodes;
using Analytics.Interactive.Editing;
using Analytics.Interactive.Jupyter.Messages;

namespace Analytics.Interactive.Jupyter.Languages;

/// <summary>
/// All the kernel knows of what it runs. The kernel does sockets, signatures, order of messages, interrupts and limits; a
/// language turns code into outputs.
/// </summary>
internal abstract class Language
{
    /// <summary>The <c>language_info</c> object of <c>kernel_info_reply</c>.</summary>
    public abstract JsonObject Info { get; }

    public abstract string Banner { get; }

    /// <summary>Called on a thread of its own as soon as the sockets are bound, so that the first cell finds the compiler warm.</summary>
    public abstract void WarmUp();

    /// <summary>Where cells show things, and how a person is asked for a line (prompt, whether it is a password); set once, before the first cell.</summary>
    public abstract void Attach(IoPub output, Func<string, bool, string> ask);

    /// <summary>Runs a cell on the cell thread and reports failures in the outcome, never by throwing.</summary>
    public abstract CellOutcome Run(Cell cell);

    /// <remarks><c>position</c>: Cursor, a UTF-16 index into <paramref name="code"/>.</remarks>
    public abstract Completions Complete(string code, int position);

    /// <summary>What is known of the symbol at the cursor, or null.</summary>
    public abstract Bundle? Inspect(string code, int position, bool isDetailed);

    public abstract Completeness IsComplete(string code);
}

/// <summary>One request to run code.</summary>
/// <remarks><c>Number</c>: The execution count, which names the cell in error messages.</remarks>
/// <remarks><c>IsSilent</c>: The client asked that nothing be shown.</remarks>
internal sealed record Cell(string Code, int Number, bool IsSilent, CancellationToken Interrupt);

/// <summary>How a cell ended: with a value, without one, or with a failure.</summary>
internal sealed record CellOutcome(Bundle? Value = null, CellFailure? Failure = null);

/// <remarks><c>Name</c>: The exception's type, or what kind of error it was.</remarks>
/// <remarks><c>Trace</c>: The lines a person reads.</remarks>
internal sealed record CellFailure(string Name, string Message, IReadOnlyList<string> Trace);

/// <summary>Whether a console may run what was typed so far.</summary>
/// <remarks><c>Status</c>: "complete", "incomplete" or "invalid".</remarks>
internal sealed record Completeness(string Status, string Indent = "");
