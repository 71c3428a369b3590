using Analytics.Interactive.Editing;
using Analytics.Interactive.Sessions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.ValueSharing;
using Diagnostic = Microsoft.DotNet.Interactive.Diagnostic;

namespace Analytics.Interactive.Cells;

/// <summary>C# of a notebook as a kernel of Microsoft.DotNet.Interactive: a <see cref="Session"/>, which can be stopped and never blocks a build.</summary>
internal sealed class CSharpKernel
    : Kernel,
        IKernelCommandHandler<SubmitCode>,
        IKernelCommandHandler<RequestCompletions>,
        IKernelCommandHandler<RequestHoverText>,
        IKernelCommandHandler<RequestDiagnostics>,
        IKernelCommandHandler<RequestValue>,
        IKernelCommandHandler<RequestValueInfos>,
        IKernelCommandHandler<SendValue>
{
    public new const string Name = "csharp";

    private readonly NotebookKernels _notebook;

    public CSharpKernel(NotebookKernels notebook)
        : base(Name)
    {
        _notebook = notebook;
        KernelInfo.LanguageName = "C#";
        KernelInfo.LanguageVersion = "14.0";
        KernelInfo.DisplayName = "C#";
        KernelInfo.Description = "C# script; cells see what cells before them declared";
    }

    private Session Session => _notebook.Session;

    Task IKernelCommandHandler<SubmitCode>.HandleAsync(SubmitCode command, KernelInvocationContext context)
    {
        SetHandlingKernel(command, context);
        return _notebook.RunPart(
            command,
            context,
            (cell, isNested) =>
                isNested
                    ? throw new CommandException(
                        "code that runs in a cell cannot submit C#: it would wait for itself. Call a function, or submit another language"
                    )
                    : Session.Execute(InItsPlace(command), cell.Name, cell.Interrupt)
        );
    }

    Task IKernelCommandHandler<RequestCompletions>.HandleAsync(RequestCompletions command, KernelInvocationContext context)
    {
        var text = SourceText.From(command.Code);
        var found = Completer.Complete(Session.Preview(command.Code), command.Code, Position(text, command.LinePosition));
        context.Publish(
            new CompletionsProduced(
                [.. found.Items.Select(each => new CompletionItem(each.Text, each.Kind, documentation: each.Signature))],
                command,
                Span(text, TextSpan.FromBounds(found.Start, found.End))
            )
        );
        return Task.CompletedTask;
    }

    Task IKernelCommandHandler<RequestHoverText>.HandleAsync(RequestHoverText command, KernelInvocationContext context)
    {
        var position = Position(SourceText.From(command.Code), command.LinePosition);
        if (Inspector.Inspect(Session.Preview(command.Code), command.Code, position, isDetailed: false) is { } known)
        {
            context.Publish(new HoverTextProduced(command, [.. known.Data.Select(form => new FormattedValue(form.Key, form.Value))], null));
        }

        return Task.CompletedTask;
    }

    Task IKernelCommandHandler<RequestDiagnostics>.HandleAsync(RequestDiagnostics command, KernelInvocationContext context)
    {
        var text = SourceText.From(command.Code);
        Diagnostic[] found =
        [
            .. Session
                .Preview(command.Code)
                .GetDiagnostics()
                .Where(each => each.Severity >= DiagnosticSeverity.Warning && each.Location.IsInSource)
                .Select(each => new Diagnostic(
                    Span(text, each.Location.SourceSpan),
                    each.Severity,
                    each.Id,
                    each.GetMessage(System.Globalization.CultureInfo.InvariantCulture)
                )),
        ];
        FormattedValue[] texts = [.. found.Select(each => new FormattedValue(PlainTextFormatter.MimeType, $"{each.Code}: {each.Message}"))];
        context.Publish(new DiagnosticsProduced(found, texts, command));
        return Task.CompletedTask;
    }

    Task IKernelCommandHandler<RequestValue>.HandleAsync(RequestValue command, KernelInvocationContext context)
    {
        if (Session.Variables().FirstOrDefault(each => each.Name == command.Name) is { } found)
        {
            context.Publish(SharedValue.Produced(found.Value, command));
        }
        else
        {
            context.Fail(command, message: $"no variable {command.Name} in C#; #!who lists those there are");
        }

        return Task.CompletedTask;
    }

    Task IKernelCommandHandler<RequestValueInfos>.HandleAsync(RequestValueInfos command, KernelInvocationContext context)
    {
        context.Publish(new ValueInfosProduced([.. Session.Variables().Select(each => SharedValue.Info(each.Name, each.Value))], command));
        return Task.CompletedTask;
    }

    Task IKernelCommandHandler<SendValue>.HandleAsync(SendValue command, KernelInvocationContext context) =>
        _notebook.RunPart(command, context, (cell, _) => _notebook.Declare(command.Name, SharedValue.Received(command), cell));

    /// <summary>The code with as many empty lines before it as stand before it in its cell, so that lines in errors are those of the cell.</summary>
    private static string InItsPlace(SubmitCode command)
    {
        var whole = command;
        while (whole.Parent is SubmitCode outer)
        {
            whole = outer;
        }

        var at = ReferenceEquals(whole, command) ? 0 : whole.Code.IndexOf(command.Code, StringComparison.Ordinal);
        return at <= 0 ? command.Code : new string('\n', whole.Code.AsSpan(0, at).Count('\n')) + command.Code;
    }

    private static int Position(SourceText text, Microsoft.DotNet.Interactive.LinePosition at) =>
        text.Lines.GetPosition(new(at.Line, at.Character));

    private static Microsoft.DotNet.Interactive.LinePositionSpan Span(SourceText text, TextSpan span)
    {
        var found = text.Lines.GetLinePositionSpan(span);
        return new(new(found.Start.Line, found.Start.Character), new(found.End.Line, found.End.Character));
    }
}
