using Analytics.Frames;
using Xunit;

namespace Analytics.Bugs;

/// <summary>CSV files that people open in a spreadsheet program.</summary>
public sealed class SpreadsheetTests
{
    [Fact]
    public void Text_that_a_spreadsheet_would_run_gets_an_apostrophe_and_numbers_do_not()
    {
        var frame = new Frame(
            TextColumn.FromValues("=name", ["=cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "-2.5", "+1e3", "\tx", "plain", null, ""]),
            new Column<int>("n", [-1, -2, -3, -4, -5, -6, -7, -8, -9])
        );
        Assert.Equal(
            "'=name,n\n'=cmd|' /C calc'!A0,-1\n'@SUM(A1),-2\n'-2+3,-3\n-2.5,-4\n+1e3,-5\n'\tx,-6\nplain,-7\n,-8\n\"\",-9\n",
            frame.ToCsv(forSpreadsheets: true)
        );
        Assert.StartsWith("=name,n\n=cmd|' /C calc'!A0,-1\n", frame.ToCsv(), StringComparison.Ordinal);
    }
}
