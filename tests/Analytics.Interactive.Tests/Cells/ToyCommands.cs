using Analytics.Interactive.Tests.Cells;

[assembly: CellCommandSource(typeof(ToyCommands))]

namespace Analytics.Interactive.Tests.Cells;

/// <summary>A library's own copy of the attribute: only the simple name counts.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class CellCommandSourceAttribute(Type commandSourceType) : Attribute
{
    public Type CommandSourceType { get; } = commandSourceType;
}

internal sealed class ToyCommands
{
    public IEnumerable<object> CreateCellCommands() => [new ToyCommand()];
}

/// <summary>Splits the cell's text into words, `--limit n` of them.</summary>
internal sealed class ToyCommand
{
    public string Name => "toy";

    public string Help => "splits words";

    public IReadOnlyDictionary<string, string> Options { get; } = new Dictionary<string, string> { ["--limit"] = "how many at most" };

    public object? Run(string arguments, string text, Func<string, object?> variable, CancellationToken stop)
    {
        text = string.Join(' ', text.Split(' ').Select(word => word.StartsWith('$') ? variable(word[1..]) : word));
        if (text == "fail")
        {
            throw new InvalidOperationException("asked to fail");
        }

        var limit = arguments.StartsWith("--limit ", StringComparison.Ordinal)
            ? int.Parse(arguments["--limit ".Length..], System.Globalization.CultureInfo.InvariantCulture)
            : 100;
        return text.Split(' ').Take(limit).ToList();
    }

    public IEnumerable<(string Text, string Kind, string Signature)> Complete(string text, int position) => [("alpha", "word", "a word")];
}
