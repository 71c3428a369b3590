using Analytics.Interactive.Cells;
using Analytics.Interactive.Display;
using Analytics.Interactive.Editing;
using Analytics.Interactive.Jupyter.Languages;
using Analytics.Interactive.Tests.Notebooks;

namespace Analytics.Interactive.Tests.Cells;

public sealed class StartFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_the_start_file_imports_needs_no_line_in_a_notebook()
    {
        folder.Write("notebooks/start.csx", "using System.Globalization;\nvar seven = 7;");
        using Interpreter interpreter = new(folder["notebooks/demo"]);
        Assert.Equal(
            "7 Invariant",
            Text(interpreter, "$\"{seven} {(CultureInfo.InvariantCulture.LCID == 127 ? \"Invariant\" : \"other\")}\"")
        );
        Assert.Equal("8", Text(interpreter, "seven++; seven"));
        Assert.Equal("8", Text(interpreter, "seven"));
        Assert.Contains(interpreter.Session.Inputs(), input => input.Path == folder["notebooks/start.csx"]);
    }

    [Fact]
    public void A_start_file_in_a_folder_of_another_name_never_runs()
    {
        folder.Write("start.csx", "throw new Exception(\"ran\");");
        using Interpreter interpreter = new(folder["notebooks/demo"]);
        Assert.Equal("2", Text(interpreter, "1 + 1"));
    }

    [Fact]
    public void A_start_file_that_fails_is_named_and_tried_again_once_it_is_repaired()
    {
        folder.Write("notebooks/start.csx", "#r \"missing.dll\"");
        using Interpreter interpreter = new(folder["notebooks/demo"]);
        Failure failure = interpreter.Evaluate("1 + 1", "cell 1", Nowhere).Failure!;
        Assert.Contains("start.csx", string.Join('\n', failure.Trace), StringComparison.Ordinal);
        Assert.Contains("run: dotnet build", string.Join('\n', failure.Trace), StringComparison.Ordinal);
        folder.Write("notebooks/start.csx", "");
        Assert.Equal("2", Text(interpreter, "1 + 1"));
    }

    [Fact]
    public void A_chart_of_Plotly_NET_is_plotly_json_a_picture_and_words_in_the_notebooks_of_this_repository()
    {
        using Interpreter interpreter = new(Path.Combine(Repository(), "notebooks", "crashes"));
        Evaluation shown = interpreter.Evaluate(
            "Chart.Column<int, string, string>(values: new[] { 1, 2 }, Keys: new[] { \"a\", \"b\" }).WithTitle(\"Two\")",
            "cell 1",
            Nowhere
        );
        Assert.Null(shown.Failure);
        Assert.Equal(["application/vnd.plotly.v1+json", "image/svg+xml", "text/plain"], shown.Value!.Data.Keys);
        Assert.Equal("Two (bar chart)\n- a (1), b (2)", shown.Value.Text);
        Assert.Contains("\"template\":{", shown.Value.Data[MimeBundle.Plotly], StringComparison.Ordinal);
    }

    [Fact]
    public void Completion_offers_the_charts_of_both_and_what_stands_on_a_chart()
    {
        using Interpreter interpreter = new(Path.Combine(Repository(), "notebooks", "crashes"));
        Text(interpreter, "var chart = Chart.Line<int, int, string>(x: new[] { 1 }, y: new[] { 2 }); 1");
        Assert.Contains("Scatter", Offered(interpreter, "Chart.Sc"));
        Assert.Contains("DotInterval", Offered(interpreter, "Chart.Dot"));
        Assert.Equal(["WithTitle", "WithTraceInfo"], Offered(interpreter, "chart.WithT"));
    }

    private static CellOutput Nowhere => new((_, _, _) => { }, _ => { }, _ => { }, _ => { }, IsLive: false);

    private static string[] Offered(Interpreter interpreter, string code) =>
        [.. Completer.Complete(interpreter.Session.Preview(code), code, code.Length).Items.Select(item => item.Text)];

    private static string Text(Interpreter interpreter, string code)
    {
        Evaluation evaluation = interpreter.Evaluate(code, "cell", Nowhere);
        Assert.True(evaluation.Failure is null, evaluation.Failure?.Message);
        return evaluation.Value!.Text;
    }

    private static string Repository()
    {
        DirectoryInfo each = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(each.FullName, "Analytics.sln")))
        {
            each = each.Parent!;
        }

        return each.FullName;
    }
}
