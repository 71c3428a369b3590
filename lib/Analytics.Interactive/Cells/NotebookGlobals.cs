using System.Globalization;
using Analytics.Interactive.Display;

namespace Analytics.Interactive.Cells;

/// <summary>What every cell of a notebook can call without a qualifier. Lower case as in .NET Interactive, whose notebooks run here.</summary>
public sealed class NotebookGlobals
{
    private int handles;

    internal NotebookGlobals() { }

    /// <summary>A value on its way from a magic command into a variable.</summary>
    public object? Handed { get; internal set; }

    internal CellOutput? Output { get; set; }

    /// <summary>Shows a value now. With an id, or through the handle returned, it can be replaced later.</summary>
    public DisplayHandle display(object? value, string? id = null)
    {
        id ??= "display-" + (++handles).ToString(CultureInfo.InvariantCulture);
        Output?.Show(Formatting.Show(value), id, false);
        return new(this, id);
    }

    /// <summary>Replaces what <see cref="display"/> showed with this id, in whatever cell that was.</summary>
    public void update(string id, object? value) => Output?.Show(Formatting.Show(value), id, true);

    /// <summary>Removes the outputs of the running cell; with <paramref name="wait"/> only when the next one comes.</summary>
    public void clear(bool wait = false) => Output?.Clear(wait);
}

/// <summary>Something shown that can be shown again in its place.</summary>
public sealed class DisplayHandle
{
    private readonly NotebookGlobals owner;

    internal DisplayHandle(NotebookGlobals owner, string id) => (this.owner, Id) = (owner, id);

    public string Id { get; }

    public void Update(object? value) => owner.update(Id, value);

    public override string ToString() => Id;
}
