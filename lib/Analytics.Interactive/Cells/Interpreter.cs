using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Analytics.Interactive.Display;
using Analytics.Interactive.Sessions;

namespace Analytics.Interactive.Cells;

/// <summary>
/// Runs notebook cells: C#, magic commands, and commands that referenced libraries contribute. The Jupyter kernel and
/// headless runs share it, so a notebook does the same in both.
/// </summary>
internal sealed class Interpreter : IDisposable
{
    private readonly NotebookGlobals globals = new();
    private readonly SortedDictionary<string, CellCommand> commands = new(StringComparer.Ordinal);
    private readonly HashSet<string> searched = new(StringComparer.Ordinal);
    private readonly HashSet<string> told = new(StringComparer.Ordinal);
    private readonly TimeProvider time;
    private int bars;

    /// <param name="folder">What relative paths in `#r` and `#load` are relative to: the notebook's folder.</param>
    /// <param name="time">The clock of the bar of a long cell. Default: the system's.</param>
    public Interpreter(string folder, TimeProvider? time = null)
    {
        this.time = time ?? TimeProvider.System;
        Session = new(folder, globals);
        start = StartFile.Above(folder);
        foreach (CellCommand command in BuiltInCommands.Of(Session))
        {
            commands.Add(command.Name, command);
        }
    }

    public Session Session { get; }

    /// <summary>What runs before the first cell; null when there is none, or when it ran.</summary>
    private string? start;

    /// <summary>The commands known now, for completion and for error messages; libraries add theirs when they are referenced.</summary>
    public IReadOnlyList<CellCommand> Commands()
    {
        foreach (var name in Session.ReferencedNames().Where(searched.Add))
        {
            foreach (CellCommand command in Session.Library(name) is { } library ? ContributedCommands.Of(library) : [])
            {
                commands[command.Name] = command;
            }
        }

        return [.. commands.Values];
    }

    /// <summary>Runs one cell to its end. Failures are in the answer; outputs before the value go to <paramref name="output"/>.</summary>
    public Evaluation Evaluate(string code, string cellName, CellOutput output, CancellationToken interrupt = default)
    {
        if (!output.IsLive)
        {
            return EvaluateCell(code, cellName, output, interrupt);
        }

        var id = Invariant($"progress-{++bars}");
        ProgressBar bar = new((bundle, isUpdate) => output.Show(bundle, id, isUpdate), time);
        using HeardProgress heard = new(bar.Report);
        try
        {
            return EvaluateCell(code, cellName, output, interrupt);
        }
        finally
        {
            bar.End();
        }
    }

    private Evaluation EvaluateCell(string code, string cellName, CellOutput output, CancellationToken interrupt)
    {
        globals.Output = output;
        if (output.IsLive)
        {
            TellOfChanges(output);
        }

        if (start is not null)
        {
            if (Failure.Of(Session.ExecuteFile(start, interrupt)) is { } failure)
            {
                return new(null, failure);
            }

            start = null;
        }

        var magic = Magic.Parse(code);
        var watch = Stopwatch.StartNew();
        Evaluation evaluation = magic.Command is null
            ? Run(Session.Execute(magic.Text, cellName, interrupt), interrupt)
            : RunCommand(magic, cellName, interrupt);
        if (magic.IsTimed && output.IsLive)
        {
            output.Write(string.Create(CultureInfo.InvariantCulture, $"took {watch.Elapsed.TotalSeconds:0.000} s\n"));
        }

        return evaluation;
    }

    public void Dispose() => Session.Dispose();

    private Evaluation RunCommand(Magic magic, string cellName, CancellationToken interrupt)
    {
        CellResult result;
        try
        {
            CellCommand command =
                Commands().FirstOrDefault(c => c.Name == magic.Command)
                ?? throw new CommandException(
                    $"#!{magic.Command} is not known here; known are #!csharp, #!time and {string.Join(", ", commands.Keys.Select(n => "#!" + n))}. A library brings its commands when a cell has run its #r line"
                );
            var value = Session.Run<object?>(() => command.Run(magic.Arguments, magic.Text), interrupt);
            if (magic.VariableName is not null && value is not null)
            {
                return Keep(value, magic.VariableName, cellName, interrupt);
            }

            result = new() { HasValue = value is not null, Value = value };
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            result = new() { WasInterrupted = true };
        }
        catch (Exception e)
        {
            result = new() { Exception = e };
        }

        return Run(result, interrupt);
    }

    /// <summary>Declares a variable of the value's own type, which later cells see as if a cell had assigned it.</summary>
    private Evaluation Keep(object value, string name, string cellName, CancellationToken interrupt)
    {
        globals.Handed = value;
        var type = TypeName.Of(value.GetType());
        CellResult kept = Session.Execute($"{type} {name} = ({type})Handed;", cellName, interrupt);
        globals.Handed = null;
        return Run(kept.Succeeded ? new() { HasValue = true, Value = value } : kept, interrupt);
    }

    private Evaluation Run(CellResult result, CancellationToken interrupt)
    {
        if (Failure.Of(result) is { } failure)
        {
            return new(null, failure);
        }

        if (!result.HasValue)
        {
            return new(null, null);
        }

        try
        {
            // Formatting runs the user's code (ToString, enumerators), so it must be as stoppable as the cell.
            var value = result.Value is Table table ? table.ToBundle() : result.Value;
            return new(Session.Run(() => Formatting.Show(value), interrupt), null);
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            return new(null, Failure.Interrupted);
        }
    }

    private void TellOfChanges(CellOutput output)
    {
        string[] changed = [.. Session.ChangedLibraries().Where(told.Add)];
        if (changed.Length > 0)
        {
            output.Warn(
                $"{string.Join(", ", changed)} changed on disk since this notebook loaded it: restart the kernel to use the new one\n"
            );
        }
    }
}
