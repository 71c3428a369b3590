using Analytics.Interactive.Cells;
using Analytics.Interactive.Display;

namespace Analytics.Interactive.Tests.Cells;

public sealed class InterpreterTests : IDisposable
{
    private readonly Interpreter interpreter = new(AppContext.BaseDirectory);
    private readonly List<(MimeBundle Bundle, string? Id, bool IsUpdate)> shown = [];
    private readonly List<string> written = [];
    private readonly List<string> warned = [];

    public void Dispose() => interpreter.Dispose();

    [Fact]
    public void Display_shows_at_once_and_a_handle_replaces_it()
    {
        Run("var h = display(1); display(\"two\", \"x\"); h.Update(3); update(\"x\", 4);");
        Assert.Equal(
            [("1", "display-1", false), ("two", "x", false), ("3", "display-1", true), ("4", "x", true)],
            shown.Select(s => (s.Bundle.Text, s.Id, s.IsUpdate))
        );
    }

    [Fact]
    public void Html_mermaid_and_markdown_cells_keep_their_text_and_their_type()
    {
        Assert.Equal("<b>x</b>", Run("#!html\n<b>x</b>").Value!.Data["text/html"]);
        Assert.Equal("graph TD\n  a --> b", Run("#!mermaid\ngraph TD\n  a --> b").Value!.Data["text/vnd.mermaid"]);
        Assert.Equal("# x", Run("#!markdown\n# x").Value!.Data["text/markdown"]);
    }

    [Fact]
    public void Who_lists_the_variables()
    {
        Run("int n = 3; var names = new List<string> { \"a\" };");
        Assert.Equal("name   type          value\nn      int           3\nnames  List<string>  [a]", Run("#!who").Value!.Text);
    }

    [Fact]
    public void Time_is_told_to_a_person_and_kept_out_of_a_headless_run()
    {
        Assert.Equal("3", Run("#!time\n1 + 2").Value!.Text);
        Assert.Empty(written);
        Run("#!time\n1 + 2", isLive: true);
        Assert.Matches("^took [0-9.]+ s\n$", Assert.Single(written));
    }

    [Fact]
    public void A_blanked_magic_line_leaves_line_numbers_as_they_are() =>
        Assert.Contains("cell 1(3,1): error", Run("#!time\n\nnowhere();").Failure!.Trace[0]);

    [Fact]
    public void An_unknown_command_says_which_there_are()
    {
        Failure failure = Run("#!sql\nselect 1").Failure!;
        Assert.Equal("CommandError", failure.Name);
        Assert.Equal(
            "Unknown magic command '#!sql'; known are #!C#, #!about, #!c#, #!cs, #!csharp, #!html, #!lsmagic, #!markdown, #!mermaid, #!set, #!share, #!time, #!who, "
                + "#!whos. A library brings its languages when a cell has run its #r line",
            failure.Message
        );
    }

    [Fact]
    public void A_referenced_library_contributes_commands_whose_result_becomes_a_typed_variable()
    {
        Run("#r \"Analytics.Interactive.Tests.dll\"");
        Evaluation evaluation = Run("#!toy --limit 2 --name kept\na b c");
        Assert.Null(evaluation.Failure?.Message);
        Assert.Contains("a", evaluation.Value!.Text);
        Assert.Equal("2", Run("kept.Count").Value!.Text);
        Assert.Equal("b", Run("kept[1]").Value!.Text);
        Failure failure = Run("#!toy\nfail").Failure!;
        Assert.Equal("System.InvalidOperationException", failure.Name);
        Assert.DoesNotContain(failure.Trace, line => line.Contains("Interpreter", StringComparison.Ordinal));
    }

    [Fact]
    public void A_value_whose_view_never_ends_can_be_interrupted()
    {
        using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(700));
        CellOutput output = new((_, _, _) => { }, _ => { }, _ => { }, _ => { }, false);
        Evaluation evaluation = interpreter.Evaluate(
            "class Slow { public override string ToString() { while (true) { } } }\nnew Slow()",
            "cell 1",
            output,
            stop.Token
        );
        Assert.Equal("Interrupted", evaluation.Failure?.Name ?? evaluation.Value?.Text ?? "nothing");
        Assert.Equal("2", Run("1 + 1").Value!.Text);
    }

    [Fact]
    public void A_cell_that_is_stopped_before_its_first_statement_leaves_nothing_in_the_way_of_the_next()
    {
        Run("1 + 1");
        using CancellationTokenSource stop = new();
        var here = Environment.CurrentManagedThreadId;
        AppDomain.CurrentDomain.AssemblyLoad += StopWhenLoaded;
        try
        {
            Assert.Equal("Interrupted", interpreter.Evaluate("2 + 2", "cell 1", CellOutput.Nowhere, stop.Token).Failure?.Name);
        }
        finally
        {
            AppDomain.CurrentDomain.AssemblyLoad -= StopWhenLoaded;
        }

        var next = Run("1 + 1");
        Assert.Equal("2", next.Value?.Text ?? next.Failure?.Message);

        void StopWhenLoaded(object? sender, AssemblyLoadEventArgs loaded)
        {
            if (
                Environment.CurrentManagedThreadId == here
                && loaded.LoadedAssembly.GetName().Name!.StartsWith("cell#", StringComparison.Ordinal)
            )
            {
                stop.Cancel();
            }
        }
    }

    private Evaluation Run(string code, bool isLive = false) =>
        interpreter.Evaluate(code, "cell 1", new((b, id, u) => shown.Add((b, id, u)), written.Add, warned.Add, _ => { }, isLive));
}
