namespace Analytics.Frames.Tests;

public sealed class DescribeTests
{
    // numpy 1.24.2: np.mean, np.std(ddof=1), np.quantile of [7, 1, 3.5, -2, 10, 4]
    [Fact]
    public void Numbers_agree_with_NumPy()
    {
        var row = new Frame(Column<double>.FromNullable("x", [7, 1, null, 3.5, double.NaN, -2, 10, 4])).Describe();
        Assert.Equal(
            (6, 2, 6),
            (row.Column<int>("count").Values[0], row.Column<int>("nulls").Values[0], row.Column<int>("distinct").Values[0])
        );
        Assert.Equal(3.9166666666666665, row.Column<double>("mean").Values[0], 14);
        Assert.Equal(4.247548312458219, row.Column<double>("std").Values[0], 12);
        Assert.Equal(
            [-2, 1.625, 3.75, 6.25, 10],
            new[] { "min", "q25", "median", "q75", "max" }.Select(name => row.Column<double>(name).Values[0])
        );
        Assert.True(row["first"].IsNull(0));
    }

    [Fact]
    public void Text_and_dates_have_a_first_a_last_and_a_top()
    {
        var all = Sample.Cities().Describe();
        var (city, day) = (all.Take([0]), all.Take([3]));
        Assert.Equal(
            ("Ash", "elm", "Oak", 2, 3, 4),
            (
                city.Text("first").At(0),
                city.Text("last").At(0),
                city.Text("top").At(0),
                city.Column<int>("top_count").Values[0],
                city.Column<int>("distinct").Values[0],
                city.Column<int>("count").Values[0]
            )
        );
        Assert.Equal(("2023-01-01", "2024-03-01", "2023-01-01"), (day.Text("first").At(0), day.Text("last").At(0), day.Text("top").At(0)));
        Assert.True(city["mean"].IsNull(0));
    }

    [Fact]
    public void Of_several_most_frequent_values_the_smallest_is_the_top()
    {
        var frame = new Frame(new Column<int>("x", [9, 4, 9, 4, 7]));
        Assert.Equal("4", frame.Describe().Text("top").At(0));
        Assert.Equal("4", frame.Take([4, 3, 2, 1, 0]).Describe().Text("top").At(0));
    }

    [Fact]
    public void A_column_without_values_describes_as_nothing()
    {
        var row = new Frame(Column<int>.FromNullable("x", [null, null])).Describe();
        Assert.Equal(
            (0, 2, 0),
            (row.Column<int>("count").Values[0], row.Column<int>("nulls").Values[0], row.Column<int>("distinct").Values[0])
        );
        Assert.True(row["mean"].IsNull(0) && row["max"].IsNull(0) && row["top"].IsNull(0));
        Assert.Equal(0, new Frame().Describe().RowCount);
    }

    [Fact]
    public void Infinity_does_not_turn_the_quartiles_into_NaN()
    {
        var row = new Frame(
            new Column<double>("x", [double.PositiveInfinity, double.PositiveInfinity, 1, double.PositiveInfinity])
        ).Describe();
        Assert.Equal(double.PositiveInfinity, row.Column<double>("q75").Values[0]);
    }
}
