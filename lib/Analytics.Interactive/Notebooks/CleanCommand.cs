using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Analytics.Interactive.Notebooks.Git;

namespace Analytics.Interactive.Notebooks;

/// <summary>`scripts/clean.csx`: tidies notebooks saved by hand, converts them to scripts and back, and merges them for git.</summary>
public static class CleanCommand
{
    private const string Usage = """
        usage: dotnet script scripts/clean.csx [<domain> | <notebook.ipynb> | all] [--check]
               dotnet script scripts/clean.csx --to-script <notebook.ipynb>     writes the cells as <notebook>.csx with // %% lines
               dotnet script scripts/clean.csx --to-notebook <script.csx>       and back, keeping outputs of cells that did not change
               dotnet script scripts/clean.csx --install                        makes git merge and show notebooks by cells, in this clone
          Removes what editors leave behind (durations, versions, editor state, gaps in the counts); outputs stay.
          --check   changes nothing; exit code 1 if something is not clean
        exit code: 0 done, 1 not clean or in conflict, 2 wrong arguments
        """;

    /// <summary>Does what the arguments say, seen from the current folder, and gives the exit code: 0, 1 or 2.</summary>
    public static int Run(IEnumerable<string> args) => Run([.. args], Environment.CurrentDirectory, Console.Out, Console.Error);

    internal static int Run(string[] args, string folder, TextWriter output, TextWriter error)
    {
        var workspace = Workspace.Above(folder);
        try
        {
            switch (args)
            {
                case ["-h" or "--help", ..]:
                    output.WriteLine(Usage);
                    return 0;
                case ["--install"]:
                    GitSetup.Install(workspace.Root);
                    output.WriteLine("git merges and shows notebooks by cells in this clone now");
                    return 0;
                case ["--merge", var before, var ours, var theirs, ..]:
                    return Merge(Full(before), Full(ours), Full(theirs), error);
                case ["--text", var notebook]:
                    output.Write(Text(Notebook.Load(Full(notebook))));
                    return 0;
                case ["--to-script", var notebook]:
                    Write(Path.ChangeExtension(Full(notebook), ".csx"), PercentFormat.Write(Notebook.Load(Full(notebook))), output);
                    return 0;
                case ["--to-notebook", var script]:
                    ToNotebook(Full(script), output);
                    return 0;
                case [] or ["--check"] or [_] or [_, "--check"] when args.FirstOrDefault(a => a.StartsWith('-') && a != "--check") is null:
                    var target = args.FirstOrDefault(a => a != "--check") ?? "all";
                    return Clean(
                        workspace,
                        target.EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase) ? Full(target) : target,
                        args.Contains("--check"),
                        output
                    );
                default:
                    error.WriteLine(Usage);
                    return 2;
            }
        }
        catch (NotebookException e)
        {
            error.WriteLine(e.Message);
            return 2;
        }

        string Full(string path) => Path.GetFullPath(path, folder);
    }

    private static int Clean(Workspace workspace, string target, bool isCheck, TextWriter output)
    {
        var changed = 0;
        IReadOnlyList<string> paths = workspace.Select(target);
        foreach (var path in paths)
        {
            var notebook = Notebook.Load(path);
            Cleaning.Apply(notebook);
            if (notebook.ToJson() == File.ReadAllText(path))
            {
                continue;
            }

            changed++;
            output.WriteLine(
                $"{workspace.Name(path)}: {(isCheck ? $"not clean. Run: dotnet script scripts/clean.csx {workspace.Name(path)}" : "cleaned")}"
            );
            if (!isCheck)
            {
                notebook.Save(path);
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{paths.Count - changed} of {paths.Count} notebooks were clean"));
        return isCheck && changed > 0 ? 1 : 0;
    }

    private static int Merge(string before, string ours, string theirs, TextWriter error)
    {
        // git gives an empty file where the notebook is new on both sides.
        Notebook origin = new FileInfo(before) is { Exists: true, Length: > 0 } ? Notebook.Load(before) : Notebook.Create([]);
        (Notebook merged, var conflicts) = NotebookMerge.Merge(origin, Notebook.Load(ours), Notebook.Load(theirs));
        Cleaning.Apply(merged);
        merged.Save(ours);
        if (conflicts > 0)
        {
            error.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{conflicts} cells were changed on both sides; they are tagged {NotebookMerge.ConflictTag}"
                )
            );
        }

        return conflicts > 0 ? 1 : 0;
    }

    private static void ToNotebook(string script, TextWriter output)
    {
        if (!File.Exists(script))
        {
            throw new NotebookException($"{script}: no such script");
        }

        Notebook notebook = PercentFormat.Read(File.ReadAllText(script));
        var path = Path.ChangeExtension(script, ".ipynb");
        Dictionary<string, NotebookCell> kept = File.Exists(path)
            ? Notebook.Load(path).Cells.ToDictionary(c => c.Id, StringComparer.Ordinal)
            : [];
        for (var i = 0; i < notebook.Cells.Count; i++)
        {
            NotebookCell cell = notebook.Cells[i];
            if (!kept.TryGetValue(cell.Id, out NotebookCell? old) || old.Source != cell.Source || !old.IsCode || !cell.IsCode)
            {
                continue;
            }

            cell.Json["outputs"] = old.Outputs.DeepClone();
            cell.ExecutionCount = old.ExecutionCount;
        }

        Write(path, notebook.ToJson(), output);
    }

    /// <summary>The notebook as text for `git diff`: sources, and outputs as plain text only.</summary>
    private static string Text(Notebook notebook)
    {
        StringBuilder text = new();
        foreach (NotebookCell cell in notebook.Cells)
        {
            text.Append(CultureInfo.InvariantCulture, $"## {cell.Type} {cell.Id}\n{cell.Source}\n");
            foreach (JsonObject output in cell.IsCode ? cell.Outputs.OfType<JsonObject>() : [])
            {
                var shown = output["data"] is JsonObject data
                    ? MultiLine.Read(data["text/plain"])
                    : MultiLine.Read(output["text"] ?? output["evalue"]);
                text.Append(string.Concat(shown.Split('\n').Select(l => $"=> {l}\n")));
            }
        }

        return text.ToString();
    }

    private static void Write(string path, string text, TextWriter output)
    {
        File.WriteAllText(path, text, new UTF8Encoding(false));
        output.WriteLine($"written: {path}");
    }
}
