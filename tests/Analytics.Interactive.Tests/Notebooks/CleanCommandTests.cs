using System.Diagnostics;
using Analytics.Interactive.Notebooks;
using Analytics.Interactive.Notebooks.Git;

namespace Analytics.Interactive.Tests.Notebooks;

public sealed class CleanCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly StringWriter output = new();
    private readonly StringWriter error = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Editor_state_durations_versions_addresses_and_gaps_go_outputs_and_tags_stay()
    {
        var path = folder.Write(
            "notebooks/demo/a.ipynb",
            """
            {"nbformat":4,"nbformat_minor":5,"metadata":{"kernelspec":{"name":".net-csharp","display_name":".NET (C#)","language":"C#"},"language_info":{"name":"C#","version":"13.0"},"vscode":{"x":1}},
            "cells":[{"cell_type":"code","id":"a","execution_count":7,"metadata":{"tags":["keep"],"execution":{"started":"now"},"collapsed":true},"source":"x",
            "outputs":[{"output_type":"execute_result","execution_count":7,"metadata":{"n":1},"data":{"text/plain":"<Thing at 0x7f001234abcd>"}}]},
            {"cell_type":"code","id":"b","execution_count":null,"metadata":{},"source":"  ","outputs":[]}]}
            """
        );
        Assert.Equal(1, Clean("demo", "--check"));
        Assert.Equal(0, Clean("demo"));
        var notebook = Notebook.Load(path);
        NotebookCell cell = Assert.Single(notebook.Cells);
        Assert.Equal("<Thing>", cell.Text());
        Assert.Equal((1, 1), (cell.ExecutionCount, cell.Outputs[0]!["execution_count"]!.GetValue<int>()));
        Assert.Equal(["keep"], cell.Tags);
        Assert.Equal(["tags"], cell.Metadata.Select(m => m.Key));
        Assert.Equal("analytics-csharp", notebook.Metadata["kernelspec"]!["name"]!.GetValue<string>());
        Assert.Equal(["kernelspec", "language_info"], notebook.Metadata.Select(m => m.Key).Order());
        Assert.Equal(0, Clean("demo", "--check"));
    }

    [Fact]
    public void Cells_changed_on_one_side_each_merge_and_added_and_removed_cells_follow()
    {
        Notebook before = Sample.Of("a", "b", "c");
        Notebook ours = Sample.Of("a", "b2", "c");
        ours.Cells.Insert(1, NotebookCell.Create("markdown", "new-here", "text"));
        Notebook theirs = Sample.Of("a2", "b", "c");
        theirs.Cells.RemoveAt(2);
        theirs.Cells.Add(NotebookCell.Create("code", "new-there", "d"));
        (Notebook merged, var conflicts) = NotebookMerge.Merge(before, ours, theirs);
        Assert.Equal(0, conflicts);
        Assert.Equal(["a2", "text", "b2", "d"], merged.Cells.Select(c => c.Source));
    }

    [Fact]
    public void A_cell_changed_on_both_sides_is_kept_twice_and_marked_in_a_valid_notebook()
    {
        var before = folder.Write("o", Sample.Of("a").ToJson());
        var ours = folder.Write("a", Sample.Of("mine").ToJson());
        var theirs = folder.Write("b", Sample.Of("yours").ToJson());
        Assert.Equal(1, Clean("--merge", before, ours, theirs, "x.ipynb"));
        Assert.Equal(["`<<<<<<< ours`", "mine", "`=======`", "yours", "`>>>>>>> theirs`"], Notebook.Load(ours).Cells.Select(c => c.Source));
        Assert.Contains("1 cells were changed on both sides", error.ToString());
    }

    [Fact]
    public void Install_sets_up_this_clone_once()
    {
        using (Process git = Process.Start(new ProcessStartInfo("git", ["init", "-q", folder.Path]))!)
        {
            git.WaitForExit();
        }

        Assert.Equal(0, Clean("--install"));
        Assert.Equal(0, Clean("--install"));
        Assert.Equal("*.ipynb merge=notebook diff=notebook", Assert.Single(File.ReadAllLines(folder[".git/info/attributes"])));
        Assert.Contains("dotnet script scripts/clean.csx --merge %O %A %B %P", File.ReadAllText(folder[".git/config"]));
    }

    [Fact]
    public void A_notebook_goes_to_a_script_and_back_and_unchanged_cells_keep_their_outputs()
    {
        Notebook notebook = Sample.Of("1", "2");
        notebook
            .Cells[0]
            .Outputs.Add(
                new System.Text.Json.Nodes.JsonObject
                {
                    ["output_type"] = "stream",
                    ["name"] = "stdout",
                    ["text"] = "kept",
                }
            );
        notebook.Save(folder["notebooks/demo/a.ipynb"]);
        Assert.Equal(0, Clean("--to-script", "notebooks/demo/a.ipynb"));
        var script = folder["notebooks/demo/a.csx"];
        File.WriteAllText(script, File.ReadAllText(script).Replace("\n2\n", "\n22\n"));
        Assert.Equal(0, Clean("--to-notebook", "notebooks/demo/a.csx"));
        var back = Notebook.Load(folder["notebooks/demo/a.ipynb"]);
        Assert.Equal([("1", "kept"), ("22", "")], back.Cells.Select(c => (c.Source, c.Text())));
        Assert.Equal(2, Clean("--to-notebook", "nowhere.csx"));
    }

    private int Clean(params string[] args) => CleanCommand.Run(args, folder.Path, output, error);
}
