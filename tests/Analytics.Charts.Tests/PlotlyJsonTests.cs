using System.Text.Json;
using System.Text.RegularExpressions;
using Analytics.Charts;

namespace Analytics.Charts.Tests;

public sealed partial class PlotlyJsonTests
{
    public static TheoryData<string> Names => GalleryTests.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Keys_are_sorted_and_titles_are_objects(string name)
    {
        using var json = JsonDocument.Parse(GalleryTests.Of(name).ToPlotlyJson());
        Walk(json.RootElement);

        static void Walk(JsonElement element)
        {
            if (element.ValueKind == JsonValueKind.Array)
            {
                element.EnumerateArray().ToList().ForEach(Walk);
            }

            if (element.ValueKind != JsonValueKind.Object)
            {
                return;
            }

            var keys = element.EnumerateObject().Select(pair => pair.Name).ToArray();
            Assert.Equal(keys.Order(StringComparer.Ordinal), keys);
            Assert.DoesNotContain("bdata", keys);
            Assert.DoesNotContain("transforms", keys);
            foreach (var pair in element.EnumerateObject())
            {
                if (pair.Name == "title")
                {
                    Assert.Equal(JsonValueKind.Object, pair.Value.ValueKind);
                }

                if (pair.Name is "color" or "bgcolor" or "fillcolor" && pair.Value.ValueKind == JsonValueKind.String)
                {
                    Assert.Matches(Color(), pair.Value.GetString());
                }

                Walk(pair.Value);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Width_and_height_are_those_of_the_picture(string name)
    {
        var figure = GalleryTests.Of(name);
        using var json = JsonDocument.Parse(figure.ToPlotlyJson());
        var layout = json.RootElement.GetProperty("layout");
        Assert.Contains(
            $"width=\"{layout.GetProperty("width")}\" height=\"{layout.GetProperty("height")}\"",
            figure.ToSvg(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Missing_values_are_null_and_numbers_have_six_digits()
    {
        var json = Plot.Line([1, 2, 3, 4], [1.23456789, double.NaN, double.NegativeInfinity, 123456789]).ToPlotlyJson();
        Assert.Contains("\"y\":[1.23457,null,null,123456789]", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Times_are_written_in_the_form_plotly_reads()
    {
        var json = Plot.Line([new DateTime(2024, 2, 29, 13, 5, 7, 250)], [1]).ToPlotlyJson();
        Assert.Contains("\"x\":[\"2024-02-29 13:05:07.25\"]", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_look_like_numbers_stay_names()
    {
        var json = Plot.Bar(["2020", "2021"], [1, 2]).ToPlotlyJson();
        Assert.Contains("\"type\":\"category\"", json, StringComparison.Ordinal);
        Assert.Contains("\"x\":[\"2020\",\"2021\"]", json, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^(#[0-9a-f]{6}|rgba\(\d+,\d+,\d+,[\d.]+\))$")]
    private static partial Regex Color();
}
