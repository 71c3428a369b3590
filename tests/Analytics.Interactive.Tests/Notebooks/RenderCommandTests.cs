using Analytics.Interactive.Notebooks;

namespace Analytics.Interactive.Tests.Notebooks;

[Collection("console")]
public sealed class RenderCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly StringWriter output = new();
    private readonly StringWriter error = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_notebook_is_run_once_and_then_only_when_something_changed()
    {
        var path = Write("1-explore", "#load \"inc.csx\"\nFive() + 1");
        folder.Write("notebooks/demo/inc.csx", "int Five() => 5;");
        Assert.Equal(0, Render("demo"));
        Assert.Equal("6", Notebook.Load(path).Cells[0].Text());
        Assert.Equal("notebooks/demo/1-explore.ipynb: unchanged", Last(() => Render("demo")));
        folder.Write("notebooks/demo/inc.csx", "int Five() => 50;");
        Assert.Contains("1 cells in", Last(() => Render("demo")));
        Assert.Equal("51", Notebook.Load(path).Cells[0].Text());
        Directory.CreateDirectory(folder["data"]);
        folder.Write("data/HEAD", "snapshot 2");
        Assert.Contains("1 cells in", Last(() => Render("demo")));
        Assert.Equal("notebooks/demo/1-explore.ipynb: unchanged", Last(() => Render("all")));
        var edited = Notebook.Load(path);
        edited.Cells[0].Source = "7";
        edited.Save(path);
        Assert.Contains("1 cells in", Last(() => Render("demo")));
    }

    [Fact]
    public void Check_passes_when_outputs_reproduce_and_shows_what_differs_otherwise()
    {
        var path = Write("a", "Console.WriteLine(\"one\\ntwo\\nthree\");", "new[] { 1, 2 }");
        Render("demo");
        var before = File.ReadAllBytes(path);
        Assert.Equal(0, Render("demo", "--check"));
        var tampered = Notebook.Load(path);
        tampered.Cells[0].Outputs[0]!["text"] = MultiLine.Write("one\n2\nthree\n");
        tampered.Save(path);
        Assert.Equal(1, Render("demo", "--check"));
        Assert.Contains("cell 1 (c1): stdout differs", output.ToString());
        Assert.Contains("  - 2\n", output.ToString().ReplaceLineEndings("\n"));
        Assert.Contains("  + two\n", output.ToString().ReplaceLineEndings("\n"));
        Assert.NotEqual(before, File.ReadAllBytes(path));
        Assert.Equal(tampered.ToJson(), File.ReadAllText(path));
    }

    [Fact]
    public void A_dib_runs_into_a_notebook_that_is_named()
    {
        folder.Write(
            "notebooks/demo/old.dib",
            "#!meta\n\n{\"kernelInfo\":{\"defaultKernelName\":\"csharp\",\"items\":[{\"aliases\":[],\"name\":\"csharp\"}]}}\n\n#!markdown\n\n# Title\n\n"
                + "#!csharp\n\nvar n = 20;\n\n#!html\n\n<b>x</b>\n\n#!csharp\n\nn + 1\n"
        );
        Assert.Equal(2, Render("notebooks/demo/old.dib"));
        Assert.Contains("--out old.ipynb", error.ToString());
        Assert.Equal(0, Render("notebooks/demo/old.dib", "--out", "new.ipynb"));
        var run = Notebook.Load(folder["new.ipynb"]);
        Assert.Equal(["markdown", "code", "code", "code"], run.Cells.Select(c => c.Type));
        Assert.Equal("# Title", run.Cells[0].Source);
        Assert.Equal("<b>x</b>", MultiLine.Read(run.Cells[2].Outputs[0]!["data"]!["text/html"]));
        Assert.Equal("html", run.Cells[2].Metadata["vscode"]!["languageId"]!.GetValue<string>());
        Assert.Equal("21", run.Cells[3].Text());
    }

    [Fact]
    public void A_cell_whose_language_stands_in_its_metadata_alone_runs_in_that_language()
    {
        var path = folder["notebooks/demo/foreign.ipynb"];
        var cell = NotebookCell.Create("code", "c", "<b>x</b>");
        cell.Metadata["polyglot_notebook"] = new System.Text.Json.Nodes.JsonObject { ["kernelName"] = "html" };
        Notebook.Create([cell]).Save(path);
        Assert.Equal(0, Render("demo"));
        Assert.Equal("<b>x</b>", MultiLine.Read(Notebook.Load(path).Cells[0].Outputs[0]!["data"]!["text/html"]));
        Assert.Equal("<b>x</b>", Notebook.Load(path).Cells[0].Source);
    }

    [Fact]
    public void What_a_cell_tagged_varies_shows_may_differ_but_not_of_what_kind_it_is()
    {
        var path = folder["notebooks/demo/v.ipynb"];
        Notebook.Create([NotebookCell.Create("code", "c", "Guid.NewGuid().ToString()", "varies")]).Save(path);
        Render("demo");
        Assert.Equal(0, Render("demo", "--check"));
        var tampered = Notebook.Load(path);
        tampered.Cells[0].Outputs.Clear();
        tampered.Save(path);
        Assert.Equal(1, Render("demo", "--check"));
        Notebook.Create([NotebookCell.Create("code", "c", "Guid.NewGuid().ToString()")]).Save(path);
        Render("demo");
        Assert.Equal(1, Render("demo", "--check"));
    }

    [Fact]
    public void A_set_parameter_is_typed_and_leaves_the_notebook_as_it_was()
    {
        var path = folder["notebooks/demo/p.ipynb"];
        Notebook
            .Create([
                Sample.Parameters("string who = \"me\"; int n = 1; double x = 0.5; var flag = false; DateOnly day = new(2024, 1, 1);"),
                NotebookCell.Create("code", "c", "$\"{who} {n} {x} {flag} {day:yyyy-MM-dd}\""),
            ])
            .Save(path);
        var before = File.ReadAllText(path);
        Assert.Equal(
            0,
            Render(
                "notebooks/demo/p.ipynb",
                "--set",
                "who=a \"b\"\n",
                "--set",
                "n=-3",
                "--set",
                "x=1e3",
                "--set",
                "flag=true",
                "--set",
                "day=2025-02-28"
            )
        );
        Assert.Equal(before, File.ReadAllText(path));
        var result = Notebook.Load(folder["lib/artifacts/rendered/demo/p.ipynb"]);
        Assert.Equal("a \"b\"\n -3 1000 True 2025-02-28", result.Cells[2].Text());
        Assert.True(result.Cells[1].HasTag("injected-parameters"));
    }

    [Theory]
    [InlineData("nowhere=1", "has no parameter nowhere; it has: n, who")]
    [InlineData("n=three", "parameter n is a int, but \"three\" is none")]
    public void An_unknown_parameter_or_a_wrong_value_is_refused_before_anything_runs(string set, string message)
    {
        var path = folder["notebooks/demo/p.ipynb"];
        Notebook.Create([Sample.Parameters("string who = \"me\"; int n = 1;")]).Save(path);
        Assert.Equal(2, Render("notebooks/demo/p.ipynb", "--set", set));
        Assert.Contains(message, error.ToString());
    }

    [Fact]
    public void A_failed_cell_gives_exit_code_one_and_the_trace_and_keeps_what_ran()
    {
        var path = Write("a", "1", "int Zero() => 0;\n1 / Zero()", "3");
        var before = File.ReadAllText(path);
        Assert.Equal(1, Render("notebooks/demo/a.ipynb"));
        Assert.Contains("a.ipynb: failed at cell 2", output.ToString());
        Assert.Contains("saved as lib/artifacts/rendered/demo/a.ipynb", output.ToString());
        Assert.Contains("at cell 2:line 2", error.ToString());
        Assert.Equal(before, File.ReadAllText(path));
        Assert.Contains("1", Notebook.Load(folder["lib/artifacts/rendered/demo/a.ipynb"]).Cells.First(c => c.Id == "c1").Text());
    }

    [Fact]
    public void Pages_leave_the_notebooks_as_they_are_and_are_made_again_only_when_something_changed()
    {
        var path = Write("a", "6 * 7");
        var before = File.ReadAllBytes(path);
        Assert.Equal(0, Render("demo", "--html"));
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Contains("42", File.ReadAllText(folder["lib/artifacts/html/demo-a.html"]));
        output.GetStringBuilder().Clear();
        Render("demo", "--html");
        Assert.Contains("notebooks/demo/a.ipynb: unchanged", output.ToString());
        Assert.Contains("1 cells in", Last(() => Render("demo")));
        Assert.Equal("42", Notebook.Load(path).Cells[0].Text());
    }

    [Fact]
    public void While_cells_run_the_notebook_keeps_its_last_outputs()
    {
        var path = Write("a", "1", $"System.IO.File.Copy({Quoted("notebooks/demo/a.ipynb")}, {Quoted("seen.ipynb")})", "3");
        var before = File.ReadAllText(path);
        Assert.Equal(0, Render("demo"));
        Assert.Equal(before, File.ReadAllText(folder["seen.ipynb"]));
        Assert.NotEqual(before, File.ReadAllText(path));
    }

    [Fact]
    public void A_run_goes_where_out_says_and_of_one_notebook_only()
    {
        var path = Write("a", "5");
        var before = File.ReadAllText(path);
        Assert.Equal(0, Render("notebooks/demo/a.ipynb", "--out", "runs/one.ipynb"));
        Assert.Equal("5", Notebook.Load(folder["runs/one.ipynb"]).Cells[0].Text());
        Assert.Equal(before, File.ReadAllText(path));
        Write("b", "6");
        Assert.Equal(2, Render("demo", "--out", "runs/two.ipynb"));
        Assert.Contains("takes the run of one notebook, but demo names 2", error.ToString());
    }

    [Fact]
    public void A_second_run_says_how_long_it_will_take_by_the_times_of_the_first()
    {
        Write("a", "System.Threading.Thread.Sleep(1600);", "2");
        Render("demo");
        RenderCommand.Run(["demo", "--force"], folder.Path, output, error, isTerminal: true);
        Assert.Contains("cell 1/2, about ", output.ToString());
        Assert.Contains(" s left", output.ToString());
        Assert.Contains("cell 2/2, less than a second left", output.ToString());
    }

    [Fact]
    public void The_index_has_the_tour_first_then_a_group_for_each_folder_and_a_search()
    {
        Notebook tour = Sample.Of("1");
        tour.Cells.Insert(0, NotebookCell.Create("markdown", "m", "# A tour\n\n## Ask <with> SQL"));
        tour.Save(folder["notebooks/tour.ipynb"]);
        Write("a", "1");
        Render("all", "--html");
        var index = File.ReadAllText(folder["lib/artifacts/html/index.html"]);
        Assert.True(index.IndexOf("tour.html", StringComparison.Ordinal) < index.IndexOf("<h2>demo</h2>", StringComparison.Ordinal));
        Assert.Contains("ask &lt;with&gt; sql", index);
        Assert.Contains("type=\"search\"", index);
        Assert.True(File.Exists(folder["lib/artifacts/html/plotly.min.js"]));
    }

    [Fact]
    public void A_broken_notebook_does_not_keep_the_others_from_running()
    {
        folder.Write("notebooks/demo/broken.ipynb", "{");
        var path = Write("z", "4");
        Assert.Equal(1, Render("all"));
        Assert.Equal("4", Notebook.Load(path).Cells[0].Text());
        Assert.Contains("broken.ipynb(1,", error.ToString());
    }

    [Fact]
    public void Another_language_an_unknown_folder_and_an_unknown_option_are_refused()
    {
        Notebook python = Sample.Of("1");
        python.Metadata["kernelspec"] = new System.Text.Json.Nodes.JsonObject { ["name"] = "python3", ["language"] = "python" };
        python.Save(folder["notebooks/demo/py.ipynb"]);
        Assert.Equal(2, Render("notebooks/demo/py.ipynb"));
        Assert.Contains("is a notebook in python; only C# notebooks run here", error.ToString());
        Assert.Equal(2, Render("crashs"));
        Assert.Contains("folders are: demo", error.ToString());
        Assert.Equal(2, Render("--nonsense"));
        Assert.Equal(0, Render("--help"));
    }

    [Fact]
    public void A_terminal_sees_a_bar_with_cell_numbers()
    {
        Write("a", "1", "2");
        RenderCommand.Run(["demo"], folder.Path, output, error, isTerminal: true);
        Assert.Contains("\r[........................] notebooks/demo/a.ipynb cell 1/2", output.ToString());
        Assert.Contains("[############............] notebooks/demo/a.ipynb cell 2/2", output.ToString());
    }

    [Fact]
    public void Pages_show_outputs_fold_code_and_allow_no_foreign_script()
    {
        Notebook notebook = Sample.Of("#!html\n<b>bold</b><script>alert(1)</script>", "Console.WriteLine(\"a < b\");");
        notebook.Cells.Insert(0, NotebookCell.Create("markdown", "m", "# The title\n\n| a | b |\n|---|---|\n| 1 | 2 |"));
        notebook.Save(folder["notebooks/demo/a.ipynb"]);
        Assert.Equal(0, Render("demo", "--html", "--out", "site"));
        var page = File.ReadAllText(folder["site/demo-a.html"]);
        Assert.Contains("<title>The title</title>", page);
        Assert.Contains("script-src 'none'", page);
        Assert.Contains("<td>1</td>", page);
        Assert.Contains("a &lt; b", page);
        Assert.Contains("<details><summary>code</summary>", page);
        Assert.DoesNotContain("http", page.Replace("http-equiv", "", StringComparison.Ordinal));
        Assert.Contains("<a href=\"demo-a.html\">The title</a>", File.ReadAllText(folder["site/index.html"]));
    }

    private string Quoted(string name) => $"@\"{folder[name]}\"";

    private string Write(string name, params string[] code)
    {
        Sample.Of(code).Save(folder[$"notebooks/demo/{name}.ipynb"]);
        return folder[$"notebooks/demo/{name}.ipynb"];
    }

    private int Render(params string[] args) => RenderCommand.Run(args, folder.Path, output, error, isTerminal: false);

    private string Last(Func<int> run)
    {
        output.GetStringBuilder().Clear();
        Assert.Equal(0, run());
        return output.ToString().Split('\n')[0].Trim();
    }
}
