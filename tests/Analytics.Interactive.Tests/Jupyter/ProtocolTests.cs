using System.Text.Json.Nodes;

namespace Analytics.Interactive.Tests.Jupyter;

/// <summary>The order and content of messages, whatever the language.</summary>
public sealed class ProtocolTests : IDisposable
{
    private readonly TinyKernel _tiny = new();
    private KernelClient Client => _tiny.Client;

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void A_client_hears_starting_once_and_a_welcome()
    {
        Client.First("iopub", m => m.Type == "status" && m.Text("execution_state") == "starting");
        using var second = new KernelClient(_tiny.Kernel.Connection, identity: "second");
        Assert.Equal("", Client.First("iopub", m => m.Type == "iopub_welcome").Text("subscription"));
        Assert.Throws<TimeoutException>(() => second.First("iopub", m => m.Type == "status", TimeSpan.FromMilliseconds(100)));
    }

    [Fact]
    public void A_value_comes_as_busy_input_result_idle()
    {
        var (reply, output) = Client.Execute("42");
        Assert.Equal(["status", "execute_input", "execute_result", "status"], output.Select(m => m.Type));
        Assert.Equal("42", output[2].Data.GetProperty("text/plain").GetString());
        Assert.Equal(1, output[2].Content.GetProperty("execution_count").GetInt32());
        Assert.Equal("ok", reply.Status);
        Assert.Equal(0, reply.Content.GetProperty("payload").GetArrayLength());
        Assert.Equal("{}", reply.Content.GetProperty("user_expressions").GetRawText());
        Assert.Equal("5.5", reply.Header.GetProperty("version").GetString());
    }

    [Fact]
    public void Kernel_info_is_answered_on_shell_and_control()
    {
        foreach (var channel in (string[])["shell", "control"])
        {
            var info = Client.Call("kernel_info_request", channel: channel);
            Assert.Equal("kernel_info_reply", info.Type);
            Assert.Equal("tiny", info.Content.GetProperty("language_info").GetProperty("name").GetString());
            Assert.False(info.Content.GetProperty("debugger").GetBoolean());
        }
    }

    [Fact]
    public void Silent_cells_show_nothing_and_do_not_count()
    {
        var (reply, output) = Client.Execute("print hello", new JsonObject { ["silent"] = true });
        Assert.Equal(["status", "status"], output.Select(m => m.Type));
        Assert.Equal(0, reply.Content.GetProperty("execution_count").GetInt32());
        Assert.Equal(1, Client.Execute("1").Reply.Content.GetProperty("execution_count").GetInt32());
        Assert.Single(History(new JsonObject { ["hist_access_type"] = "tail", ["n"] = 10 }));
    }

    [Fact]
    public void Cells_without_history_show_their_output_and_do_not_count()
    {
        Client.Execute("1");
        var (reply, output) = Client.Execute("2", new JsonObject { ["store_history"] = false });
        Assert.Equal(1, reply.Content.GetProperty("execution_count").GetInt32());
        Assert.Contains(output, m => m.Type == "execute_result");
        Assert.Single(History(new JsonObject { ["hist_access_type"] = "tail", ["n"] = 10 }));
    }

    [Fact]
    public void An_error_declines_what_was_queued_and_not_what_comes_after()
    {
        var slow = Client.Ask("execute_request", KernelClient.Code("deaf 200"));
        var bad = Client.Ask("execute_request", KernelClient.Code("error no"));
        var queued = Client.Ask("execute_request", KernelClient.Code("1"));
        var question = Client.Ask("kernel_info_request");
        Assert.Equal("ok", Client.Reply(slow).Status);
        var failed = Client.Reply(bad);
        Assert.Equal("error", failed.Status);
        Assert.Equal("TinyError", failed.Text("ename"));
        Assert.Equal("ok", Client.Execute("2").Reply.Status);
        Assert.Equal("aborted", Client.Reply(queued).Status);
        Assert.Equal(["status", "status"], Client.Output(queued).Select(m => m.Type));
        Assert.Equal("ok", Client.Reply(question).Status);
        Assert.Equal([1, 2, 3], _tiny.Language.Numbers);
    }

