using System.Globalization;
using Analytics.Interactive.Notebooks.Html;

namespace Analytics.Interactive.Notebooks;

/// <summary>`scripts/render.csx`: runs notebooks headless, checks that they reproduce, makes pages of them.</summary>
public sealed class RenderCommand
{
    private readonly RenderOptions options;
    private readonly Workspace workspace;
    private readonly TextWriter output;
    private readonly TextWriter error;
    private readonly ProgressLine progress;

    private RenderCommand(RenderOptions options, Workspace workspace, TextWriter output, TextWriter error, bool isTerminal)
    {
        (this.options, this.workspace, this.output, this.error) = (options, workspace, output, error);
        progress = new(output, isTerminal);
    }

    /// <summary>Does what the arguments say, seen from the current folder, and gives the exit code: 0, 1 or 2.</summary>
    public static int Run(IEnumerable<string> args) =>
        Run(args, Environment.CurrentDirectory, Console.Out, Console.Error, !Console.IsOutputRedirected);

    internal static int Run(IEnumerable<string> args, string folder, TextWriter output, TextWriter error, bool isTerminal)
    {
        try
        {
            var options = RenderOptions.Parse(args);
            if (options.WantsHelp)
            {
                output.WriteLine(RenderOptions.Usage);
                return 0;
            }

            return new RenderCommand(options, Workspace.Above(folder), output, error, isTerminal).RunAll(folder);
        }
        catch (NotebookException e)
        {
            error.WriteLine(e.Message);
            return 2;
        }
    }

    private int RunAll(string folder)
    {
        var target =
            options.Target.EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase) || DibFormat.Is(options.Target)
                ? Path.GetFullPath(options.Target, folder)
                : options.Target;
        IReadOnlyList<string> paths = workspace.Select(target);
        if (options.OutNotebook is { } one && paths.Count != 1)
        {
            throw new NotebookException(
                $"--out {one} takes the run of one notebook, but {options.Target} names {paths.Count.ToString(CultureInfo.InvariantCulture)}"
            );
        }

        if (DibFormat.Is(target) && options.OutNotebook is null)
        {
            throw new NotebookException(
                $"{options.Target} has no place for outputs: name the notebook that takes them, as in --out {Path.GetFileNameWithoutExtension(options.Target)}.ipynb"
            );
        }

        var failed = 0;
        List<string> pages = [];
        foreach (var path in paths)
        {
            try
            {
                (var isGood, var result) = One(path, folder);
                failed += isGood ? 0 : 1;
                pages.Add(result);
            }
            catch (NotebookException e) when (paths.Count > 1)
            {
                failed++;
                progress.Done($"{workspace.Name(path)}: not run");
                error.WriteLine(e.Message);
            }
        }

        if (options.WantsHtml)
        {
            output.WriteLine(
                $"pages: {Site.Write(workspace, pages, options.Out is null || options.OutNotebook is not null ? workspace.Html : Path.GetFullPath(options.Out, folder))}"
            );
        }

        if (paths.Count != 1)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{paths.Count} notebooks, {failed} with problems"));
        }

        return failed > 0 ? 1 : 0;
    }

    /// <returns>Whether all is well, and the file that holds the outputs.</returns>
    private (bool IsGood, string Result) One(string path, string folder)
    {
        var name = workspace.Name(path);
        var notebook = Notebook.Load(path);
        RequireCSharp(notebook, name);
        if (options.IsCheck)
        {
            return (Check(notebook, path, name), path);
        }

        var aside = workspace.Aside(path);
        var target =
            options.OutNotebook is { } chosen ? Path.GetFullPath(chosen, folder)
            : options.Values.Count > 0 || options.WantsHtml ? aside
            : path;
        // A page may come from the notebook itself when that holds what a run would give.
        string[] kept =
            options.Values.Count > 0 || options.OutNotebook is not null || options.IsForced ? []
            : options.WantsHtml ? [path, aside]
            : [path];
        if (kept.FirstOrDefault(each => RunRecord.IsCurrent(workspace, path, each)) is { } current)
        {
            progress.Done($"{name}: unchanged");
            return (true, current);
        }

        Parameters.Inject(notebook, options.Values, name);
        Directory.CreateDirectory(Path.GetDirectoryName(aside)!);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        RunResult result = Execute(notebook, path, name, aside);
        // What a killed or failed run leaves is aside, so that the notebook keeps the outputs of its last good run.
        var saved = result.Failure is null ? target : aside;
        notebook.Save(saved);
        if (Report(name, result) && options.Values.Count == 0)
        {
            RunRecord.Write(workspace, path, saved, result);
        }

        if (saved != path)
        {
            output.WriteLine($"  saved as {workspace.Name(saved)}");
        }

        return (result.Failure is null, saved);
    }

    private bool Check(Notebook kept, string path, string name)
    {
        var now = Notebook.Load(path);
        RunResult result = Execute(now, path, name, saveTo: null);
        if (result.Failure is not null)
        {
            return Report(name, result);
        }

        IReadOnlyList<string> differences = Comparison.Differences(kept, now);
        progress.Done(
            differences.Count == 0
                ? $"{name}: reproduces"
                : $"{name}: outputs differ from those kept. To keep the new ones: dotnet script scripts/render.csx {name} --force"
        );
        foreach (var line in differences)
        {
            output.WriteLine("  " + line);
        }

        return differences.Count == 0;
    }

    private RunResult Execute(Notebook notebook, string path, string name, string? saveTo)
    {
        var running = 0;
        var last = RunRecord.CellSeconds(workspace, path);
        // A cell that ends the process (Environment.Exit, a stack overflow in native code) takes this program with it.
        void OnExit(object? sender, EventArgs e)
        {
            error.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}: cell {running} ended the process; {(saveTo is null ? "nothing is saved" : $"what ran before it is saved as {workspace.Name(saveTo)}")}"
                )
            );
            Environment.ExitCode = 1;
        }

        AppDomain.CurrentDomain.ProcessExit += OnExit;
        try
        {
            return HeadlessRun.Execute(
                notebook,
                Path.GetDirectoryName(path)!,
                options.Timeout,
                (cell, cells) =>
                {
                    running = cell;
                    progress.Step(name, cell, cells, last?.Length == cells ? TimeSpan.FromSeconds(last[(cell - 1)..].Sum()) : null);
                    if (saveTo is not null && cell > 1)
                    {
                        notebook.Save(saveTo);
                    }
                },
                CancellationToken.None
            );
        }
        finally
        {
            AppDomain.CurrentDomain.ProcessExit -= OnExit;
        }
    }

    private bool Report(string name, RunResult result)
    {
        if (result.Failure is null)
        {
            progress.Done(string.Create(CultureInfo.InvariantCulture, $"{name}: {result.CellsRun} cells in {result.Seconds:0.0} s"));
            return true;
        }

        progress.Done($"{name}: failed at cell {result.FailedCell?.ToString(CultureInfo.InvariantCulture)}");
        error.WriteLine(string.Join('\n', result.Failure.Trace));
        return false;
    }

    private static void RequireCSharp(Notebook notebook, string name)
    {
        if (notebook.Language is not ("" or "C#" or "csharp"))
        {
            throw new NotebookException(
                $"{name} is a notebook in {notebook.Language}; only C# notebooks run here. Choose the C# kernel in Jupyter or VS Code and save it, or run it with: jupyter nbconvert --execute {name}"
            );
        }
    }
}
