using System.Text.Json.Nodes;
using Analytics.Interactive.Compiling;
using Analytics.Interactive.Kernel.Languages;
using Analytics.Interactive.Kernel.Messages;
using Analytics.Interactive.Running;
using Analytics.Interactive.Sessions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Analytics.Interactive.Kernel.CSharp;

/// <summary>C# cells: the one class through which the kernel uses the script engine.</summary>
internal sealed class CSharpLanguage : Language
{
    private readonly Session _session = new(Environment.CurrentDirectory);
    private readonly Lock _oneAtATime = new();

    public override JsonObject Info => new()
    {
        ["name"] = "C#",
        ["version"] = "14.0",
        ["mimetype"] = "text/x-csharp",
        ["file_extension"] = ".csx",
        ["pygments_lexer"] = "csharp",
        ["codemirror_mode"] = "text/x-csharp",
        ["nbconvert_exporter"] = "script",
    };

    public override string Banner => $"C# 14 on .NET {Environment.Version}";

    public override void Attach(IoPub output, Func<string, bool, string> ask)
    {
    }

    public override void WarmUp()
    {
        lock (_oneAtATime)
            _session.Execute("1 + 1", "warm up");
    }

    public override CellOutcome Run(Cell cell)
    {
        lock (_oneAtATime)
            return Outcome(_session.Execute(cell.Code, FormattableString.Invariant($"cell {cell.Number}"), cell.Interrupt));
    }

    public override Completions Complete(string code, int position)
    {
        lock (_oneAtATime)
            return Completer.Complete(_session.Preview(code), code, position);
    }

    public override Bundle? Inspect(string code, int position, bool isDetailed)
    {
        lock (_oneAtATime)
            return Inspector.Inspect(_session.Preview(code), code, position, isDetailed);
    }

    public override Completeness IsComplete(string code)
    {
        if (!Session.IsComplete(code))
            return new("incomplete", Indent(code));
        var hasErrors = CSharpSyntaxTree.ParseText(code, Compiler.Parsing).GetDiagnostics().Any(d => d.Severity == DiagnosticSeverity.Error);
        return new(hasErrors ? "invalid" : "complete");
    }

    private static CellOutcome Outcome(CellResult result)
    {
        if (result.WasInterrupted)
            return Failed("Interrupted", "the cell was stopped", "The cell was stopped. What it had assigned before stays assigned.");
        if (result.Errors is [var first, ..])
            return Failed("CompilationError", $"{first.Id}: {first.Message}", string.Concat(result.Errors).TrimEnd());
        if (result.Exception is { } exception)
            return Failed(exception.GetType().Name, exception.Message, ScriptTrace.Describe(exception));
        return result is { HasValue: true, Value: { } value } ? new(Bundle.Plain(value.ToString() ?? "")) : new();
    }

    private static CellOutcome Failed(string name, string message, string text) => new(Failure: new(name, message, text.Split('\n')));

    // As many levels as braces and brackets are open.
    private static string Indent(string code)
    {
        var open = 0;
        foreach (var token in CSharpSyntaxTree.ParseText(code, Compiler.Parsing).GetRoot().DescendantTokens().Where(t => !t.IsMissing))
            open += token.Kind() switch
            {
                SyntaxKind.OpenBraceToken or SyntaxKind.OpenParenToken or SyntaxKind.OpenBracketToken => 1,
                SyntaxKind.CloseBraceToken or SyntaxKind.CloseParenToken or SyntaxKind.CloseBracketToken => -1,
                _ => 0,
            };
        return new string(' ', 4 * Math.Clamp(open, 0, 20));
    }
}
