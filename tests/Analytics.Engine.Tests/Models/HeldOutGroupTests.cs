using Analytics.Frames;

namespace Analytics.Engine.Tests.Models;

public sealed class HeldOutGroupTests
{
    private static Frame Trips(int count) =>
        new([
            TextColumn.FromValues("id", Enumerable.Range(0, 100 * count).Select(row => FormattableString.Invariant($"{row:D5}")).ToArray()),
            TextColumn.FromValues(
                "trip",
                Enumerable.Range(0, 100 * count).Select(row => FormattableString.Invariant($"trip {row % count}")).ToArray()
            ),
        ]);

    [Theory]
    [InlineData(3, 1, 1)]
    [InlineData(8, 2, 2)]
    public void Whole_groups_test_and_other_whole_groups_validate(int groups, int tested, int validated)
    {
        var frame = Trips(groups);

        var (train, validation, test) = SplitRule.ByHeldOutGroup("trip").Divide(frame, "id", 0);

        Assert.Equal(Enumerable.Range(0, frame.RowCount), train.Concat(validation).Concat(test).Order());
        Assert.Equal((100 * tested, 100 * validated), (test.Length, validation.Length));
        Assert.Equal(groups, new[] { train, validation, test }.Sum(rows => rows.Select(row => frame["trip"][row]).Distinct().Count()));
    }

    [Theory]
    [InlineData(8, false)]
    [InlineData(4, true)]
    public void Groups_of_one_class_do_not_validate_where_others_hold_two_and_otherwise_the_end_of_those_that_train(
        int groups,
        bool isWithin
    )
    {
        // Of eight trips those that would validate are of one class, of four each is.
        var trips = Trips(groups);
        var would = SplitRule.ByHeldOutGroup("trip").Divide(trips, "id", 0).Validation.Select(row => row % groups).ToHashSet();
        var frame = trips.With(
            new Column<bool>(
                "bad",
                [
                    .. Enumerable
                        .Range(0, trips.RowCount)
                        .Select(row => isWithin ? row % groups < 2 : !would.Contains(row % groups) && row / groups % 2 == 0),
                ]
            )
        );

        var (train, validation, test) = SplitRule.ByHeldOutGroup("trip").Divide(frame, "id", 0, "bad");

        string[] TripsOf(int[] rows) => [.. rows.Select(row => (string)frame["trip"][row]!).Distinct()];
        Assert.Equal(Enumerable.Range(0, frame.RowCount), train.Concat(validation).Concat(test).Order());
        Assert.Equal(2, validation.Select(row => frame["bad"][row]).Distinct().Count());
        Assert.Equal(isWithin, TripsOf(validation).Intersect(TripsOf(train)).Any());
        Assert.Empty(TripsOf(test).Intersect(TripsOf([.. train, .. validation])));
        Assert.Equal(SplitRule.ByHeldOutGroup("trip").Divide(frame, "id", 0).Test, test);
    }

    [Fact]
    public void Of_two_groups_the_end_of_the_one_that_trains_validates()
    {
        var frame = Trips(2);

        var (train, validation, test) = SplitRule.ByHeldOutGroup("trip").Divide(frame, "id", 0);

        Assert.Equal((80, 20, 100), (train.Length, validation.Length, test.Length));
        Assert.True(train.Max() < validation.Min());
        Assert.Empty(test.Select(row => frame["trip"][row]).Intersect(train.Select(row => frame["trip"][row])));
    }

    [Fact]
    public void Time_is_cut_between_days_where_there_are_enough_of_them()
    {
        var times = Enumerable
            .Range(0, 1000)
            .Select(row => new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(37 * row))
            .ToArray();
        var frame = new Frame(
            TextColumn.FromValues("id", times.Select((_, row) => FormattableString.Invariant($"{row:0000}"))),
            new Column<DateTime>("at", times)
        );

        var (train, validation, test) = SplitRule.ByTime("at").Divide(frame, "id", 0);

        Assert.NotEqual(times[train[^1]].Date, times[validation[0]].Date);
        Assert.NotEqual(times[validation[^1]].Date, times[test[0]].Date);
        Assert.InRange(test.Length, 200, 250);
        // All of one day: cut between instants, or there would be no test.
        var hour = new Frame(frame["id"], new Column<DateTime>("at", [.. times.Select((_, row) => times[0].AddSeconds(row))]));
        Assert.Equal(250, SplitRule.ByTime("at").Divide(hour, "id", 0).Test.Length);
    }

    [Fact]
    public void One_group_leaves_nothing_to_train_on_rather_than_test_itself()
    {
        var (train, validation, test) = SplitRule.ByHeldOutGroup("trip").Divide(Trips(1), "id", 0);

        Assert.Empty(train);
        Assert.Empty(validation);
        Assert.Equal(100, test.Length);
    }
}
