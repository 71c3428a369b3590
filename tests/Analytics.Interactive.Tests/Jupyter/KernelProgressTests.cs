using System.Globalization;

namespace Analytics.Interactive.Tests.Jupyter;

/// <summary>How far a long cell is, as a Jupyter client hears it.</summary>
[Collection(KernelProcesses.Name)]
public sealed class KernelProgressTests(CSharpKernel kernel) : IClassFixture<CSharpKernel>
{
    /// <summary>A library that says how far it is, without knowing the kernel.</summary>
    private const string Toy = """
        static class Toy
        {
            static readonly System.Diagnostics.DiagnosticListener s_source = new("Toy.Progress");
            public static void Work(int until, int pause = 60)
            {
                for (var i = 0; i <= until; i++)
                {
                    if (s_source.IsEnabled()) s_source.Write("progress", ("train toy", "fit", (double)i, 10d));
                    System.Threading.Thread.Sleep(pause);
                }
            }
        }
        """;

    private List<Seen> Shown(string code, string status)
    {
        Assert.Equal("ok", kernel.Run(Toy).Reply.Status);
        var (reply, output) = kernel.Run(code);
        Assert.True(reply.Status == status, reply.Content.GetRawText());
        return [.. output.Where(message => message.Type is not ("status" or "execute_input"))];
    }

    private static string Id(Seen message) => message.Content.GetProperty("transient").GetProperty("display_id").GetString()!;

    private static string Text(Seen message) => message.Data.GetProperty("text/plain").GetString()!;

    [Theory]
    [InlineData("Toy.Work(10);")]
    [InlineData("await Task.Run(() => Toy.Work(10));")]
    public void A_long_cell_shows_one_bar_that_moves_in_its_place_and_ends_as_one_line(string code)
    {
        var shown = Shown(code, "ok");
        Assert.Equal("display_data", shown[0].Type);
        Assert.All(shown.Skip(1), message => Assert.Equal("update_display_data", message.Type));
        Assert.Single(shown.Select(Id).Distinct());
        // 0.66 s at five a second, the first and the last.
        Assert.InRange(shown.Count, 3, 7);
        Assert.Contains("<progress max=\"10\"", shown[0].Data.GetProperty("text/html").GetString(), StringComparison.Ordinal);
        int[] done =
        [
            .. shown.SkipLast(1).Select(message => int.Parse(Text(message).Split("fit, ")[1].Split(' ')[0], CultureInfo.InvariantCulture)),
        ];
        Assert.Equal(done.Order(), done);
        Assert.Equal("train toy: 10 of 10", Text(shown[^1]));
        Assert.DoesNotContain("progress", shown[^1].Data.GetProperty("text/html").GetString(), StringComparison.Ordinal);
        Assert.All(shown, message => Assert.True(message.Content.GetProperty("metadata").GetProperty("progress").GetBoolean()));
    }

    [Fact]
    public void A_cell_that_fails_leaves_its_failure_and_no_half_bar()
    {
        var shown = Shown("Toy.Work(4); throw new InvalidOperationException(\"no rows\");", "error");
        var last = shown[^2];
        Assert.Equal(("update_display_data", "train toy: stopped at 4 of 10"), (last.Type, Text(last)));
        Assert.DoesNotContain("<progress", last.Data.GetProperty("text/html").GetString(), StringComparison.Ordinal);
        Assert.Equal(("error", "no rows"), (shown[^1].Type, shown[^1].Text("evalue")));
    }

    [Fact]
    public void An_interrupted_cell_leaves_no_half_bar()
    {
        Assert.Equal("ok", kernel.Run(Toy).Reply.Status);
        var id = kernel.Client.Ask("execute_request", KernelClient.Code("Toy.Work(3, 1); await Task.Delay(-1);"));
        kernel.Client.First("iopub", message => message.Parent == id && message.Type == "display_data");
        kernel.Client.Call("interrupt_request", channel: "control");
        Assert.Equal("error", kernel.Client.Reply(id).Status);
        Assert.StartsWith(
            "train toy: stopped at ",
            Text(kernel.Client.Output(id).Last(message => message.Type == "update_display_data")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Two_cells_have_a_bar_each_and_a_silent_one_has_none()
    {
        var (first, second) = (Shown("Toy.Work(10, 1);", "ok"), Shown("Toy.Work(10, 1);", "ok"));
        Assert.NotEqual(Id(first[0]), Id(second[0]));
        var (_, silent) = kernel.Client.Execute("Toy.Work(10, 1);", new System.Text.Json.Nodes.JsonObject { ["silent"] = true });
        Assert.All(silent, message => Assert.Equal("status", message.Type));
    }
}
