using System.Text.Json.Nodes;
using Analytics.Interactive.Cells;
using Analytics.Interactive.Compiling;
using Analytics.Interactive.Display;
using Analytics.Interactive.Editing;
using Analytics.Interactive.Jupyter.Messages;
using Analytics.Interactive.Sessions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Analytics.Interactive.Jupyter.Languages;

/// <summary>C# cells and magic commands: the one class through which the kernel uses the script engine.</summary>
internal sealed class CSharpLanguage : Language
{
    private readonly Interpreter _interpreter = new(Environment.CurrentDirectory);
    private readonly Lock _oneAtATime = new();
    private CellOutput _output = CellOutput.Nowhere;

    public override JsonObject Info =>
        new()
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

    public override void Attach(IoPub output, Func<string, bool, string> ask) =>
        _output = new CellOutput(
            (bundle, id, isUpdate) =>
            {
                if (isUpdate)
                {
                    output.Update(Bundled(bundle), id!);
                }
                else
                {
                    output.Display(Bundled(bundle), id);
                }
            },
            text => output.Write("stdout", text),
            text => output.Write("stderr", text),
            output.Clear,
            IsLive: true
        )
        {
            Ask = ask,
        };

    public override void WarmUp()
    {
        lock (_oneAtATime)
        {
            _interpreter.Evaluate("1 + 1", "warm up", CellOutput.Nowhere);
        }
    }

    public override CellOutcome Run(Cell cell)
    {
        lock (_oneAtATime)
        {
            var name = FormattableString.Invariant($"cell {cell.Number}");
            var (value, failure) = _interpreter.Evaluate(cell.Code, name, cell.IsSilent ? CellOutput.Nowhere : _output, cell.Interrupt);
            return new(value is null ? null : Bundled(value), failure is null ? null : new(failure.Name, failure.Message, failure.Trace));
        }
    }

    public override Completions Complete(string code, int position)
    {
        lock (_oneAtATime)
        {
            return _interpreter.Complete(code, position);
        }
    }

    public override Bundle? Inspect(string code, int position, bool isDetailed)
    {
        lock (_oneAtATime)
        {
            return
                CSharpText(code) is { } cell
                && Inspector.Inspect(_interpreter.Session.Preview(cell), cell, position, isDetailed) is { } known
                ? Bundled(known)
                : null;
        }
    }

    public override Completeness IsComplete(string code)
    {
        if (CSharpText(code) is not { } cell)
        {
            return new("complete");
        }

        if (!Session.IsComplete(cell))
        {
            return new("incomplete", Indent(cell));
        }

        var hasErrors = CSharpSyntaxTree
            .ParseText(cell, Compiler.Parsing)
            .GetDiagnostics()
            .Any(d => d.Severity == DiagnosticSeverity.Error);
        return new(hasErrors ? "invalid" : "complete");
    }

    /// <summary>The C# of a cell, everything else blanked; null when it has none.</summary>
    private string? CSharpText(string code) => _interpreter.Parts.Only(code, CSharpKernel.Name);

    private static Bundle Bundled(MimeBundle bundle)
    {
        var data = new JsonObject();
        foreach (var (mime, text) in bundle.Data)
        {
            data[mime] = mime.EndsWith("+json", StringComparison.Ordinal) || mime == "application/json" ? JsonNode.Parse(text) : text;
        }

        return new(data, bundle.IsProgress ? new JsonObject { [ProgressMark.Name] = true } : []);
    }

    // As many levels as braces and brackets are open.
    private static string Indent(string code)
    {
        var open = 0;
        foreach (var token in CSharpSyntaxTree.ParseText(code, Compiler.Parsing).GetRoot().DescendantTokens().Where(t => !t.IsMissing))
        {
            open += token.Kind() switch
            {
                SyntaxKind.OpenBraceToken or SyntaxKind.OpenParenToken or SyntaxKind.OpenBracketToken => 1,
                SyntaxKind.CloseBraceToken or SyntaxKind.CloseParenToken or SyntaxKind.CloseBracketToken => -1,
                _ => 0,
            };
        }

        return new string(' ', 4 * Math.Clamp(open, 0, 20));
    }
}
