using Analytics.Interactive.Cells;
using Analytics.Interactive.Display;

namespace Analytics.Interactive.Tests.Cells;

/// <summary>What people who know .NET Interactive type: its model of kernels, values that go from one language to another, its formatters.</summary>
public sealed class KernelModelTests : IDisposable
{
    private readonly Interpreter _interpreter = new(AppContext.BaseDirectory);
    private readonly List<(MimeBundle Bundle, string? Id, bool IsUpdate)> _shown = [];
    private readonly List<string> _written = [];
    private readonly List<string> _questions = [];

    public KernelModelTests() => Run("#r \"Analytics.Interactive.Tests.dll\"");

    public void Dispose() => _interpreter.Dispose();

    [Fact]
    public void A_value_goes_from_one_language_to_the_other_as_itself_and_back()
    {
        Run("#!toy --name words\na b c");
        Run("#!set --value @toy:words --name taken");
        Assert.Equal("3", Text("taken.Count"));
        Assert.Equal("true", Text("ReferenceEquals(taken, words)"));
        Run("var limit = 2;");
        Run("#!toy\n#!set --value @csharp:limit --name most");
        Assert.Contains("2", Text("#!toy\n$most"), StringComparison.Ordinal);
        Assert.Contains("2", Text("#!toy\n$limit"), StringComparison.Ordinal);
    }

    [Fact]
    public void Share_takes_a_value_of_another_language_by_its_name()
    {
        Run("#!toy --name words\na b c");
        Run("#!share --from toy words --as mine");
        Assert.Equal("a", Text("mine[0]"));
    }

