namespace Analytics.Frames.Tests;

public sealed class ColumnArrayTests
{
    [Fact]
    public void Numbers_change_their_type_where_nothing_is_lost()
    {
        Column<int> hours = new("hour", [8, 9]);
        Assert.Equal([8.0, 9.0], hours.ToArray<double>());
        Assert.Equal([8L, 9L], hours.ToArray<long>());
        Assert.Equal(["8", "9"], hours.ToArray<string>());
        Assert.Equal([2], new Column<double>("x", [2.0]).ToArray<int>());
        Assert.Contains(
            "'x' is Double, and its value in row 0, 2.5, is no Int32",
            Assert.Throws<InvalidOperationException>(() => new Column<double>("x", [2.5]).ToArray<int>()).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_missing_number_is_NaN_or_null_and_never_zero()
    {
        var gaps = Column<int>.FromNullable("n", [1, null]);
        Assert.Equal([1.0, double.NaN], gaps.ToArray<double>());
        Assert.Equal([1, null], gaps.ToArray<int?>());
        Assert.Contains("row 1", Assert.Throws<InvalidOperationException>(() => gaps.ToArray<int>()).Message, StringComparison.Ordinal);
        Assert.Null(TextColumn.FromValues("t", ["a", null]).ToArray<string>()[1]);
    }

    [Fact]
    public void Dates_stay_dates_or_become_times()
    {
        Column<DateOnly> days = new("day", [new(2024, 2, 29)]);
        Assert.Equal([new DateOnly(2024, 2, 29)], days.ToArray<DateOnly>());
        Assert.Equal([new DateTime(2024, 2, 29)], days.ToArray<DateTime>());
        Assert.Equal(["2024-02-29"], days.ToArray<string>());
        Assert.Equal([true], new Column<bool>("b", [true]).ToArray<bool>());
    }
}
