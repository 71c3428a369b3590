using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Analytics.Interactive.Compiling;

/// <summary>Turns the compiler's diagnostics into errors that say what to do about the few things C# has but scripts have not.</summary>
internal static partial class Explanations
{
    private const int Most = 20;

    /// <summary>The first errors in the order of the text. Of a line that is explained as a whole only the first one is kept.</summary>
    public static IReadOnlyList<CodeError> Describe(IEnumerable<Diagnostic> diagnostics, IReadOnlyDictionary<string, string> refusals)
    {
        CodeError[] errors =
        [
            .. diagnostics
                .OrderBy(d => d.Location.GetLineSpan().Path, StringComparer.Ordinal)
                .ThenBy(d => d.Location.SourceSpan.Start)
                .Select(d => Describe(d, refusals)),
        ];
        return
        [
            .. errors.Where((e, i) => e.Hint is null || i == 0 || errors[i - 1].Line != e.Line || errors[i - 1].File != e.File).Take(Most),
        ];
    }

    private static CodeError Describe(Diagnostic diagnostic, IReadOnlyDictionary<string, string> refusals)
    {
        FileLinePositionSpan place = diagnostic.Location.GetLineSpan();
        SourceText? text = diagnostic.Location.SourceTree?.GetText();
        var line = text is null ? "" : text.Lines[place.StartLinePosition.Line].ToString();
        var length =
            place.EndLinePosition.Line == place.StartLinePosition.Line
                ? place.EndLinePosition.Character - place.StartLinePosition.Character
                : line.Length - place.StartLinePosition.Character;
        var message = diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture);
        var refusal = diagnostic.Id is "CS0006" or "CS0009"
            ? refusals.Where(r => message.Contains(r.Key, StringComparison.Ordinal)).Select(r => r.Value).FirstOrDefault()
            : null;
        return new(
            place.Path,
            place.StartLinePosition.Line + 1,
            place.StartLinePosition.Character + 1,
            Math.Max(1, length),
            diagnostic.Id,
            refusal ?? message,
            line,
            Hint(diagnostic.Id, line)
        );
    }

    private static string? Hint(string id, string line) =>
        id switch
        {
            _ when UsingDeclaration().IsMatch(line) =>
                "a script has no `using var` at its top level, where variables live on: write using (var x = ...) { ... }, or put the code in a method or a block { ... }",
            "CS7021" => "scripts and cells have no namespaces: declare the types directly",
            "CS8345" =>
                "a variable at the top level of a script lives on after its line, and a Span cannot: use it inside a method or a block { ... }, or take an array",
            "CS1109" or "CS1106" or "CS9283" =>
                "extension methods do not work in scripts and cells: write a plain method, or put the extension in the library and refer to it with #r",
            _ => null,
        };

    [GeneratedRegex(@"^\s*(await\s+)?using\s+[\w.<>\[\],?]+\s+\w+\s*=")]
    private static partial Regex UsingDeclaration();
}