    [Fact]
    public void An_error_without_stop_on_error_lets_the_queue_run()
    {
        Client.Ask("execute_request", KernelClient.Code("deaf 100"));
        Client.Ask("execute_request", KernelClient.Code("error no", new JsonObject { ["stop_on_error"] = false }));
        var queued = Client.Ask("execute_request", KernelClient.Code("1"));
        Assert.Equal("ok", Client.Reply(queued).Status);
    }

    [Fact]
    public void The_cell_after_a_failed_one_runs_however_soon_it_comes()
    {
        for (var i = 0; i < 50; i++)
        {
            var failed = Client.Ask("execute_request", KernelClient.Code("error no"));
            Client.Reply(failed);
            Assert.Equal("ok", Client.Execute("1").Reply.Status);
        }
    }

    [Fact]
    public void Printed_text_is_collected_and_comes_before_result_and_idle()
    {
        var (_, output) = Client.Execute("flood 1000");
        var streams = output.Where(m => m.Type == "stream").ToList();
        Assert.InRange(streams.Count, 1, 5);
        Assert.Equal(11_000, streams.Sum(m => m.Text("text").Length));
        Assert.Equal("status", output[^1].Type);
    }

    [Fact]
    public void Text_reaches_the_client_while_the_cell_still_runs()
    {
        var id = Client.Ask("execute_request", KernelClient.Code("print early"));
        Client.First("iopub", m => m.Parent == id && m.Type == "stream");
        Client.Ask("execute_request", KernelClient.Code("warn first"));
        Assert.Equal("stderr", Client.First("iopub", m => m.Type == "stream" && m.Text("text") == "first").Text("name"));
    }

    [Fact]
    public void Ten_million_lines_are_cut_with_a_note_and_the_kernel_lives()
    {
        var (reply, output) = Client.Execute("flood 10000000");
        var text = output.Where(m => m.Type == "stream").ToList();
        Assert.Equal("ok", reply.Status);
        Assert.Equal(1_000_000, text.Where(m => m.Text("name") == "stdout").Sum(m => m.Text("text").Length));
        Assert.Contains(
            "output cut after 1,000,000 characters",
            text.First(m => m.Text("name") == "stderr").Text("text"),
            StringComparison.Ordinal
        );
        Assert.Contains("109,000,000 characters of output were not shown", text[^1].Text("text"), StringComparison.Ordinal);
        Assert.Contains(Client.Execute("print again").Output, m => m.Type == "stream" && m.Text("text") == "again");
    }

