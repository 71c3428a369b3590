using System.Text;
using System.Text.Json.Nodes;
using Analytics.Interactive.Jupyter;
using Analytics.Interactive.Jupyter.Messages;
using Analytics.Interactive.Jupyter.Wire;

namespace Analytics.Interactive.Tests.Jupyter;

/// <summary>Signatures, Unicode, sizes and history.</summary>
public sealed class MessageTests : IDisposable
{
    private readonly TinyKernel _tiny = new();
    private KernelClient Client => _tiny.Client;

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void The_signature_is_the_one_of_python_hmac()
    {
        // python3: hmac.new(b"a key", b'{"a":1}{}{}{"b":2}', hashlib.sha256).hexdigest()
        var signature = new Signer("hmac-sha256", "a key").Sign([
            "{\"a\":1}"u8.ToArray(),
            "{}"u8.ToArray(),
            "{}"u8.ToArray(),
            "{\"b\":2}"u8.ToArray(),
        ]);
        Assert.Equal("d7fd27ad5f2603208be31d29fa665d5698e7a762c4109adc7586664f839d2abc", Encoding.ASCII.GetString(signature));
    }

    [Fact]
    public void A_message_with_another_key_is_dropped_without_a_word()
    {
        using var stranger = new KernelClient(_tiny.Kernel.Connection, key: "wrong", identity: "stranger");
        var id = stranger.Ask("execute_request", KernelClient.Code("print stolen"));
        Client.Execute("1");
        Assert.Empty(Client.Published(id));
        Assert.Equal(0, stranger.Count("shell"));
        Assert.Equal([1], _tiny.Language.Numbers);
    }

    [Fact]
    public void A_changed_message_or_one_that_is_no_message_is_dropped()
    {
        var frames = Client.Sign("execute_request", KernelClient.Code("print original"));
        var changed = (byte[][])frames.Clone();
        changed[5] = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(frames[5]).Replace("original", "changed!", StringComparison.Ordinal));
        Client.SendRaw("shell", changed);
        Client.SendRaw("shell", "<IDS|MSG>"u8.ToArray());
        Client.SendRaw("shell", "rubbish"u8.ToArray());
        Client.SendRaw("shell", frames[..5]);
        Assert.Equal("ok", Client.Execute("1").Reply.Status);
        Assert.Equal([1], _tiny.Language.Numbers);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_an_error_reply_and_not_the_end()
    {
        var content = Encoding.UTF8.GetBytes("""{"code":"\ud83d","silent":false}""");
        var frames = Client.Sign("execute_request", []);
        frames[5] = content;
        frames[1] = new Signer("hmac-sha256", "a key").Sign(frames.AsSpan(2, 4));
        Client.SendRaw("shell", frames);
        Assert.Equal("error", Client.First("shell", m => m.Type == "execute_reply").Status);
        Assert.Equal("ok", Client.Execute("1").Reply.Status);
    }

    [Theory]
    [InlineData("a😀b", 0, 0)]
    [InlineData("a😀b", 1, 1)]
    [InlineData("a😀b", 2, 3)]
    [InlineData("a😀b", 3, 4)]
    [InlineData("a😀b", 99, 4)]
    [InlineData("\ud83dx", 1, 1)]
    public void Code_points_and_utf16_positions_convert(string text, int codePoints, int utf16)
    {
        Assert.Equal(utf16, CodePoints.ToUtf16(text, codePoints));
        if (codePoints <= text.Length)
        {
            Assert.Equal(codePoints, CodePoints.FromUtf16(text, utf16));
        }
    }

