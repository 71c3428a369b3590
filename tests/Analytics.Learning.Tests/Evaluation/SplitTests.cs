using Analytics.Frames;

namespace Analytics.Learning.Tests;

public sealed class SplitTests
{
    private static readonly Frame s_frame = new(
        new Column<long>("id", [.. Enumerable.Range(0, 100).Select(row => 1000L + row)]),
        TextColumn.FromValues(
            "class",
            Enumerable
                .Range(0, 100)
                .Select(row =>
                    row % 10 == 0 ? "rare"
                    : row % 2 == 0 ? "even"
                    : "odd"
                )
        ),
        new Column<int>("trip", [.. Enumerable.Range(0, 100).Select(row => row * row % 17)]),
        new Column<DateOnly>("day", [.. Enumerable.Range(0, 100).Select(row => new DateOnly(2026, 1, 1).AddDays(row * 37 % 25))]),
        new Column<double>("cost", [.. Enumerable.Range(0, 100).Select(row => (double)row)])
    );

    [Fact]
    public void Folds_test_each_row_once_and_are_of_equal_size()
    {
        foreach (var splits in new[] { Split.KFold(s_frame, 7), Split.Stratified(s_frame, "class", 7) })
        {
            Assert.Equal(Enumerable.Range(0, 100), splits.SelectMany(split => split.Test).Order());
            Assert.All(splits, split => Assert.InRange(split.Test.Length, 14, 15));
            Assert.All(splits, split => Assert.Equal(Enumerable.Range(0, 100), split.Train.Concat(split.Test).Order()));
        }
    }

    [Fact]
    public void Stratified_folds_hold_each_class_in_its_share()
    {
        var text = s_frame.Text("class");
        Assert.All(
            Split.Stratified(s_frame, "class", 5),
            split =>
            {
                Assert.Equal(2, split.Test.Count(row => text.At(row) == "rare"));
                Assert.InRange(split.Test.Count(row => text.At(row) == "odd"), 9, 11);
            }
        );
        // Numbers are put into fifths.
        Assert.All(Split.Stratified(s_frame, "cost", 4), split => Assert.InRange(split.Test.Count(row => row < 20), 4, 6));
    }

    [Fact]
    public void No_group_stands_on_both_sides()
    {
        var trips = s_frame.Column<int>("trip");
        Split[] splits = [.. Split.Grouped(s_frame, "trip", 4), Split.GroupShuffle(s_frame, "trip", 0.3, seed: 4)];
        Assert.All(
            splits,
            split => Assert.Empty(split.Train.Select(row => trips.Values[row]).Intersect(split.Test.Select(row => trips.Values[row])))
        );
        Assert.All(splits, split => Assert.NotEmpty(split.Test));
        Assert.Equal(Enumerable.Range(0, 100), splits.Take(4).SelectMany(split => split.Test).Order());
    }

    [Fact]
    public void Time_splits_train_on_the_past_only()
    {
        var days = s_frame.Column<DateOnly>("day");
        var splits = Split.Time(s_frame, "day", 4);
        Assert.Equal(4, splits.Count);
        Assert.All(splits, split => Assert.True(split.Train.Max(row => days.Values[row]) < split.Test.Min(row => days.Values[row])));
        Assert.All(
            splits.Zip(splits.Skip(1)),
            pair => Assert.Equal(pair.First.Train.Length + pair.First.Test.Length, pair.Second.Train.Length)
        );
    }

    [Fact]
    public void A_row_stays_on_its_side_of_a_hash_split_whatever_rows_come_or_go()
    {
        var split = Split.ByHash(s_frame, "id", 0.3);
        var tested = split.Test.Select(row => s_frame.Column<long>("id").Values[row]).ToHashSet();
        Assert.InRange(tested.Count, 20, 40);
        int[] kept = [.. Enumerable.Range(0, 100).Where(row => row % 3 != 0).Reverse()];
        var fewer = s_frame
            .Take(kept)
            .With(
                TextColumn.FromValues("id", kept.Select(row => (1000 + row).ToString(System.Globalization.CultureInfo.InvariantCulture)))
            );
        Assert.All(Split.ByHash(fewer, "id", 0.3).Test, row => Assert.Contains(1000L + kept[row], tested));
        Assert.NotEqual(split.Test, Split.ByHash(s_frame, "id", 0.3, seed: 1).Test);
    }

    [Fact]
    public void A_seed_gives_the_same_split_and_another_seed_another()
    {
        Assert.Equal(Split.Shuffle(s_frame, 0.2, 3).Test, Split.Shuffle(s_frame, 0.2, 3).Test);
        Assert.NotEqual(Split.Shuffle(s_frame, 0.2, 3).Test, Split.Shuffle(s_frame, 0.2, 4).Test);
        Assert.Equal(20, Split.Shuffle(s_frame).Test.Length);
    }

    [Fact]
    public void Splits_that_cannot_be_made_say_why()
    {
        Assert.Contains("100 rows", Assert.Throws<MetricException>(() => Split.KFold(s_frame, 101)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "groups of 'trip'",
            Assert.Throws<MetricException>(() => Split.Grouped(s_frame, "trip", 50)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains("1.5", Assert.Throws<MetricException>(() => Split.Shuffle(s_frame, 1.5)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "'day'",
            Assert.Throws<MetricException>(() => Split.Time(s_frame.With(new Column<DateOnly>("day", new DateOnly[100])), "day")).Message,
            StringComparison.Ordinal
        );
    }
}
