using Analytics.Interactive.Notebooks;

namespace Analytics.Interactive.Tests.Notebooks;

/// <summary>The console is one for the whole process, so tests that run cells headless do not run beside each other.</summary>
[CollectionDefinition("console", DisableParallelization = true)]
public sealed class ConsoleCollection;

[Collection("console")]
public sealed class HeadlessRunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Outputs_counts_and_values_are_written_in_order_and_the_same_every_time()
    {
        Notebook notebook = Sample.Of(
            "Console.Write(\"a\"); Console.WriteLine(\"b\"); Console.Error.Write(\"e\"); Console.WriteLine(\"c\");",
            "var h = display(1); 7",
            "h.Update(2);"
        );
        Run(notebook);
        Assert.Equal(["ab\n|e|c\n", "2|7", ""], notebook.Cells.Select(c => c.Text()));
        Assert.Equal([1, 2, 3], notebook.Cells.Select(c => c.ExecutionCount));
        var first = notebook.ToJson();
        Run(notebook);
        Assert.Equal(first, notebook.ToJson());
    }

    [Fact]
    public void A_failing_cell_is_marked_and_the_rest_is_not_run()
    {
        Notebook notebook = Sample.Of("var a = 1;", "throw new InvalidOperationException(\"boom\");", "a");
        RunResult result = Run(notebook);
        Assert.Equal((2, "boom"), (result.FailedCell, result.Failure!.Message));
        Assert.Contains("failed at cell 2: System.InvalidOperationException", notebook.Cells[0].Source);
        Assert.True(notebook.Cells[2].HasTag("render-error"));
        Assert.Equal(["", "boom", ""], notebook.Cells.Where(c => c.IsCode).Select(c => c.Text()));
        Assert.Null(notebook.Cells[^1].ExecutionCount);
        notebook.Cells.First(c => c.Id == "c2").Source = "a++;";
        Run(notebook);
        Assert.Equal(3, notebook.Cells.Count);
    }

    [Fact]
    public void Ten_million_lines_are_cut_with_a_note()
    {
        Notebook notebook = Sample.Of("for (int i = 0; i < 10_000_000; i++) Console.WriteLine(i);", "1 + 1");
        Run(notebook);
        Assert.InRange(notebook.Cells[0].Text().Length, 90_000, 110_000);
        Assert.EndsWith("[output cut: 100,000 of 78,888,890 characters kept]\n", notebook.Cells[0].Text());
        Assert.Equal("2", notebook.Cells[1].Text());
    }

    [Fact]
    public void A_value_of_many_megabytes_is_left_out_with_a_note()
    {
        Notebook notebook = Sample.Of("#!html\n" + new string('x', 2_000_000));
        Run(notebook);
        Assert.Contains("[text/html of 2,000,000 characters not kept: at most 800,000 are]", notebook.Cells[0].Text());
        Assert.InRange(notebook.ToJson().Length, 2_000_000, 2_100_000);
    }

    [Fact]
    public void A_cell_that_never_ends_is_stopped_by_the_time_limit()
    {
        Notebook notebook = Sample.Of("while (true) { }");
        RunResult result = HeadlessRun.Execute(notebook, folder.Path, TimeSpan.FromSeconds(1), (_, _) => { }, default);
        Assert.Equal("the cell ran longer than 1 s", result.Failure!.Message);
    }

    [Fact]
    public void A_question_to_nobody_is_refused_with_what_to_do()
    {
        Notebook notebook = Sample.Of("Console.ReadLine()");
        Assert.Contains("render --set name=value", Run(notebook).Failure!.Message);
    }

    [Fact]
    public void Files_are_relative_to_the_notebook()
    {
        folder.Write("notebooks/demo/data.txt", "found");
        folder.Write("notebooks/demo/more.csx", "int More() => 5;");
        Notebook notebook = Sample.Of("#load \"more.csx\"\nFile.ReadAllText(\"data.txt\") + More()");
        RunResult result = HeadlessRun.Execute(notebook, folder["notebooks/demo"], null, (_, _) => { }, default);
        Assert.Equal("found5", notebook.Cells[0].Text());
        Assert.Contains(result.Inputs, i => i.Path.EndsWith("more.csx", StringComparison.Ordinal));
    }

    private RunResult Run(Notebook notebook) => HeadlessRun.Execute(notebook, folder.Path, null, (_, _) => { }, default);
}