    [Fact]
    public void A_text_of_100_million_characters_is_cut_with_a_note()
    {
        var (_, output) = Client.Execute("big 100000000");
        var text = output.Single(m => m.Type == "execute_result").Data.GetProperty("text/plain").GetString()!;
        Assert.InRange(text.Length, 1_000_000, 1_000_100);
        Assert.EndsWith("[text cut: 1,000,000 of 100,000,000 characters shown]", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_display_can_be_updated_by_its_id_and_output_cleared()
    {
        var shown = Client.Execute("show a first").Output.Single(m => m.Type == "display_data");
        Assert.Equal("a", shown.Content.GetProperty("transient").GetProperty("display_id").GetString());
        var updated = Client.Execute("update a second").Output.Single(m => m.Type == "update_display_data");
        Assert.Equal("second", updated.Data.GetProperty("text/plain").GetString());
        Assert.True(Client.Execute("clear").Output.Single(m => m.Type == "clear_output").Content.GetProperty("wait").GetBoolean());
    }

    [Fact]
    public void Json_forms_are_objects_not_text() =>
        Assert.Equal(
            """{"a":1}""",
            Client.Execute("json").Output.Single(m => m.Type == "execute_result").Data.GetProperty("application/x+json").GetRawText()
        );

    [Fact]
    public void User_expressions_are_evaluated_each_with_its_own_status()
    {
        var (reply, output) = Client.Execute(
            "1",
            new JsonObject
            {
                ["user_expressions"] = new JsonObject { ["good"] = "7", ["bad"] = "error x" },
            }
        );
        var values = reply.Content.GetProperty("user_expressions");
        Assert.Equal("7", values.GetProperty("good").GetProperty("data").GetProperty("text/plain").GetString());
        Assert.Equal("error", values.GetProperty("bad").GetProperty("status").GetString());
        Assert.DoesNotContain(output, m => m.Type == "error");
    }

    [Fact]
    public void A_question_goes_to_the_client_that_runs_the_cell()
    {
        using var other = new KernelClient(_tiny.Kernel.Connection, identity: "other");
        var id = Client.Ask("execute_request", KernelClient.Code("ask name?"));
        var question = Client.First("stdin", m => m.Type == "input_request");
        Assert.Equal("name?", question.Text("prompt"));
        Assert.Equal(id, question.Parent);
        Assert.Equal(0, other.Count("stdin"));
        Client.Ask("input_reply", new JsonObject { ["value"] = "Zoë" }, "stdin");
        Assert.Equal("ok", Client.Reply(id).Status);
        Assert.Equal("got Zoë", Client.Output(id).Single(m => m.Type == "execute_result").Data.GetProperty("text/plain").GetString());
    }

    [Fact]
    public void A_client_without_input_is_told_so_instead_of_waiting()
    {
        var (reply, _) = Client.Execute("ask name?", new JsonObject { ["allow_stdin"] = false });
        Assert.Equal("error", reply.Status);
        Assert.Contains("offers no input", reply.Text("evalue"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupt_is_answered_at_once_and_stops_the_cell()
    {
        var id = Client.Ask("execute_request", KernelClient.Code("sleep"));
        Client.First("iopub", m => m.Parent == id && m.Type == "execute_input");
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal("ok", Client.Call("interrupt_request", channel: "control").Status);
        Assert.Equal("error", Client.Reply(id).Status);
        Assert.InRange(clock.ElapsedMilliseconds, 0, 1000 + Client.Slack());
        Assert.Equal("ok", Client.Execute("1").Reply.Status);
    }

    [Fact]
    public void A_cell_that_does_not_stop_is_reported_after_three_seconds()
    {
        var id = Client.Ask("execute_request", KernelClient.Code("deaf 4500"));
        Client.First("iopub", m => m.Parent == id && m.Type == "execute_input");
        Client.Call("interrupt_request", channel: "control");
        var note = Client.First("iopub", m => m.Parent == id && m.Type == "stream");
        Assert.Contains("restart the kernel", note.Text("text"), StringComparison.Ordinal);
        Client.Reply(id);
    }

    [Fact]
    public void An_interrupt_between_cells_does_not_hit_the_next_cell()
    {
        Client.Execute("1");
        Client.Call("interrupt_request", channel: "control");
        Assert.Equal("ok", Client.Execute("2").Reply.Status);
    }

    [Fact]
    public void Comms_to_unknown_targets_are_closed()
    {
        var id = Client.Ask(
            "comm_open",
            new JsonObject
            {
                ["comm_id"] = "c1",
                ["target_name"] = "widgets",
                ["data"] = new JsonObject(),
            }
        );
        Assert.Equal("c1", Client.Output(id).Single(m => m.Type == "comm_close").Text("comm_id"));
        Assert.Equal("{}", Client.Call("comm_info_request").Content.GetProperty("comms").GetRawText());
    }

    [Fact]
    public void A_debug_request_is_declined_in_words() =>
        Assert.Contains(
            "no debugger",
            Client.Call("debug_request", new JsonObject { ["command"] = "attach" }, "control").Text("message"),
            StringComparison.Ordinal
        );

    [Fact]
    public void Shutdown_is_answered_before_the_kernel_ends()
    {
        var reply = Client.Call("shutdown_request", new JsonObject { ["restart"] = true }, "control");
        Assert.True(reply.Content.GetProperty("restart").GetBoolean());
        _tiny.Kernel.WaitForEnd();
    }

    [Fact]
    public void The_heartbeat_returns_what_it_got_while_a_cell_runs()
    {
        Client.Ask("execute_request", KernelClient.Code("deaf 500"));
        Client.SendRaw("hb", [], "beat"u8.ToArray());
        Assert.Equal("""["","62656174"]""", Client.First("hb", _ => true, TimeSpan.FromMilliseconds(400)).Content.GetRawText());
    }

    private List<JsonNode?> History(JsonObject question) =>
        [.. JsonNode.Parse(Client.Call("history_request", question).Content.GetProperty("history").GetRawText())!.AsArray()];
}
