using System.Globalization;
using System.Xml.Linq;
using Analytics.Charts;

namespace Analytics.Charts.Tests;

public sealed class SvgStructureTests
{
    private static readonly HashSet<string> s_elements = new(StringComparer.Ordinal)
    {
        "svg",
        "g",
        "rect",
        "line",
        "path",
        "circle",
        "text",
        "title",
    };

    // What the sanitisers of GitHub, nbconvert and JupyterLab all leave in place.
    private static readonly HashSet<string> s_attributes = new(StringComparer.Ordinal)
    {
        "xmlns",
        "width",
        "height",
        "viewBox",
        "font-family",
        "font-size",
        "font-weight",
        "x",
        "y",
        "x1",
        "y1",
        "x2",
        "y2",
        "cx",
        "cy",
        "r",
        "d",
        "dy",
        "transform",
        "fill",
        "fill-opacity",
        "stroke",
        "stroke-width",
        "stroke-dasharray",
        "stroke-linecap",
        "stroke-linejoin",
        "stroke-opacity",
        "text-anchor",
        "shape-rendering",
    };

    public static TheoryData<string> Names => GalleryTests.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Only_elements_and_attributes_that_sanitisers_keep_are_used(string name)
    {
        var svg = Draw(name);
        Assert.All(
            svg.Descendants(),
            element =>
            {
                Assert.Contains(element.Name.LocalName, s_elements);
                Assert.All(element.Attributes(), attribute => Assert.Contains(attribute.Name.LocalName, s_attributes));
                Assert.All(
                    element.Attributes(),
                    attribute => Assert.DoesNotContain("url(", attribute.Value, StringComparison.OrdinalIgnoreCase)
                );
            }
        );
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_coordinate_is_missing_or_far_outside_the_picture(string name)
    {
        var svg = Draw(name);
        var text = svg.ToString();
        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", text, StringComparison.Ordinal);
        Assert.DoesNotContain("∞", text, StringComparison.Ordinal);
        var width = double.Parse(svg.Root!.Attribute("width")!.Value, CultureInfo.InvariantCulture);
        var places = svg.Descendants()
            .SelectMany(element => element.Attributes())
            .Where(attribute => attribute.Name.LocalName is "x" or "x1" or "x2" or "cx");
        Assert.All(places, place => Assert.InRange(double.Parse(place.Value, CultureInfo.InvariantCulture), -2, width + 2));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_text_lies_upon_another(string name)
    {
        var texts = SvgText.Of(Draw(name)).Where(text => text.Text.Length > 0).ToArray();
        for (var i = 0; i < texts.Length; i++)
        {
            for (var j = i + 1; j < texts.Length; j++)
            {
                Assert.False(texts[i].Overlaps(texts[j]), $"'{texts[i].Text}' lies upon '{texts[j].Text}'.");
            }
        }
    }

    [Theory]
    [MemberData(nameof(BadInputTests.Awkward), MemberType = typeof(BadInputTests))]
    public void Not_even_awkward_data_makes_texts_collide(string what, Figure figure)
    {
        var texts = SvgText.Of(XDocument.Parse(figure.ToSvg())).Where(text => text.Text.Trim().Length > 0).ToArray();
        for (var i = 0; i < texts.Length; i++)
        {
            for (var j = i + 1; j < texts.Length; j++)
            {
                Assert.False(texts[i].Overlaps(texts[j]), $"{what}: '{texts[i].Text}' lies upon '{texts[j].Text}'.");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void All_text_stays_inside_the_picture(string name)
    {
        var svg = Draw(name);
        var (width, height) = (
            double.Parse(svg.Root!.Attribute("width")!.Value, CultureInfo.InvariantCulture),
            double.Parse(svg.Root.Attribute("height")!.Value, CultureInfo.InvariantCulture)
        );
        Assert.All(
            SvgText.Of(svg),
            text =>
                Assert.All(
                    text.Corners,
                    corner =>
                    {
                        Assert.True(
                            corner.X > -1 && corner.X < width + 1 && corner.Y > -1 && corner.Y < height + 1,
                            $"'{text.Text}' reaches ({corner.X:0}, {corner.Y:0}) of {width} × {height}."
                        );
                    }
                )
        );
    }

    /// <summary>GitHub's dark page is #0d1117, and pictures are on it as they are.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_picture_is_a_sheet_with_an_edge_so_that_it_reads_on_dark_and_on_white_pages(string name)
    {
        var svg = Draw(name);
        var sheet = svg.Root!.Elements().First(element => element.Name.LocalName == "rect");
        double Of(string attribute) => double.Parse(sheet.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
        Assert.Equal("#ffffff", sheet.Attribute("fill")!.Value);
        Assert.Equal("#d0d7de", sheet.Attribute("stroke")!.Value);
        Assert.Equal((0.5, 0.5), (Of("x"), Of("y")));
        Assert.Equal(double.Parse(svg.Root.Attribute("width")!.Value, CultureInfo.InvariantCulture) - 1, Of("width"));
        Assert.Equal(double.Parse(svg.Root.Attribute("height")!.Value, CultureInfo.InvariantCulture) - 1, Of("height"));
        Assert.All(svg.Root.Elements().TakeWhile(element => element != sheet), element => Assert.Equal("title", element.Name.LocalName));
    }

    [Fact]
    public void Hostile_text_stays_text()
    {
        var hostile = "<script>alert(1)</script> & \"x\" ' \u0001 \ud800 ]]> <b>";
        var figure = Plot.Bar([hostile, "b"], [1, 2], hostile, name: hostile).XAxis(hostile).Noted(hostile).WithLegend();
        var svg = XDocument.Parse(figure.ToSvg());
        Assert.All(svg.Descendants(), element => Assert.Contains(element.Name.LocalName, s_elements));
        Assert.Contains(svg.Descendants(), element => element.Value.StartsWith("<script>alert(1)</script>", StringComparison.Ordinal));
        Assert.DoesNotContain("<script", figure.ToPlotlyJson(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_cut_label_keeps_its_whole_text_under_the_pointer()
    {
        var cause = new string('w', 60);
        var svg = XDocument.Parse(
            Plot.Bar([cause, "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"], [.. Enumerable.Range(1, 12)]).ToSvg()
        );
        var label = svg.Descendants().Single(element => element.Name.LocalName == "title");
        Assert.Equal(cause, label.Value);
        Assert.EndsWith("…", label.Parent!.LastNode!.ToString(), StringComparison.Ordinal);
    }

    private static XDocument Draw(string name) => XDocument.Parse(GalleryTests.Of(name).ToSvg());
}
