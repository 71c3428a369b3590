namespace Analytics.Frames.Tests;

/// <summary>A long frame is read page by page.</summary>
public sealed class PageTests
{
    private static readonly Frame s_frame = new(new Column<int>("n", [.. Enumerable.Range(0, 250)]));

    [Fact]
    public void A_page_shows_its_rows_and_says_where_it_is()
    {
        var page = s_frame.Show(50, from: 100);
        Assert.StartsWith("  n\n---\n100\n101\n", page.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("149\nrows 101 to 150 of 250\n", page.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("<p>rows 101 to 150 of 250</p>", page.ToHtml(), StringComparison.Ordinal);
        Assert.EndsWith("249\nrows 241 to 250 of 250\n", s_frame.Show(50, from: 240).ToString(), StringComparison.Ordinal);
        Assert.EndsWith("no rows from 1001 on; there are 250\n", s_frame.Show(50, from: 1000).ToString(), StringComparison.Ordinal);
        Assert.Equal(s_frame.ToText(50), s_frame.Show(50).ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => s_frame.Show(50, from: -1));
    }
}