    [Fact]
    public void A_value_that_is_not_there_is_an_error_that_says_so()
    {
        var failure = Run("#!set --value @toy:nowhere --name x").Failure!;
        Assert.Equal("CommandError", failure.Name);
        Assert.Equal("toy holds no nowhere; #!toy --name nowhere keeps a result", failure.Message);
        Assert.Contains(
            "no variable nowhere in C#",
            Run("#!toy\n#!set --value @csharp:nowhere --name x").Failure!.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_cell_may_hold_several_languages_and_its_value_is_the_last()
    {
        var evaluation = Run("1 + 1\n#!html\n<b>x</b>\n#!csharp\n2 + 2");
        Assert.Equal("4", evaluation.Value!.Text);
        Assert.Equal(["2", "<b>x</b>"], _shown.Select(each => each.Bundle.Text));
    }

    [Fact]
    public void A_part_that_fails_ends_the_cell_and_its_lines_are_those_of_the_cell()
    {
        var failure = Run("#!html\n<b>x</b>\n#!csharp\nvar n = 1;\nnowhere();\n#!html\nnever").Failure!;
        Assert.Contains("cell 1(5,1): error", failure.Trace[0], StringComparison.Ordinal);
        Assert.Equal(["<b>x</b>"], _shown.Select(each => each.Bundle.Text));
    }

    [Fact]
    public void What_is_registered_with_the_formatter_of_the_package_counts()
    {
        Run("record Weight(int Grams); Formatter.Register<Weight>(w => $\"<i>{w.Grams} g</i>\", \"text/html\");");
        Assert.Equal("<i>5 g</i>", Run("new Weight(5)").Value!.Data["text/html"]);
        Run("new Weight(6).Display();");
        Assert.Equal("<i>6 g</i>", _shown[^1].Bundle.Data["text/html"]);
    }

    [Fact]
    public void Html_and_values_in_a_form_that_is_named_are_shown_as_asked()
    {
        Assert.Equal("<b>x</b>", Run("HTML(\"<b>x</b>\")").Value!.Data["text/html"]);
        Run("\"<u>y</u>\".DisplayAs(\"text/html\");");
        Assert.Equal("<u>y</u>", _shown[^1].Bundle.Data["text/html"]);
        Run("new[] { 1, 2 }.Display();");
        Assert.Equal(Run("new[] { 1, 2 }").Value!.Text, _shown[^1].Bundle.Text);
    }

    [Fact]
    public void Code_reaches_the_other_languages_through_the_model_but_not_itself()
    {
        Run("var found = await Kernel.Root.SendAsync(new Microsoft.DotNet.Interactive.Commands.SubmitCode(\"a b\", \"toy\"));");
        Assert.Equal(
            "a, b",
            Text(
                "string.Join(\", \", (IEnumerable<string>)found.Events.OfType<Microsoft.DotNet.Interactive.Events.ReturnValueProduced>().Single().FormattedValues.First(f => f.MimeType == \"text/plain\").Value.Split('\\n').Where(l => l.Trim().Length == 1))"
            )
        );
        Run("var own = await Kernel.Root.SendAsync(new Microsoft.DotNet.Interactive.Commands.SubmitCode(\"1 + 1\", \"csharp\"));");
        Assert.Contains(
            "cannot submit C#",
            Text("own.Events.OfType<Microsoft.DotNet.Interactive.Events.CommandFailed>().Single().Message"),
            StringComparison.Ordinal
        );
        Assert.Equal("2", Text("1 + 1"));
    }

    [Fact]
    public void A_person_is_asked_for_input_by_the_word_of_the_package()
    {
        Assert.Equal("Ada", Text("await Kernel.GetInputAsync(\"Name?\")"));
        Run("#!set --value @input:\"Town?\" --name town");
        Assert.Equal("Ada", Text("town"));
        Assert.Equal(["Name?", "Town?"], _questions);
    }

    [Fact]
    public void Magic_commands_and_versions_are_listed()
    {
        Assert.Contains("#!toy", Text("#!lsmagic"), StringComparison.Ordinal);
        Assert.Contains("splits words", Text("#!lsmagic"), StringComparison.Ordinal);
        Assert.Contains("Microsoft.DotNet.Interactive  1.0.0-beta", Text("#!about"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_option_that_a_language_does_not_take_is_an_error_that_names_it() =>
        Assert.Contains("--limt", Run("#!toy --limt 2\na b").Failure!.Message, StringComparison.Ordinal);

    [Fact]
    public void Options_of_a_language_and_values_of_it_are_completed()
    {
        Assert.Equal(
            ["--limit", "--name"],
            _interpreter.Complete("#!toy --", 8).Items.Select(each => each.Text).Order(StringComparer.Ordinal)
        );
        Assert.Equal(["alpha"], _interpreter.Complete("#!toy\nal", 8).Items.Select(each => each.Text));
    }

    [Fact]
    public void Work_that_fills_the_pool_keeps_no_cell_from_its_end()
    {
        Run("var gate = new System.Threading.ManualResetEventSlim(); for (var i = 0; i < 500; i++) _ = Task.Run(() => gate.Wait());");
        // With 500 waiting tasks before it, whatever needs a thread of the pool would wait for minutes.
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal("2", Text("1 + 1"));
        Run("gate.Set();");
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 30);
    }

    [Fact]
    public void Extensions_made_for_it_load_with_their_package_and_take_nothing_from_what_we_show_better()
    {
        Assert.Null(Run("#r \"nuget: Microsoft.Data.Analysis, 0.23.1\"").Failure?.Message);
        var shown = Run("new Microsoft.Data.Analysis.DataFrame(new Microsoft.Data.Analysis.Int32DataFrameColumn(\"n\", new[] { 7 }))");
        Assert.Null(shown.Failure?.Message);
        Assert.Contains("<td", shown.Value!.Data["text/html"], StringComparison.Ordinal);
        Assert.DoesNotContain("<script", shown.Value.Data["text/html"], StringComparison.Ordinal);
        Assert.Null(Run("#r \"nuget: Plotly.NET.Interactive, 6.0.0\"").Failure?.Message);
        Assert.Null(Run("#r \"nuget: Plotly.NET.CSharp, 0.14.0\"").Failure?.Message);
        Assert.Null(Run("var chart = Plotly.NET.CSharp.Chart.Point<int, int, string>(new[] { 1 }, new[] { 2 });").Failure?.Message);
        Assert.Contains("plotly", Run("chart").Value!.Data["text/html"], StringComparison.OrdinalIgnoreCase);
    }

    private string Text(string code)
    {
        var evaluation = Run(code);
        Assert.Null(evaluation.Failure?.Message);
        return evaluation.Value!.Text;
    }

    private Evaluation Run(string code) =>
        _interpreter.Evaluate(
            code,
            "cell 1",
            new((b, id, isUpdate) => _shown.Add((b, id, isUpdate)), _written.Add, _ => { }, _ => { }, IsLive: false)
            {
                Ask = (question, _) =>
                {
                    _questions.Add(question);
                    return "Ada";
                },
            }
        );
}
