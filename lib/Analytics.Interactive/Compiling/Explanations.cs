using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Analytics.Interactive.Compiling;

/// <summary>Turns the compiler's diagnostics into errors that say what to do about the few things C# has but scripts have not.</summary>
internal static class Explanations
{
    private const int Most = 20;

    public static IReadOnlyList<CodeError> Describe(IEnumerable<Diagnostic> diagnostics, IReadOnlyDictionary<string, string> refusals) =>
        [.. diagnostics.OrderBy(d => d.Location.GetLineSpan().Path, StringComparer.Ordinal).ThenBy(d => d.Location.SourceSpan.Start).Take(Most).Select(d => Describe(d, refusals))];

    private static CodeError Describe(Diagnostic diagnostic, IReadOnlyDictionary<string, string> refusals)
    {
        FileLinePositionSpan place = diagnostic.Location.GetLineSpan();
        SourceText? text = diagnostic.Location.SourceTree?.GetText();
        string line = text is null ? "" : text.Lines[place.StartLinePosition.Line].ToString();
        int length = place.EndLinePosition.Line == place.StartLinePosition.Line ? place.EndLinePosition.Character - place.StartLinePosition.Character : line.Length - place.StartLinePosition.Character;
        string message = diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture);
        string? refusal = diagnostic.Id is "CS0006" or "CS0009" ? refusals.Where(r => message.Contains(r.Key, StringComparison.Ordinal)).Select(r => r.Value).FirstOrDefault() : null;
        return new(place.Path, place.StartLinePosition.Line + 1, place.StartLinePosition.Character + 1, Math.Max(1, length), diagnostic.Id, refusal ?? message, line, Hint(diagnostic, line));
    }

    private static string? Hint(Diagnostic diagnostic, string line) => null;
}
