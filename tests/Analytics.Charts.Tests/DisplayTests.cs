using Analytics.Charts;

namespace Analytics.Charts.Tests;

public sealed class DisplayTests
{
    [Fact]
    public void A_notebook_host_finds_three_forms_by_name_and_none_is_html()
    {
        // As a host does it: it references nothing and knows only names.
        object figure = Plot.Bar(["a", "b"], [1, 2], "Two bars");
        var attribute = figure
            .GetType()
            .GetCustomAttributes(inherit: true)
            .Single(each => each.GetType().Name == "TypeFormatterSourceAttribute");
        var source = Activator.CreateInstance((Type)attribute.GetType().GetProperty("FormatterSourceType")!.GetValue(attribute)!)!;
        var preferred = (string[])attribute.GetType().GetProperty("PreferredMimeTypes")!.GetValue(attribute)!;
        var formatters = ((System.Collections.IEnumerable)source.GetType().GetMethod("CreateTypeFormatters")!.Invoke(source, null)!)
            .Cast<object>()
            .ToArray();
        var forms = formatters.ToDictionary(
            formatter => (string)formatter.GetType().GetProperty("MimeType")!.GetValue(formatter)!,
            formatter =>
            {
                var writer = new StringWriter();
                Assert.True((bool)formatter.GetType().GetMethod("Format")!.Invoke(formatter, [figure, writer])!);
                Assert.False((bool)formatter.GetType().GetMethod("Format")!.Invoke(formatter, ["not a figure", new StringWriter()])!);
                return writer.ToString();
            }
        );
        Assert.Equal(["application/vnd.plotly.v1+json", "image/svg+xml", "text/plain"], forms.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(preferred.Order(StringComparer.Ordinal), forms.Keys.Order(StringComparer.Ordinal));
        Assert.StartsWith("{", forms["application/vnd.plotly.v1+json"], StringComparison.Ordinal);
        Assert.StartsWith("<svg", forms["image/svg+xml"], StringComparison.Ordinal);
        Assert.Equal("Two bars (bar chart)\n- a (1), b (2)", forms["text/plain"]);
    }

    [Fact]
    public void Words_hold_the_numbers_that_matter()
    {
        var text = Plot.Bar(
                [.. Enumerable.Range(0, 24)],
                [.. Enumerable.Range(0, 24).Select(hour => hour == 17 ? 900 : 100 + hour)],
                "Crashes"
            )
            .XAxis("Hour")
            .YAxis("Crashes")
            .HLine(500, "limit")
            .ToText();
        Assert.Equal(
            "Crashes (bar chart)\nx: Hour; y: Crashes\n- 24 bars, highest 17 (900), 23 (123), 22 (122); lowest 0 (100); sum 3,459\n- line at y = 500: limit",
            text
        );
    }
}
