namespace Analytics.Frames.Tests;

public sealed class RecordsTests
{
    private sealed record City(string? Name, int InjuriesTotal, double? Share, Kind Kind, DateOnly Day);

    private sealed class Bag
    {
        public string Name { get; set; } = "";

        public long? InjuriesTotal { get; set; }

        public string Unknown { get; set; } = "kept";
    }

    private sealed record Wide(
        bool A,
        byte B,
        short C,
        int D,
        uint E,
        long F,
        ulong G,
        float H,
        double I,
        decimal J,
        string? K,
        Kind L,
        DateOnly M,
        DateTime N,
        DateTimeOffset O,
        int? P
    );

    private enum Kind
    {
        Small,
        Large,
    }

    private static readonly Frame s_frame = new(
        TextColumn.FromValues("name", ["Oak", null]),
        new Column<long>("injuries_total", [3, 4]),
        Column<double>.FromNullable("share", [0.5, null]),
        TextColumn.FromValues("kind", ["large", "Small"]),
        new Column<DateOnly>("day", [new(2024, 1, 1), new(2024, 1, 2)]),
        new Column<int>("not_wanted", [1, 2])
    );

    [Fact]
    public void Columns_fill_constructor_parameters_whatever_their_case_and_underscores() =>
        Assert.Equal(
            [new City("Oak", 3, 0.5, Kind.Large, new(2024, 1, 1)), new City(null, 4, null, Kind.Small, new(2024, 1, 2))],
            s_frame.Records<City>()
        );

    [Fact]
    public void Columns_fill_settable_properties()
    {
        var bag = s_frame.Head(1).Records<Bag>()[0];
        Assert.Equal(("Oak", 3L, "kept"), (bag.Name, bag.InjuriesTotal, bag.Unknown));
    }

    [Fact]
    public void A_missing_column_is_told_with_those_there_are() =>
        Assert.Equal(
            "City needs a column 'Kind'. The frame has: name, injuries_total, share, day, not_wanted.",
            Assert.Throws<InvalidOperationException>(() => s_frame.Drop("kind").Records<City>()).Message
        );

    [Fact]
    public void A_null_where_none_is_allowed_is_told_by_row_and_column() =>
        Assert.StartsWith(
            "Row 2, column 'name': null",
            Assert.Throws<InvalidCastException>(() => s_frame.Records<Bag>()).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(3_000_000_000)]
    [InlineData(1.5)]
    [InlineData(double.NaN)]
    public void A_number_that_does_not_fit_is_told_and_never_rounded(double number)
    {
        var frame = s_frame.With(new Column<double>("injuries_total", [1, number]));
        Assert.StartsWith(
            "Row 2, column 'injuries_total'",
            Assert.Throws<InvalidCastException>(() => frame.Records<City>()).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_column_of_another_kind_is_told_before_any_row_is_read() =>
        Assert.Equal(
            "City takes 'injuries_total' as Int32, and the column holds Text.",
            Assert
                .Throws<InvalidOperationException>(() => s_frame.With(TextColumn.FromValues("injuries_total", ["1", "2"])).Records<City>())
                .Message
        );

    [Fact]
    public void Records_become_columns_and_come_back()
    {
        Wide[] records =
        [
            new(
                true,
                1,
                -2,
                3,
                4,
                5,
                ulong.MaxValue,
                6.5f,
                7.25,
                8.125m,
                "k",
                Kind.Large,
                new(2024, 2, 29),
                new(2024, 1, 1, 1, 1, 1, DateTimeKind.Utc),
                new(2024, 1, 1, 5, 0, 0, TimeSpan.FromHours(5)),
                null
            ),
            new(
                false,
                255,
                short.MinValue,
                int.MinValue,
                uint.MaxValue,
                long.MaxValue,
                0,
                float.NaN,
                double.NegativeInfinity,
                decimal.MaxValue,
                null,
                Kind.Small,
                DateOnly.MaxValue,
                new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc),
                default,
                16
            ),
        ];
        var frame = Frame.FromRecords(records);
        Assert.Equal("A,B,C,D,E,F,G,H,I,J,K,L,M,N,O,P".Split(','), frame.Names);
        Assert.Equal(
            [
                ColumnType.Bool,
                ColumnType.Int32,
                ColumnType.Int32,
                ColumnType.Int32,
                ColumnType.Int64,
                ColumnType.Int64,
                ColumnType.Decimal,
                ColumnType.Single,
            ],
            frame.Columns.Take(8).Select(column => column.Type)
        );
        Assert.Equal(records, frame.Records<Wide>());
    }

    [Fact]
    public void A_property_no_column_can_hold_is_told() =>
        Assert.Contains(
            "Uri",
            Assert.Throws<InvalidOperationException>(() => Frame.FromRecords(new[] { new { Link = new Uri("http://a") } })).Message,
            StringComparison.Ordinal
        );
}
