using System.Globalization;
using Analytics.Charts;

namespace Analytics.Charts.Tests;

/// <summary>Every type of figure against the picture that was looked at. ANALYTICS_ACCEPT=1 writes the pictures again: then look at them.</summary>
public sealed class GalleryTests
{
    public static TheoryData<string> Names => [.. Gallery.Figures.Select(each => each.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_figure_is_drawn_as_it_was_accepted(string name)
    {
        var path = Path.Combine(RealData.Repository, "tests", "Golden", "charts", name + ".svg");
        var drawn = Of(name).ToSvg();
        if (Environment.GetEnvironmentVariable("ANALYTICS_ACCEPT") == "1")
        {
            File.WriteAllText(path, drawn);
        }

        Assert.True(File.Exists(path), $"No golden picture {path}; run with ANALYTICS_ACCEPT=1, look at it, commit it.");
        Assert.Equal(File.ReadAllText(path), drawn);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Culture_changes_no_byte_of_any_form(string name)
    {
        var before = Forms(name);
        var culture = Thread.CurrentThread.CurrentCulture;
        try
        {
            Thread.CurrentThread.CurrentCulture = new CultureInfo("tr-TR")
            {
                NumberFormat =
                {
                    NegativeSign = "~",
                    NumberDecimalSeparator = ",",
                    NumberGroupSeparator = "'",
                },
            };
            Assert.Equal(before, Forms(name));
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = culture;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_figure_is_small_enough_for_a_notebook_of_fifteen(string name)
    {
        Assert.All(Forms(name), form => Assert.InRange(form.Length, 1, 70_000));
    }

    [Fact]
    public void The_gallery_shows_every_way_to_make_a_figure()
    {
        var made = File.ReadAllText(Path.Combine(RealData.Repository, "lib", "Analytics.Charts", "README.md"));
        var makers = typeof(Plot)
            .GetMethods()
            .Where(method => method.ReturnType == typeof(Figure))
            .Select(method => method.Name)
            .Distinct();
        Assert.All(makers, maker => Assert.Contains($"Plot.{maker}(", made, StringComparison.Ordinal));
    }

    internal static Figure Of(string name) => Gallery.Figures.Single(each => each.Name == name).Figure;

    private static string[] Forms(string name) => [Of(name).ToSvg(), Of(name).ToPlotlyJson(), Of(name).ToText()];
}
