namespace Analytics.Frames.Tests;

public sealed class ViewTests
{
    [Fact]
    public void The_text_view_is_aligned_with_numbers_to_the_right()
    {
        var frame = Sample.Cities().Select("city", "count", "share", "seen");
        Assert.Equal(
            """
            city  count       share  seen
            ----  -----  ----------  -----------------------
            Oak       3         0.5  2024-01-02 03:04:05.678
            elm       1         NaN  null
            null      2       -1.25  2024-01-01
            Ash    null       1E-07  null
            Oak       3  123456.789  2020-05-05 05:05:05

            """.ReplaceLineEndings("\n"),
            frame.ToString()
        );
    }

    [Fact]
    public void The_text_view_says_how_many_rows_it_leaves_out() =>
        Assert.EndsWith("\n… 80 more of 100 rows\n", new Frame(new Column<int>("x", new int[100])).ToString(), StringComparison.Ordinal);

    [Fact]
    public void As_many_rows_are_shown_as_wanted()
    {
        var frame = new Frame(new Column<int>("x", [.. Enumerable.Range(1, 152)]));
        Assert.Equal(frame.ToText(152), frame.Show().ToString());
        Assert.Contains("<td align=\"right\">152</td>", frame.Show().ToHtml(), StringComparison.Ordinal);
        Assert.EndsWith("\n… 149 more of 152 rows\n", frame.Show(3).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Long_and_many_lined_text_stays_one_short_line()
    {
        var text = new Frame(TextColumn.FromValues("x", ["a\nb\tc", new string('y', 1000)])).ToString();
        Assert.Equal(["x", "a⏎b c", new string('y', 59) + "…"], text.Split('\n').Where((_, i) => i is 0 or 2 or 3));
    }

    [Fact]
    public void The_html_view_has_plain_attributes_and_escapes_text()
    {
        var html = new Frame(TextColumn.FromValues("<b>", ["<script>alert(\"1\")</script>&", null]), new Column<int>("n", [1, 2])).ToHtml();
        Assert.Equal(
            """
            <table border="1">
            <thead><tr><th align="left">&lt;b&gt;</th><th align="right">n</th></tr></thead>
            <tbody>
            <tr><td align="left">&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;</td><td align="right">1</td></tr>
            <tr><td align="left"><i>null</i></td><td align="right">2</td></tr>
            </tbody>
            </table>
            """.ReplaceLineEndings("\n"),
            html
        );
        Assert.DoesNotContain("style", html, StringComparison.Ordinal);
    }

    [Fact]
    public void The_html_view_caps_its_rows_with_a_note()
    {
        var html = new Frame(new Column<int>("x", new int[1000])).ToHtml(10);
        Assert.Equal(11, html.Split("<tr>").Length - 1);
        Assert.EndsWith("<p>… 990 more of 1000 rows</p>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_notebook_finds_the_views_by_the_attributes_simple_name()
    {
        var attribute = typeof(Frame)
            .GetCustomAttributes(inherit: false)
            .Single(each => each.GetType().Name == "TypeFormatterSourceAttribute");
        var source = Activator.CreateInstance((Type)attribute.GetType().GetProperty("FormatterSourceType")!.GetValue(attribute)!)!;
        var formatters = (IEnumerable<object>)source.GetType().GetMethod("CreateTypeFormatters")!.Invoke(source, null)!;
        var views = formatters.ToDictionary(
            each => (string)each.GetType().GetProperty("MimeType")!.GetValue(each)!,
            each =>
            {
                var writer = new StringWriter(System.Globalization.CultureInfo.InvariantCulture);
                Assert.Equal(true, each.GetType().GetMethod("Format")!.Invoke(each, [Sample.Cities(), writer]));
                return writer.ToString();
            }
        );
        Assert.Equal((Sample.Cities().ToHtml(), Sample.Cities().ToText()), (views["text/html"], views["text/plain"]));
    }
}
