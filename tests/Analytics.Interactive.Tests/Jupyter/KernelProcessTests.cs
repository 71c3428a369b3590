using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Analytics.Interactive.Tests.Jupyter;

/// <summary>What a person does to a kernel, well and badly.</summary>
[Collection(KernelProcesses.Name)]
public sealed class KernelProcessTests(CSharpKernel kernel) : IClassFixture<CSharpKernel>
{
    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("await Task.Delay(-1);")]
    [InlineData("System.Threading.Thread.Sleep(-1);")]
    [InlineData("for (;;) try { System.Threading.Thread.Sleep(10); } catch (Exception) { }")]
    [InlineData("for (;;) await Task.Delay(1);")]
    [InlineData("lock (new object()) new System.Threading.ManualResetEvent(false).WaitOne();")]
    [InlineData("Task.Run(() => { while (true) { } }).Wait();")]
    [InlineData("var s = \"\"; while (true) Console.WriteLine(s += \"x\");")]
    [InlineData("Console.ReadLine();")]
    public void A_cell_is_interrupted_within_a_tenth_of_a_second_and_the_next_one_runs(string code)
    {
        var id = kernel.Client.Ask("execute_request", KernelClient.Code(code));
        kernel.Client.First("iopub", m => m.Parent == id && m.Type == "execute_input");
        Thread.Sleep(400);
        var clock = Stopwatch.StartNew();
        Assert.Equal("ok", kernel.Client.Call("interrupt_request", channel: "control").Status);
        var reply = kernel.Client.Reply(id);
        Assert.Equal("error", reply.Status);
        Assert.InRange(clock.ElapsedMilliseconds, 0, 100 + kernel.Client.Slack());
        Assert.Equal("2", kernel.Value("1 + 1"));
    }

    [Fact]
    public void A_variable_assigned_before_an_interrupt_or_error_stays()
    {
        kernel.Run("int kept = 1;");
        Assert.Equal("error", kernel.Run("kept = 2; throw new Exception(\"x\");").Reply.Status);
        Assert.Equal("2", kernel.Value("kept"));
    }

    [Fact]
    public void An_error_shows_the_cell_and_the_line()
    {
        var (reply, output) = kernel.Run("int zero = 0;\n\nConsole.WriteLine(1 / zero);");
        var number = reply.Content.GetProperty("execution_count").GetInt32();
        Assert.Equal("System.DivideByZeroException", reply.Text("ename"));
        var trace = string.Join('\n', output.Single(m => m.Type == "error").Content.GetProperty("traceback").EnumerateArray());
        Assert.Contains($"cell {number}", trace, StringComparison.Ordinal);
        Assert.Contains("line 3", trace, StringComparison.Ordinal);
        Assert.DoesNotContain("ControlledExecution", trace, StringComparison.Ordinal);
    }

    [Fact]
    public void A_compile_error_shows_the_place_and_a_caret()
    {
        var (reply, output) = kernel.Run("int a = 1;\nstring b = a;");
        Assert.Equal("error", reply.Status);
        var trace = string.Join('\n', output.Single(m => m.Type == "error").Content.GetProperty("traceback").EnumerateArray());
        Assert.Contains("CS0029", trace, StringComparison.Ordinal);
        Assert.Contains("string b = a;", trace, StringComparison.Ordinal);
        Assert.Contains("           ^", trace, StringComparison.Ordinal);
    }

    [Fact]
    public void Console_input_is_asked_of_the_client()
    {
        var id = kernel.Client.Ask("execute_request", KernelClient.Code("var line = Console.ReadLine(); line.Length"));
        Assert.Equal(id, kernel.Client.First("stdin", m => m.Type == "input_request" && m.Parent == id).Parent);
        kernel.Client.Ask("input_reply", new JsonObject { ["value"] = "four" }, "stdin");
        Assert.Equal("4", kernel.Client.Output(id).Single(m => m.Type == "execute_result").Data.GetProperty("text/plain").GetString());
    }

    [Fact]
    public void A_password_is_asked_for_as_one_and_shown_to_nobody()
    {
        var id = kernel.Client.Ask("execute_request", KernelClient.Code("var secret = await Kernel.GetPasswordAsync(\"Key?\"); secret"));
        var asked = kernel.Client.First("stdin", m => m.Type == "input_request" && m.Parent == id);
        Assert.Equal("Key?", asked.Text("prompt"));
        Assert.True(asked.Content.GetProperty("password").GetBoolean());
        kernel.Client.Ask("input_reply", new JsonObject { ["value"] = "hunter2" }, "stdin");
        Assert.DoesNotContain(kernel.Client.Output(id), m => m.Content.GetRawText().Contains("hunter2", StringComparison.Ordinal));
        Assert.DoesNotContain("hunter2", kernel.Value("#!who"), StringComparison.Ordinal);
        Assert.Equal("hunter2", kernel.Value("secret.GetClearTextPassword()"));
    }

    [Fact]
    public void Ten_million_lines_are_capped_with_a_note_and_the_kernel_lives()
    {
        var (reply, output) = kernel.Run("for (int i = 0; i < 10_000_000; i++) Console.WriteLine(i);", seconds: 60);
        Assert.Equal("ok", reply.Status);
        Assert.InRange(output.Where(m => m.Type == "stream").Sum(m => m.Text("text").Length), 1_000_000, 1_000_300);
        Assert.Contains("were not shown", output.Last(m => m.Type == "stream").Text("text"), StringComparison.Ordinal);
        Assert.Equal("2", kernel.Value("1 + 1"));
    }

    [Fact]
    public void A_string_of_100_megabytes_is_shown_in_part()
    {
        var value = kernel.Value("new string('x', 100_000_000)")!;
        Assert.InRange(value.Length, 100, 1_000_300);
        Assert.Equal("2", kernel.Value("1 + 1"));
    }

    [Fact]
    public void A_cyclic_object_is_displayed_without_end_in_finite_text()
    {
        kernel.Run(
            "class Node { public Node Next { get; set; } public string Name { get; set; } = \"n\"; } var node = new Node(); node.Next = node; var list = new List<object>(); list.Add(list);"
        );
        Assert.InRange(kernel.Value("node")!.Length, 1, 100_000);
        Assert.InRange(kernel.Value("list")!.Length, 1, 100_000);
    }

    [Fact]
    public void A_value_whose_display_fails_is_an_error_of_the_cell()
    {
        kernel.Run("class Bad { public override string ToString() => throw new Exception(\"cannot be shown\"); }");
        var (_, output) = kernel.Run("new Bad()");
        Assert.Contains(output, m => m.Content.GetRawText().Contains("cannot be shown", StringComparison.Ordinal));
        Assert.Equal("2", kernel.Value("1 + 1"));
    }

    [Fact]
    public void Work_left_in_the_background_prints_into_the_cell_that_started_last()
    {
        kernel.Run("var later = Task.Run(async () => { await Task.Delay(200); Console.WriteLine(\"late text\"); });");
        kernel.Client.First("iopub", m => m.Type == "stream" && m.Text("text").Contains("late text", StringComparison.Ordinal));
    }

    [Fact]
    public void A_display_is_shown_at_once_and_updated_from_a_later_cell()
    {
        var shown = kernel.Run("var progress = display(\"10 %\", \"bar\");").Output.Single(m => m.Type == "display_data");
        Assert.Equal("bar", shown.Content.GetProperty("transient").GetProperty("display_id").GetString());
        var updated = kernel.Run("progress.Update(\"100 %\");").Output.Single(m => m.Type == "update_display_data");
        Assert.Equal("100 %", updated.Data.GetProperty("text/plain").GetString());
        Assert.Contains(kernel.Run("clear();").Output, m => m.Type == "clear_output");
    }

    [Fact]
    public void Values_have_rich_forms_and_plotly_is_an_object()
    {
        kernel.Run(
            """
            class TypeFormatterSourceAttribute(Type source) : Attribute { public Type FormatterSourceType => source; }
            class Drawer { public string MimeType => "application/vnd.plotly.v1+json"; public bool Format(object o, TextWriter w) { w.Write("{\"data\":[1,2]}"); return true; } }
            class Source { public object[] CreateTypeFormatters() => [new Drawer()]; }
            [TypeFormatterSource(typeof(Source))] class Chart { }
            """
        );
        var data = kernel.Run("new Chart()").Output.Single(m => m.Type == "execute_result").Data;
        Assert.Equal("[1,2]", data.GetProperty("application/vnd.plotly.v1+json").GetProperty("data").GetRawText());
        Assert.Contains(
            "<table>",
            kernel.Run("new[] { (1, \"a\") }").Output.Single(m => m.Type == "execute_result").Data.GetProperty("text/html").GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Magic_commands_run_list_variables_and_are_completed()
    {
        kernel.Run("int visibleVariable = 7;");
        Assert.Contains("visibleVariable", kernel.Value("#!who"), StringComparison.Ordinal);
        Assert.Contains(
            kernel.Run("#!time\n1 + 1").Output,
            m => m.Type == "stream" && m.Text("text").StartsWith("took ", StringComparison.Ordinal)
        );
        Assert.Contains("#!who", kernel.Run("#!whoo").Reply.Text("evalue"), StringComparison.Ordinal);
        var matches = kernel
            .Client.Call("complete_request", new JsonObject { ["code"] = "#!wh", ["cursor_pos"] = 4 })
            .Content.GetProperty("matches");
        Assert.Equal(["#!who", "#!whos"], matches.EnumerateArray().Select(each => each.GetString()));
        Assert.Equal(
            "visibleVariable",
            kernel
                .Client.Call("complete_request", new JsonObject { ["code"] = "#!time\nvisib", ["cursor_pos"] = 12 })
                .Content.GetProperty("matches")[0]
                .GetString()
        );
    }
}
