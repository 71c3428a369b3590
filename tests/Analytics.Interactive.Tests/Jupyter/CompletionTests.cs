using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Analytics.Interactive.Tests.Jupyter;

/// <summary>Completion and inspection of a running C# kernel; a | in the code is the cursor.</summary>
[Collection(KernelProcesses.Name)]
public sealed class CompletionTests(CSharpKernel kernel) : IClassFixture<CSharpKernel>
{
    [Theory]
    [InlineData("Console.WriteL|", "WriteLine", "Beep")]
    [InlineData("\"text\".Subs|", "Substring", "Join")]
    [InlineData("string.Jo|", "Join", "Substring")]
    [InlineData("System.Collections.Gen|", "Generic", "List")]
    [InlineData("var list = new List<int>(); list.Whe|", "Where", "Add")]
    [InlineData("var list = new List<int>(); list?.Coun|", "Count", "Add")]
    [InlineData("int n = 1; fore|", "foreach", "n")]
    [InlineData("var alphabet = 1; void F(int alpha) { alp| }", "alpha", "F")]
    [InlineData("foreach (var number in new[] { 1 }) { num|", "number", "foreach")]
    [InlineData("new Exception { HelpL| }", "HelpLink", "Message")]
    [InlineData("DateTime.UtcNow.AddDays(1).Add|", "AddHours", "UtcNow")]
    [InlineData("new[] { 1, 2 }.Select(i => i.CompareT|", "CompareTo", "Select")]
    public void Names_that_fit_are_offered(string code, string expected, string absent)
    {
        var names = Matches(code);
        Assert.Contains(expected, names);
        Assert.DoesNotContain(absent, names);
    }

    [Theory]
    [InlineData("var s = \"Consol|\";")]
    [InlineData("var s = \"Consol|")]
    [InlineData("// Consol|")]
    [InlineData("/* Consol| */")]
    [InlineData("12Con|")]
    public void Nothing_is_offered_in_text_comments_and_numbers(string code) => Assert.Empty(Matches(code));

    [Fact]
    public void Variables_and_types_of_earlier_cells_are_offered()
    {
        kernel.Run("var measurement = new { Height = 1.5, Weight = 2 }; record Person(string Name); int Twice(int x) => 2 * x;");
        Assert.Contains("measurement", Matches("measu|"));
        Assert.Contains("Height", Matches("measurement.|"));
        Assert.Contains("Person", Matches("new Per|"));
        Assert.Contains("Name", Matches("new Person(\"a\").|"));
        Assert.Contains("Twice", Matches("Twi|"));
    }

    [Fact]
    public void Every_match_says_its_kind_and_signature()
    {
        var item = Items("Math.Clam|").Single(i => i.GetProperty("text").GetString() == "Clamp");
        Assert.Equal("method", item.GetProperty("type").GetString());
        Assert.Contains("Clamp(", item.GetProperty("signature").GetString(), StringComparison.Ordinal);
        Assert.Contains(" more)", item.GetProperty("signature").GetString(), StringComparison.Ordinal);
        Assert.Equal("enumMember", Items("DayOfWeek.Mon|").Single().GetProperty("type").GetString());
    }

    [Fact]
    public void Cursor_and_range_count_code_points()
    {
        var reply = Complete("var s = \"😀\"; s.Len|");
        Assert.Equal(16, reply.GetProperty("cursor_start").GetInt32() + 1);
        Assert.Equal("Length", Assert.Single(reply.GetProperty("matches").EnumerateArray()).GetString());
    }

    [Fact]
    public void Completion_answers_in_a_tenth_of_a_second()
    {
        Matches("Console.|");
        Matches("|");
        foreach (var code in (string[])["Console.|", "Ma|", "|", "\"a\".|", "new List<string>().|"])
        {
            var clock = Stopwatch.StartNew();
            Complete(code);
            Assert.InRange(clock.ElapsedMilliseconds, 0, 100 + kernel.Client.Slack());
        }
    }

    [Theory]
    [InlineData("Math.Cla|mp(1, 2, 3)", "static int Math.Clamp(int value, int min, int max)", "inclusive range")]
    [InlineData("string.Join(|", "Join(", "Concatenates")]
    [InlineData("new List<int>(|)", "List(int capacity)", "Initializes a new instance")]
    [InlineData("Console.Out|", "TextWriter Console.Out", "standard output stream")]
    [InlineData("Con|sole.Out", "class Console", "namespace System, System.Console.dll")]
    [InlineData("\"a\".Le|ngth", "int string.Length", "number of characters")]
    [InlineData("new[] { 1 }.Whe|re(i => true)", "Where", "Filters a sequence")]
    [InlineData("DayOf|Week.Monday", "{ Sunday, Monday", "day of the week")]
    public void Inspection_gives_declaration_and_documentation(string code, string declaration, string documentation)
    {
        var text = Inspect(code, 0)!;
        Assert.Contains(declaration, text, StringComparison.Ordinal);
        Assert.Contains(documentation, text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Inspection_knows_parameters_results_exceptions_and_on_demand_remarks()
    {
        var text = Inspect("Guid.Par|se(\"x\")", 0)!;
        Assert.Contains("  input: The string to convert", text, StringComparison.Ordinal);
        Assert.Contains("Returns: A structure that contains the value that was parsed", text, StringComparison.Ordinal);
        Assert.Contains("Throws FormatException", text, StringComparison.Ordinal);
        Assert.True(Inspect("Math.Rou|nd(1.0)", 1)!.Length >= Inspect("Math.Rou|nd(1.0)", 0)!.Length);
    }

    [Fact]
    public void Inspection_tells_the_type_of_a_variable()
    {
        kernel.Run("var shares = new Dictionary<string, double>();");
        Assert.Equal("Dictionary<string, double> shares", Inspect("sha|res.Count", 0));
        Assert.Null(Inspect("1 + | 2", 0));
        Assert.Null(Inspect("|", 0));
        Assert.Null(Inspect("nothingOfThisName|", 0));
    }

    private List<string> Matches(string code) => [.. Complete(code).GetProperty("matches").EnumerateArray().Select(m => m.GetString()!)];

    private IEnumerable<JsonElement> Items(string code) =>
        Complete(code).GetProperty("metadata").GetProperty("_jupyter_types_experimental").EnumerateArray();

    private JsonElement Complete(string code) => Ask("complete_request", code, 0);

    private string? Inspect(string code, int detail)
    {
        var reply = Ask("inspect_request", code, detail);
        return reply.GetProperty("found").GetBoolean() ? reply.GetProperty("data").GetProperty("text/plain").GetString() : null;
    }

    private JsonElement Ask(string type, string code, int detail)
    {
        var before = code[..code.IndexOf('|', StringComparison.Ordinal)];
        var cursor = before.EnumerateRunes().Count();
        var reply = kernel.Client.Call(
            type,
            new JsonObject
            {
                ["code"] = before + code[(before.Length + 1)..],
                ["cursor_pos"] = cursor,
                ["detail_level"] = detail,
            }
        );
        Assert.Equal("ok", reply.Status);
        return reply.Content;
    }
}
