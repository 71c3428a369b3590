using Analytics.Charts;

namespace Analytics.Charts.Tests;

public sealed class GalleryPageTests
{
    [Fact]
    public void The_gallery_writes_one_page_with_both_forms_of_every_figure()
    {
        var folder = Directory.CreateTempSubdirectory("gallery");
        try
        {
            var (plotly, page) = (Path.Combine(folder.FullName, "plotly.js"), Path.Combine(folder.FullName, "page.html"));
            File.WriteAllText(plotly, "/* plotly */");
            Assert.Equal(0, Gallery.Main(["--plotly", plotly, "--out", page], folder.FullName));
            var html = File.ReadAllText(page);
            Assert.Equal(Gallery.Figures.Count + Gallery.Charts().Count, html.Split("<svg ").Length - 1);
            Assert.Equal(Gallery.Figures.Count + Gallery.Charts().Count, html.Split("Plotly.newPlot(").Length - 1);
            Assert.DoesNotContain("src=", html, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Without_plotly_it_says_what_to_type() => Assert.Equal(1, Gallery.Main(["--plotly", "/nowhere/plotly.js"], "/nowhere"));

    [Fact]
    public void An_unknown_argument_ends_with_two() => Assert.Equal(2, Gallery.Main(["--colour"], "/nowhere"));
}
