using System.Globalization;

namespace Analytics.Frames.Tests;

public sealed class CsvTests
{
    private static readonly Dictionary<string, ColumnType> s_types = Sample
        .Cities()
        .Columns.ToDictionary(column => column.Name, column => column.Type);

    [Fact]
    public void What_is_written_is_read_back_the_same() => Assert.Equal(Sample.Cities(), Read(Sample.Cities().ToCsv(), s_types));

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("de-DE")]
    public void The_culture_changes_nothing(string culture)
    {
        var before = Thread.CurrentThread.CurrentCulture;
        var expected = Sample.Cities().ToCsv();
        try
        {
            Thread.CurrentThread.CurrentCulture = new CultureInfo(culture);
            Assert.Equal(expected, Sample.Cities().ToCsv());
            Assert.Equal(Sample.Cities(), Read(expected, s_types));
            Assert.Contains("0.5", Sample.Cities().ToText(), StringComparison.Ordinal);
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }

    [Fact]
    public void Null_and_empty_text_stay_apart()
    {
        var frame = new Frame(
            TextColumn.FromValues("a", ["", null, " x ", "say \"hi\", you", "two\nlines", "two\r\nlines"]),
            new Column<int>("b", [1, 2, 3, 4, 5, 6])
        );
        Assert.StartsWith("a,b\n\"\",1\n,2\n\" x \",3\n\"say \"\"hi\"\", you\",4\n", frame.ToCsv(), StringComparison.Ordinal);
        Assert.Equal(frame, Read(frame.ToCsv()));
    }

    [Fact]
    public void Null_and_empty_text_stay_apart_in_the_only_column_too()
    {
        var frame = new Frame(TextColumn.FromValues("a", [null, "", "x", null]));
        Assert.Equal("a\n\n\"\"\nx\n\n", frame.ToCsv());
        Assert.Equal(frame, Read(frame.ToCsv()));
    }

    [Theory]
    [InlineData("1,2,-3", ColumnType.Int32)]
    [InlineData("1,2,3000000000", ColumnType.Int64)]
    [InlineData("1,2.5,1e300", ColumnType.Double)]
    [InlineData("true,False", ColumnType.Bool)]
    [InlineData("2024-02-29,2024-03-01", ColumnType.Date)]
    [InlineData("2024-02-29,2024-03-01T10:00:00Z", ColumnType.Timestamp)]
    [InlineData("01,02,03", ColumnType.Text)]
    [InlineData("00501,60601", ColumnType.Text)]
    [InlineData("1,x", ColumnType.Text)]
    public void Types_are_the_narrowest_that_hold_all_values(string values, ColumnType type) =>
        Assert.Equal(type, Read("x\n" + values.Replace(',', '\n')).Columns[0].Type);

    [Theory]
    [InlineData("", "header line was expected")]
    [InlineData("a,b\n1", "Line 2 has 1 fields, the header has 2")]
    [InlineData("a,b\n\"x\ny\",2\n1,2,3", "Line 4 has 3 fields")]
    [InlineData("a\n\"x", "Line 2, field 1: the quote is never closed")]
    [InlineData("a\n\"x\"y", "'y' after the closing quote")]
    [InlineData("a,b\n\"1\n2\",\"3\n4\"é,", "Line 4, field 2: 'é' after the closing quote")]
    [InlineData("a,b\n\"1\n2\",\"\"\"3", "Line 3, field 2: the quote is never closed")]
    public void Broken_text_is_told_by_line(string csv, string words) =>
        Assert.Contains(words, Assert.Throws<FormatException>(() => Read(csv)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_quote_within_bare_text_is_text_and_a_field_may_be_longer_than_any_buffer()
    {
        var longest = new string('ä', 300_000) + "\n\"," + new string('x', 100_000);
        var frame = new Frame(
            TextColumn.FromValues("a", [longest, "", null]),
            TextColumn.FromValues("b", ["5\" pipe", "#no comment", null])
        );
        Assert.Equal(frame, Read(frame.ToCsv()));
        Assert.Equal("5\" pipe", Read("a,b\n1,5\" pipe\n")["b"][0]);
        Assert.Equal(new Frame(TextColumn.FromValues("only", ["x", null, ""])), Read("only\nx\n\n\"\"\n"));
    }

    [Fact]
    public void A_value_of_the_wrong_type_is_told_by_line_and_column() =>
        Assert.Equal(
            "Line 3, column 'b': 'x' is no Int32.",
            Assert.Throws<FormatException>(() => Read("a,b\n1,2\n3,x", new() { ["b"] = ColumnType.Int32 })).Message
        );

    [Fact]
    public void CRLF_and_a_byte_order_mark_and_a_missing_last_line_end_are_read() =>
        Assert.Equal(new Frame(new Column<int>("a", [1, 3]), TextColumn.FromValues("b", ["x", null])), Read("\uFEFFa,b\r\n1,x\r\n\r\n3,"));

    private static Frame Read(string csv, Dictionary<string, ColumnType>? types = null) => Frame.ReadCsv(new StringReader(csv), types);
}
