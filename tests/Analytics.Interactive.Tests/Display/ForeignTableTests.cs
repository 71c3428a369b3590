using Analytics.Interactive.Display;
using Deedle;
using Microsoft.Data.Analysis;

namespace Analytics.Interactive.Tests.Display;

/// <summary>Tables of Microsoft.Data.Analysis and Deedle look like tables, with gaps, and say what is left out.</summary>
public sealed class ForeignTableTests
{
    private static DataFrame Data(int rows) =>
        new(
            new Int32DataFrameColumn("n", Enumerable.Range(0, rows).Select(each => each == 1 ? (int?)null : each)),
            new StringDataFrameColumn("<word>", Enumerable.Range(0, rows).Select(each => each == 1 ? null! : "a&b")),
            new DateTimeDataFrameColumn(
                "at",
                Enumerable.Range(0, rows).Select(each => (DateTime?)new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(each))
            )
        );

    [Fact]
    public void A_DataFrame_is_a_table_with_its_gaps_escaped_text_and_numbers_to_the_right()
    {
        MimeBundle shown = Formatting.Show(Data(3));
        Assert.Equal("   n  <word>  at\n   0  a&b     2024-01-01\nnull  null    2024-01-02\n   2  a&b     2024-01-03", shown.Text);
        var html = shown.Data[MimeBundle.Html];
        Assert.Contains("<th align=\"right\">n</th><th align=\"left\">&lt;word&gt;</th>", html, StringComparison.Ordinal);
        Assert.Contains("<td align=\"right\">2</td><td>a&amp;b</td>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("first", shown.Text, StringComparison.Ordinal);
        Assert.Equal("   n\n   0\nnull\n   2", Formatting.Show(Data(3)["n"]).Text);
    }

    [Fact]
    public void A_long_and_wide_DataFrame_shows_its_first_rows_and_columns_and_says_so()
    {
        Assert.EndsWith("first 30 of 1,000 rows", Formatting.Show(Data(1000)).Text, StringComparison.Ordinal);
        Assert.Equal(32, Formatting.Show(Data(1000)).Text.Split('\n').Length);
        DataFrame wide = new([
            .. Enumerable
                .Range(0, 35)
                .Select(each => (DataFrameColumn)new Int32DataFrameColumn(FormattableString.Invariant($"c{each}"), [1])),
        ]);
        MimeBundle shown = Formatting.Show(wide);
        Assert.EndsWith("<p>first 20 of 35 columns</p>", shown.Data[MimeBundle.Html], StringComparison.Ordinal);
        Assert.DoesNotContain("c20", shown.Text, StringComparison.Ordinal);
        Assert.Equal("n  <word>  at", Formatting.Show(Data(0)).Text);
    }

    [Fact]
    public void A_Deedle_series_shows_keys_values_and_gaps()
    {
        Series<DateOnly, double> series = new(
            [new DateOnly(2024, 2, 28), new DateOnly(2024, 2, 29), new DateOnly(2024, 3, 1)],
            [1.5, double.NaN, 3]
        );
        MimeBundle shown = Formatting.Show(series);
        Assert.Equal("key         value\n2024-02-28    1.5\n2024-02-29   null\n2024-03-01      3", shown.Text);
        Assert.Contains("<td>2024-02-29</td><td align=\"right\">null</td>", shown.Data[MimeBundle.Html], StringComparison.Ordinal);
        int[] many = [.. Enumerable.Range(0, 5000)];
        Assert.EndsWith("first 30 of 5,000 rows", Formatting.Show(new Series<int, int>(many, many)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_Deedle_frame_shows_keys_and_columns_of_each_type()
    {
        int[] keys = [7, 8, 9];
        var frame = Deedle.Frame.FromRowKeys(keys);
        frame.AddColumn("speed", new Series<int, double>([7, 9], [10.5, 30]));
        frame.AddColumn("road", new Series<int, string>([7, 8, 9], ["dry", "wet", "ice"]));
        MimeBundle shown = Formatting.Show(frame);
        Assert.Equal("key  speed  road\n  7   10.5  dry\n  8   null  wet\n  9     30  ice", shown.Text);
        Assert.Contains(
            "<td align=\"right\">8</td><td align=\"right\">null</td><td>wet</td>",
            shown.Data[MimeBundle.Html],
            StringComparison.Ordinal
        );
    }
}
