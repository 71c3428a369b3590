using Analytics.Interactive.Display;

namespace Analytics.Interactive.Cells;

/// <summary>
/// The cell that runs now, for the kernels that take a part in it: a cell may hold parts in several languages, and its value is that of the last part
/// that has one. What an earlier part gave is shown as it ends.
/// </summary>
/// <param name="name">The name in errors and traces, for example "cell 3".</param>
/// <param name="interrupt">Signalled when a person presses stop, or the time of a headless cell is over.</param>
internal sealed class RunningCell(string name, CellOutput output, CancellationToken interrupt)
{
    /// <summary>What runs while no cell does: what a kernel is told by others, without anybody who watches.</summary>
    public static RunningCell Nobodys() => new("cell", CellOutput.Nowhere, default);

    public string Name => name;

    public CellOutput Output => output;

    public CancellationToken Interrupt => interrupt;

    /// <summary>Whether a part of it asked how long the cell takes.</summary>
    public bool IsTimed { get; set; }

    /// <summary>Whether a part of it is in the midst of its code.</summary>
    public bool IsInside { get; private set; }

    public MimeBundle? Value { get; private set; }

    public Failure? Failure { get; private set; }

    /// <summary>A part begins; false when one before it failed, so that this one must not run.</summary>
    public bool Begin()
    {
        if (Failure is not null)
        {
            return false;
        }

        if (Value is { } earlier)
        {
            output.Show(earlier, null, false);
        }

        Value = null;
        return IsInside = true;
    }

    public void End(Evaluation evaluation)
    {
        IsInside = false;
        (Value, Failure) = (evaluation.Value, evaluation.Failure);
    }

    /// <summary>Asks the person who runs the cell; refused where there is none.</summary>
    public string Ask(string prompt, bool isPassword) => output.Ask(prompt, isPassword);

    /// <summary>Keeps the first reason why the cell failed.</summary>
    public void Fail(Failure failure) => Failure ??= failure;
}