    [Fact]
    public void Cursor_positions_count_code_points_both_ways()
    {
        var reply = Client.Call("complete_request", new JsonObject { ["code"] = "😀😀 na", ["cursor_pos"] = 5 });
        Assert.Equal(3, reply.Content.GetProperty("cursor_start").GetInt32());
        Assert.Equal(5, reply.Content.GetProperty("cursor_end").GetInt32());
        Assert.Equal("naïve😀", reply.Content.GetProperty("matches")[0].GetString());
        var typed = reply.Content.GetProperty("metadata").GetProperty("_jupyter_types_experimental")[0];
        Assert.Equal(3, typed.GetProperty("start").GetInt32());
        Assert.Equal("function", typed.GetProperty("type").GetString());

        var found = Client.Call(
            "inspect_request",
            new JsonObject
            {
                ["code"] = "😀x",
                ["cursor_pos"] = 1,
                ["detail_level"] = 1,
            }
        );
        Assert.Equal("x True", found.Data.GetProperty("text/plain").GetString());
        Assert.False(
            Client.Call("inspect_request", new JsonObject { ["code"] = "", ["cursor_pos"] = 0 }).Content.GetProperty("found").GetBoolean()
        );
    }

    [Fact]
    public void An_incomplete_input_comes_with_its_indent()
    {
        Assert.Equal("    ", Client.Call("is_complete_request", new JsonObject { ["code"] = "{" }).Text("indent"));
        Assert.Equal("complete", Client.Call("is_complete_request", new JsonObject { ["code"] = "1" }).Status);
    }

    [Fact]
    public void A_message_of_30_megabytes_goes_both_ways()
    {
        var text = new string('y', 30_000_000);
        var (reply, output) = Client.Execute("json " + text);
        Assert.Equal("ok", reply.Status);
        Assert.Equal(30_000_005, output.Single(m => m.Type == "execute_input").Text("code").Length);
    }

    [Fact]
    public void History_gives_the_tail_a_range_and_what_matches_a_pattern()
    {
        foreach (var code in (string[])["alpha", "beta", "alpha", "print x"])
        {
            Client.Execute(code);
        }

        Assert.Equal("""[[1,3,"alpha"],[1,4,"print x"]]""", History(new JsonObject { ["hist_access_type"] = "tail", ["n"] = 2 }));
        Assert.Equal(
            """[[1,2,"beta"]]""",
            History(
                new JsonObject
                {
                    ["hist_access_type"] = "range",
                    ["session"] = 0,
                    ["start"] = 2,
                    ["stop"] = 3,
                }
            )
        );
        Assert.Equal(
            "[]",
            History(
                new JsonObject
                {
                    ["hist_access_type"] = "range",
                    ["session"] = -1,
                    ["start"] = 0,
                    ["stop"] = 9,
                }
            )
        );
        Assert.Equal(
            """[[1,1,"alpha"],[1,2,"beta"],[1,3,"alpha"]]""",
            History(new JsonObject { ["hist_access_type"] = "search", ["pattern"] = "*a" })
        );
        Assert.Equal(
            """[[1,3,["alpha","alpha"]]]""",
            History(
                new JsonObject
                {
                    ["hist_access_type"] = "search",
                    ["pattern"] = "al*",
                    ["unique"] = true,
                    ["output"] = true,
                }
            )
        );
    }

    [Fact]
    public void A_kernel_that_died_in_a_cell_is_reported_by_the_next_one()
    {
        var file = Path.GetTempFileName();
        try
        {
            new RunningMark(file).Set(3, "\n  Recurse(1);\nmore");
            var next = new RunningMark(file);
            Assert.Contains("ended while it ran cell 3 (`Recurse(1);`)", next.TakeLeft(), StringComparison.Ordinal);
            Assert.Null(next.TakeLeft());
            Assert.Null(new RunningMark(file).TakeLeft());
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("not json", "JSON was expected")]
    [InlineData("[]", "a JSON object was expected")]
    [InlineData("""{"shell_port":70000}""", "\"shell_port\" is missing or no port number")]
    [InlineData("""{"transport":"udp"}""", "\"tcp\" or \"ipc\" was expected")]
    public void A_connection_file_that_is_none_is_named_with_what_was_expected(string text, string expected)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, text);
            var error = Assert.Throws<InvalidDataException>(() => ConnectionFile.Read(file));
            Assert.Contains(file, error.Message, StringComparison.Ordinal);
            Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private string History(JsonObject question) => Client.Call("history_request", question).Content.GetProperty("history").GetRawText();
}
