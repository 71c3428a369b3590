using Analytics.Interactive.Display;

namespace Analytics.Interactive.Tests.Display;

public sealed class FormattingTests
{
    [Fact]
    public void A_formatter_found_by_the_attributes_simple_name_gives_every_form_it_has()
    {
        MimeBundle bundle = Formatting.Show(new Gauge(7));
        Assert.Equal("<b>7</b>", bundle.Data["text/html"]);
        Assert.Equal("seven is 7", bundle.Text);
    }

    [Fact]
    public void A_figure_never_carries_html_beside_its_plotly_json()
    {
        MimeBundle bundle = Formatting.Show(new Plot());
        Assert.Equal(["application/vnd.plotly.v1+json", "text/plain"], bundle.Data.Keys);
    }

    [Fact]
    public void A_formatter_that_throws_is_reported_in_place_of_the_value() =>
        Assert.Equal("Broken could not be shown: DivideByZeroException: Attempted to divide by zero.", Formatting.Show(new Broken()).Text);

    [Fact]
    public void A_sequence_of_objects_is_a_table_of_their_properties()
    {
        MimeBundle bundle = Formatting.Show(new[] { new { Name = "a<b", Size = 1.5 }, new { Name = "c", Size = 10.0 } });
        Assert.Equal("Name  Size\na<b    1.5\nc       10", bundle.Text);
        Assert.Contains("<td>a&lt;b</td><td align=\"right\">1.5</td>", bundle.Data["text/html"]);
        Assert.DoesNotContain("style", bundle.Data["text/html"]);
    }

    [Fact]
    public void Dictionaries_tuples_and_scalars_are_tables_too()
    {
        Assert.Equal(
            "key  value\na        1\nb        2",
            Formatting.Show(new SortedDictionary<string, int> { ["a"] = 1, ["b"] = 2 }).Text
        );
        Assert.Equal("Item1  Item2\n    1  x", Formatting.Show((1, "x")).Text);
        Assert.Equal("value\n    1\n    2", Formatting.Show(new[] { 1, 2 }).Text);
        Assert.Equal("(empty)", Formatting.Show(Array.Empty<int>()).Text);
        Assert.Equal("null", Formatting.Show(null).Text);
    }

    [Fact]
    public void An_endless_sequence_shows_its_beginning()
    {
        static IEnumerable<int> Naturals()
        {
            for (var i = 0; ; i++)
            {
                yield return i;
            }
        }

        Assert.EndsWith("first 30 rows; there are more", Formatting.Show(Naturals()).Text);
    }

    [Fact]
    public void A_long_list_says_how_many_rows_it_has() =>
        Assert.EndsWith("first 30 of 1,000 rows", Formatting.Show(Enumerable.Range(0, 1000).ToList()).Text);

    [Fact]
    public void A_string_of_a_hundred_megabytes_is_cut_with_a_note()
    {
        var text = Formatting.Show(new string('x', 100_000_000)).Text;
        Assert.InRange(text.Length, 1000, 25_000);
        Assert.EndsWith("… (100,000,000 characters in all)", text);
    }

    [Fact]
    public void Objects_that_contain_themselves_have_a_view()
    {
        List<object> list = [];
        list.Add(list);
        Assert.Contains("value", Formatting.Show(list).Text);
        Link link = new(1);
        link.Next = link;
        Assert.Equal("Link (refers to itself)", Formatting.Show(link).Text);
        Node node = new();
        node.Parent = node;
        Assert.Contains("Parent", Formatting.Show(node).Text);
    }

    [Fact]
    public void Numbers_and_dates_look_the_same_in_every_culture()
    {
        Thread.CurrentThread.CurrentCulture = System.Globalization.CultureInfo.GetCultureInfo("de-DE");
        Assert.Equal("1.5", Formatting.Show(1.5).Text);
        Assert.Equal("2026-01-31", Formatting.Show(new DateTime(2026, 1, 31)).Text);
        Assert.Equal("true", Formatting.Show(true).Text);
    }

    [Fact]
    public void A_ToString_that_throws_costs_its_own_view_only() =>
        Assert.Equal("Rude.ToString() failed: no", Formatting.Show(new Rude()).Text);

    private sealed record Link(int Value)
    {
        public Link? Next { get; set; }
    }

    private sealed class Node
    {
        public Node? Parent { get; set; }
    }

    private sealed class Rude
    {
        public override string ToString() => throw new InvalidOperationException("no");
    }
}

[AttributeUsage(AttributeTargets.Class)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType { get; } = formatterSourceType;

    public string[] PreferredMimeTypes { get; set; } = [];
}

[TypeFormatterSource(typeof(GaugeSource))]
internal sealed record Gauge(int Value);

[TypeFormatterSource(typeof(PlotSource))]
internal sealed record Plot;

[TypeFormatterSource(typeof(BrokenSource))]
internal sealed record Broken;

internal sealed class GaugeSource
{
    public IEnumerable<object> CreateTypeFormatters() =>
        [new Form("text/html", g => $"<b>{((Gauge)g).Value}</b>"), new Form("text/plain", g => $"seven is {((Gauge)g).Value}")];
}

internal sealed class PlotSource
{
    public IEnumerable<object> CreateTypeFormatters() =>
        [new Form("text/html", _ => "<script>"), new Form("application/vnd.plotly.v1+json", _ => "{}")];
}

internal sealed class BrokenSource
{
    public IEnumerable<object> CreateTypeFormatters() =>
        [new Form("text/plain", b => (1 / (b.GetHashCode() * 0)).ToString(System.Globalization.CultureInfo.InvariantCulture))];
}

internal sealed class Form(string mimeType, Func<object, string> view)
{
    public string MimeType { get; } = mimeType;

    public bool Format(object instance, TextWriter writer)
    {
        writer.Write(view(instance));
        return true;
    }
}
