using System.Diagnostics;
using System.Globalization;
using Analytics.Interactive.Display;
using Analytics.Interactive.Editing;
using Analytics.Interactive.Sessions;
using Microsoft.CodeAnalysis.Text;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace Analytics.Interactive.Cells;

/// <summary>
/// Runs notebook cells in the kernels of Microsoft.DotNet.Interactive that <see cref="NotebookKernels"/> holds. The Jupyter kernel and headless runs share it,
/// so a notebook does the same in both.
/// </summary>
internal sealed class Interpreter : IDisposable
{
    private readonly NotebookGlobals globals = new();
    private readonly NotebookKernels kernels;
    private readonly HashSet<string> searched = new(StringComparer.Ordinal);
    private readonly HashSet<string> told = new(StringComparer.Ordinal);
    private readonly TimeProvider time;
    private int bars;

    /// <param name="folder">What relative paths in `#r` and `#load` are relative to: the notebook's folder.</param>
    /// <param name="time">The clock of the bar of a long cell. Default: the system's.</param>
    public Interpreter(string folder, TimeProvider? time = null)
    {
        this.time = time ?? TimeProvider.System;
        kernels = new(new Session(folder, globals), globals);
        start = StartFile.Above(folder);
    }

    public Session Session => kernels.Session;

    /// <summary>What runs before the first cell; null when there is none, or when it ran.</summary>
    private string? start;

    /// <summary>The kernels of the notebook, for what editors ask and for code that runs them.</summary>
    public CompositeKernel Root
    {
        get
        {
            BringLanguages();
            return kernels.Root;
        }
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

        BringLanguages();
        RunningCell cell = new(cellName, output, interrupt);
        var watch = Stopwatch.StartNew();
        kernels.Run(cell, code);
        if (cell.IsTimed && output.IsLive)
        {
            output.Write(string.Create(CultureInfo.InvariantCulture, $"took {watch.Elapsed.TotalSeconds:0.000} s\n"));
        }

        return new(
            cell.Failure is null ? cell.Value : null,
            cell.Failure is { Name: "CommandError" } unknown ? WithNames(unknown) : cell.Failure
        );
    }

    /// <summary>Which line of a cell is in which language.</summary>
    public CellParts Parts => new(name => Root.FindKernelByName(name)?.Name);

    /// <summary>What may stand at a place of a cell (a UTF-16 index): magic commands and their options, C#, or what the language there knows.</summary>
    public Completions Complete(string code, int position)
    {
        var (language, isCommand) = Parts.At(code, position);
        if (!isCommand && language == CSharpKernel.Name)
        {
            var text = Parts.Only(code, language) ?? "";
            return Completer.Complete(Session.Preview(text), text, position);
        }

        var source = SourceText.From(code);
        var at = source.Lines.GetLinePosition(position);
        RequestCompletions asked = new(code, new(at.Line, at.Character));
        var found = Root.SendAsync(asked).GetAwaiter().GetResult().Events.OfType<CompletionsProduced>().LastOrDefault();
        var start = position;
        while (
            start > 0
            && !char.IsWhiteSpace(code[start - 1])
            && (isCommand || char.IsLetterOrDigit(code[start - 1]) || code[start - 1] == '_')
        )
        {
            start--;
        }

        var typed = code[start..position];
        return new(
            start,
            position,
            [
                .. (found?.Completions ?? [])
                    .Where(each => each.InsertText.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
                    .Select(each => new Completion(each.InsertText, isCommand ? "keyword" : each.Kind, each.Documentation ?? "")),
            ]
        );
    }

    public void Dispose() => kernels.Dispose();

    /// <summary>Languages that libraries brought since the last cell.</summary>
    private void BringLanguages()
    {
        foreach (var name in Session.ReferencedNames().Where(searched.Add))
        {
            foreach (CellCommand command in Session.Library(name) is { } library ? ContributedCommands.Of(library) : [])
            {
                kernels.Add(command);
            }
        }
    }

    /// <summary>What the package says of a magic command that nobody knows, with those that are known.</summary>
    private Failure WithNames(Failure failure) =>
        failure.Message.StartsWith("Unknown magic command", StringComparison.Ordinal)
            ? Failure.Of(
                failure.Name,
                $"{failure.Message}; known are {string.Join(", ", kernels.Names())}. A library brings its languages when a cell has run its #r line"
            )
            : failure;

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
