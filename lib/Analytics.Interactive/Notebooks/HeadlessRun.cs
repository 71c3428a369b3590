using System.Diagnostics;
using System.Globalization;
using Analytics.Interactive.Cells;
using Analytics.Interactive.Running;
using Analytics.Interactive.Sessions;

namespace Analytics.Interactive.Notebooks;

/// <summary>How a notebook ran. Seconds, in all and of each cell, are for the side file and the terminal, never for the notebook.</summary>
internal sealed record RunResult(
    int CellsRun,
    int? FailedCell,
    Failure? Failure,
    double Seconds,
    IReadOnlyList<double> CellSeconds,
    IReadOnlyList<SessionInput> Inputs
);

/// <summary>Runs all cells of a notebook in a fresh session, in order, into the notebook itself.</summary>
internal static class HeadlessRun
{
    public const string ErrorTag = "render-error";

    /// <param name="folder">What relative paths in the notebook are relative to: the folder it is kept in.</param>
    /// <param name="afterCell">Called with the number of the cell that runs next and the count of code cells; saves and shows progress.</param>
    public static RunResult Execute(Notebook notebook, string folder, TimeSpan? timeout, Action<int, int> afterCell, CancellationToken stop)
    {
        MemoryLimit.Apply();
        Microsoft.DotNet.Interactive.Formatting.Formatter.ResetToDefault(); // What the notebook before this one registered is nothing of this one.
        notebook.Cells.RemoveAll(c => c.HasTag(ErrorTag));
        NotebookCell[] cells = [.. notebook.Cells.Where(c => c.IsCode)];
        Array.ForEach(cells, c => c.Clear());
        var watch = Stopwatch.StartNew();
        var before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = folder;
        using Interpreter interpreter = new(folder);
        try
        {
            List<OutputList> lists = [];
            List<double> seconds = [];
            var number = 0;
            foreach (NotebookCell cell in cells)
            {
                afterCell(++number, cells.Length);
                OutputList outputs = new(cell.Outputs, (id, data) => lists.ForEach(l => l.Replace(id, data)));
                lists.Add(outputs);
                cell.ExecutionCount = number;
                cell.MarkLanguage();
                var began = watch.Elapsed.TotalSeconds;
                Failure? failure = Run(interpreter, cell, number, outputs, timeout, stop);
                seconds.Add(watch.Elapsed.TotalSeconds - began);
                if (failure is null)
                {
                    continue;
                }

                Mark(notebook, cell, number, failure);
                return new(number, number, failure, watch.Elapsed.TotalSeconds, seconds, interpreter.Session.Inputs());
            }

            return new(number, null, null, watch.Elapsed.TotalSeconds, seconds, interpreter.Session.Inputs());
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    private static Failure? Run(
        Interpreter interpreter,
        NotebookCell cell,
        int number,
        OutputList outputs,
        TimeSpan? timeout,
        CancellationToken stop
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (timeout is { } patience)
        {
            limit.CancelAfter(patience);
        }

        CellOutput output = new(
            outputs.Show,
            t => outputs.Write("stdout", t),
            t => outputs.Write("stderr", t),
            outputs.Clear,
            IsLive: false
        );
        Evaluation evaluation;
        using (new HeadlessConsole(outputs))
        {
            evaluation = interpreter.Evaluate(
                cell.Submission,
                string.Create(CultureInfo.InvariantCulture, $"cell {number}"),
                output,
                limit.Token
            );
        }

        if (evaluation.Failure?.Name == Failure.Interrupted.Name && timeout is { } t && !stop.IsCancellationRequested)
        {
            evaluation = new(
                null,
                Failure.Of("Timeout", string.Create(CultureInfo.InvariantCulture, $"the cell ran longer than {t.TotalSeconds:0.#} s"))
            );
        }

        outputs.End(evaluation, number);
        return evaluation.Failure;
    }

    /// <summary>A reader who opens the notebook sees at its top that it is not complete, and where it stopped.</summary>
    private static void Mark(Notebook notebook, NotebookCell cell, int number, Failure failure)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"**This notebook failed at cell {number}: {failure.Name}.** The cells after it were not run."
        );
        notebook.Cells.Insert(0, NotebookCell.Create(NotebookCell.Markdown, ErrorTag, text, ErrorTag));
        notebook.Cells.Insert(
            notebook.Cells.IndexOf(cell),
            NotebookCell.Create(NotebookCell.Markdown, ErrorTag + "-here", $"**The cell below failed: {failure.Name}.**", ErrorTag)
        );
    }
}
