using Analytics.Interactive.Sessions;
using Microsoft.CodeAnalysis.Text;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Events;

namespace Analytics.Interactive.Cells;

/// <summary>
/// A <see cref="CellCommand"/> as a kernel. Its values are the results that <c>--name</c> kept and what others sent it with <c>#!set</c>; its text sees them, and
/// the variables of C#.
/// </summary>
internal sealed class CommandKernel
    : Kernel,
        IKernelCommandHandler<SubmitCode>,
        IKernelCommandHandler<RequestCompletions>,
        IKernelCommandHandler<RequestValue>,
        IKernelCommandHandler<RequestValueInfos>,
        IKernelCommandHandler<SendValue>
{
    private const string NameOption = "--name";

    private readonly NotebookKernels _notebook;
    private readonly CellCommand _command;
    private readonly SortedDictionary<string, object?> _values = new(StringComparer.Ordinal);
    private readonly KernelSpecifierDirective _directive;

    public CommandKernel(NotebookKernels notebook, CellCommand command)
        : base(command.Name)
    {
        (_notebook, _command) = (notebook, command);
        KernelInfo.LanguageName = command.Name;
        KernelInfo.DisplayName = command.Name;
        KernelInfo.Description = command.Help;
        _directive = new($"#!{command.Name}", command.Name) { Description = command.Help };
        _directive.Parameters.Add(new(NameOption, "keeps the result as a variable of this name"));
        foreach (var (name, help) in command.Options)
        {
            _directive.Parameters.Add(new(name, help));
        }
    }

    public override KernelSpecifierDirective KernelSpecifierDirective => _directive;

    Task IKernelCommandHandler<SubmitCode>.HandleAsync(SubmitCode command, KernelInvocationContext context)
    {
        SetHandlingKernel(command, context);
        return _notebook.RunPart(command, context, (cell, isNested) => Run(command, cell, isNested));
    }

    Task IKernelCommandHandler<RequestCompletions>.HandleAsync(RequestCompletions command, KernelInvocationContext context)
    {
        var position = SourceText.From(command.Code).Lines.GetPosition(new(command.LinePosition.Line, command.LinePosition.Character));
        var found = _command.Complete?.Invoke(command.Code, position) ?? [];
        context.Publish(
            new CompletionsProduced(
                [.. found.Select(each => new CompletionItem(each.Text, each.Kind, documentation: each.Signature))],
                command
            )
        );
        return Task.CompletedTask;
    }

    Task IKernelCommandHandler<RequestValue>.HandleAsync(RequestValue command, KernelInvocationContext context)
    {
        if (_values.TryGetValue(command.Name, out var value))
        {
            context.Publish(SharedValue.Produced(value, command));
        }
        else
        {
            context.Fail(command, message: $"{Name} holds no {command.Name}; #!{Name} --name {command.Name} keeps a result");
        }

        return Task.CompletedTask;
    }

    Task IKernelCommandHandler<RequestValueInfos>.HandleAsync(RequestValueInfos command, KernelInvocationContext context)
    {
        context.Publish(new ValueInfosProduced([.. _values.Select(each => SharedValue.Info(each.Key, each.Value))], command));
        return Task.CompletedTask;
    }

    Task IKernelCommandHandler<SendValue>.HandleAsync(SendValue command, KernelInvocationContext context)
    {
        _values[command.Name] = SharedValue.Received(command);
        return Task.CompletedTask;
    }

    private CellResult Run(SubmitCode command, RunningCell cell, bool isNested)
    {
        var text = command.Code.ReplaceLineEndings("\n").Trim('\n');
        var options = string.Join(' ', command.Parameters.Where(each => each.Key != NameOption).Select(each => $"{each.Key} {each.Value}"));
        // Code that runs in a cell may submit a question, but C# takes no variable while it runs.
        var value = isNested ? Answer() : _notebook.Session.Run(Answer, cell.Interrupt);
        if (command.Parameters.TryGetValue(NameOption, out var name) && value is not null)
        {
            _values[name] = value;
            return isNested
                ? new() { HasValue = true, Value = value }
                : _notebook.Declare(name, value, cell) with
                {
                    HasValue = true,
                    Value = value,
                };
        }

        return new() { HasValue = value is not null, Value = value };

        object? Answer() => _command.Run(options, text, Variable, cell.Interrupt);
    }

    private object? Variable(string name) =>
        _values.TryGetValue(name, out var value) ? value : _notebook.Session.Variables().FirstOrDefault(each => each.Name == name)?.Value;
}
