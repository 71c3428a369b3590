namespace Analytics.Frames.Tests;

public sealed class RowTests
{
    private static readonly Frame s_cities = Sample.Cities();

    [Fact]
    public void Where_keeps_the_rows_for_which_the_predicate_holds_in_their_order()
    {
        Assert.Equal([5L, 4L], s_cities.Where(row => row.Number("id") is > 3 and < 6).Column<long>("id").Values.ToArray());
        Assert.Equal([5L, 9007199254740993L], s_cities.Where(row => row.Text("city") == "Oak").Column<long>("id").Values.ToArray());
        Assert.Equal([2L], s_cities.Where(row => row.IsNull("count")).Column<long>("id").Values.ToArray());
        Assert.Equal([3L], s_cities.Where(row => row.Value<decimal>("price") is null).Column<long>("id").Values.ToArray());
    }

    [Fact]
    public void A_null_number_is_NaN_so_that_no_comparison_keeps_it() =>
        Assert.Equal(4, s_cities.Where(row => row.Number("count") >= 0 || row.Number("count") < 0).RowCount);

    [Fact]
    public void A_mask_of_the_wrong_length_is_told()
    {
        Assert.Equal(2, s_cities.Where([true, false, false, false, true]).RowCount);
        Assert.Contains(
            "2 entries, the frame 5 rows",
            Assert.Throws<ArgumentException>(() => s_cities.Where([true, false])).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Sorting_is_stable_and_puts_nulls_last_in_both_directions()
    {
        Assert.Equal([4L, 3L, 5L, 9007199254740993L, 2L], s_cities.Sort("count").Column<long>("id").Values.ToArray());
        Assert.Equal([5L, 9007199254740993L, 3L, 4L, 2L], s_cities.Sort(SortKey.Descending("count")).Column<long>("id").Values.ToArray());
        Assert.Equal(
            [9007199254740993L, 5L, 3L, 4L, 2L],
            s_cities.Sort(SortKey.Descending("count"), SortKey.Descending("id")).Column<long>("id").Values.ToArray()
        );
    }

    [Fact]
    public void NaN_sorts_behind_every_number_in_both_directions()
    {
        Assert.Equal([-1.25, 1e-7, 0.5, 123456.789, double.NaN], s_cities.Sort("share").Column<double>("share").Values.ToArray());
        Assert.Equal(
            [123456.789, 0.5, 1e-7, -1.25, double.NaN],
            s_cities.Sort(SortKey.Descending("share")).Column<double>("share").Values.ToArray()
        );
    }

    [Fact]
    public void Text_sorts_by_ordinal_whatever_the_culture() =>
        Assert.Equal(
            ["Ash", "Oak", "Oak", "elm", null],
            s_cities.Sort("city").Columns[0] is TextColumn text ? Enumerable.Range(0, 5).Select(text.At) : []
        );

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(20000)]
    public void A_stable_sort_of_many_equal_keys_keeps_their_order(int rows)
    {
        var frame = new Frame(
            new Column<int>("key", [.. Enumerable.Range(0, rows).Select(i => i * 7919 % 13)]),
            new Column<int>("row", [.. Enumerable.Range(0, rows)])
        );
        var expected = Enumerable.Range(0, rows).OrderBy(i => i * 7919 % 13).ToArray();
        Assert.Equal(expected, frame.Sort("key").Column<int>("row").Values.ToArray());
    }

    [Fact]
    public void Frames_are_equal_by_names_types_nulls_and_values()
    {
        Assert.Equal(s_cities, Sample.Cities());
        Assert.Equal(s_cities.GetHashCode(), Sample.Cities().GetHashCode());
        Assert.NotEqual(s_cities, s_cities.Head(4));
        Assert.NotEqual(s_cities, s_cities.Drop("id").With(s_cities["id"].Rename("ID")));
        Assert.NotEqual(new Frame(new Column<int>("a", [1])), new Frame(new Column<long>("a", [1])));
        Assert.NotEqual(new Frame(new Column<int>("a", [0])), new Frame(Column<int>.FromNullable("a", [null])));
        Assert.Equal(new Frame(TextColumn.FromValues("t", ["b", "a"])), new Frame(new TextColumn("t", [1, 0], ["a", "b"])));
    }
}
