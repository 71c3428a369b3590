using Analytics.Frames;

namespace Analytics.Engine.Tests.Models;

/// <summary>Each rule's shares, its words, and what it draws intervals from.</summary>
public sealed class SplitRuleTests
{
    private static Frame Rows(int rows, Func<int, DateTime>? at = null, Func<int, string>? group = null) =>
        new(
            TextColumn.FromValues("id", Enumerable.Range(0, rows).Select(row => FormattableString.Invariant($"{row:0000}"))),
            new Column<DateTime>(
                "at",
                [
                    .. Enumerable
                        .Range(0, rows)
                        .Select(row => at?.Invoke(row) ?? new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(row)),
                ]
            ),
            TextColumn.FromValues(
                "group",
                Enumerable.Range(0, rows).Select(row => group?.Invoke(row) ?? FormattableString.Invariant($"g{row % 20}"))
            )
        );

    private static (int, int, int) Sizes((int[] Train, int[] Validation, int[] Test) sides) =>
        (sides.Train.Length, sides.Validation.Length, sides.Test.Length);

    [Fact]
    public void A_rule_is_told_in_words_that_a_split_is_known_by()
    {
        Assert.Equal("by time at, validation 0.15, test 0.25", SplitRule.ByTime("at").Text);
        Assert.Equal("by group g, validation 0.1, test 0.2", SplitRule.ByGroup("g", 0.1, 0.2).Text);
        Assert.Equal(
            "by held-out group g, validation 0.2 and test 0.25 of the groups (where whole groups cannot: the end of those that train)",
            SplitRule.ByHeldOutGroup("g").Text
        );
        Assert.Equal("by key, validation 0.15, test 0.25", SplitRule.ByKey().Text);
        Assert.Equal(
            ["at", "g", "g", null],
            new[] { SplitRule.ByTime("at"), SplitRule.ByGroup("g"), SplitRule.ByHeldOutGroup("g"), SplitRule.ByKey() }.Select(rule =>
                rule.By
            )
        );
        Assert.Equal(
            [false, true, true, false],
            new[] { SplitRule.ByTime("at"), SplitRule.ByGroup("g"), SplitRule.ByHeldOutGroup("g"), SplitRule.ByKey() }.Select(rule =>
                rule.KeepsGroups
            )
        );
    }

    [Fact]
    public void Time_is_cut_by_rows_in_order_of_time_then_of_the_key()
    {
        var frame = Rows(100);
        int[] mixed = [.. Enumerable.Range(0, 100).OrderBy(row => Toy.Noise(row, 4))];

        var straight = SplitRule.ByTime("at").Divide(frame, "id", 0);
        var sides = SplitRule.ByTime("at").Divide(frame.Take(mixed), "id", 0);

        Assert.Equal((60, 15, 25), Sizes(straight));
        Assert.Equal(Enumerable.Range(0, 60), straight.Train);
        Assert.Equal(Enumerable.Range(60, 15), straight.Validation);
        Assert.Equal(Enumerable.Range(75, 25), straight.Test);
        Assert.Equal(straight.Train, sides.Train.Select(row => mixed[row]));
        Assert.Equal(straight.Test, sides.Test.Select(row => mixed[row]));
        // Another seed changes nothing.
        Assert.Equal(straight.Test, SplitRule.ByTime("at").Divide(frame, "id", 7).Test);
    }

    [Fact]
    public void Rows_of_one_instant_stand_on_one_side_and_move_to_the_earlier()
    {
        // Six hours: what stands on either side of a cut at 60 and at 75 of 100 rows is of one instant with the rows before it up to 64 and 79.
        var start = new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var sides = SplitRule.ByTime("at").Divide(Rows(100, row => start.AddSeconds(row / 5 * 5)), "id", 0);
        Assert.Equal((60, 15, 25), Sizes(sides));
        sides = SplitRule.ByTime("at").Divide(Rows(100, row => start.AddSeconds((row + 2) / 5 * 5)), "id", 0);
        Assert.Equal((63, 15, 22), Sizes(sides));
        Assert.Equal(Enumerable.Range(63, 15), sides.Validation);
        // One instant for all: nothing is left to test.
        Assert.Equal((100, 0, 0), Sizes(SplitRule.ByTime("at").Divide(Rows(100, _ => start), "id", 0)));
    }

    [Theory]
    // Days of so many rows; whole days where neither the test nor the validation loses half of its rows.
    [InlineData(8, 64, 16, 20)]
    [InlineData(12, 60, 24, 16)]
    [InlineData(11, 66, 11, 23)]
    [InlineData(40, 60, 15, 25)]
    [InlineData(30, 60, 15, 25)]
    public void Whole_days_stay_together_where_no_side_loses_half_of_its_rows_by_that(int rowsADay, int train, int validation, int test)
    {
        var start = new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        Assert.Equal(
            (train, validation, test),
            Sizes(SplitRule.ByTime("at").Divide(Rows(100, row => start.AddDays(row / rowsADay).AddMinutes(row % rowsADay)), "id", 0))
        );
    }

    [Theory]
    [InlineData(20, 12, 3, 5)]
    [InlineData(3, 1, 1, 1)]
    [InlineData(2, 2, 0, 0)]
    [InlineData(1, 1, 0, 0)]
    [InlineData(8, 5, 1, 2)]
    public void Groups_and_keys_are_cut_by_their_number_and_each_side_has_one_where_there_are_three(
        int groups,
        int train,
        int validation,
        int test
    )
    {
        var frame = Rows(240, group: row => FormattableString.Invariant($"g{row % groups}"));

        var sides = SplitRule.ByGroup("group").Divide(frame, "id", 0);

        int Count(int[] rows) => rows.Select(row => row % groups).Distinct().Count();
        Assert.Equal((train, validation, test), (Count(sides.Train), Count(sides.Validation), Count(sides.Test)));
        Assert.Equal(240, sides.Train.Length + sides.Validation.Length + sides.Test.Length);
        Assert.Equal(240, sides.Train.Concat(sides.Validation).Concat(sides.Test).Distinct().Count());
        // A hash decides: another seed draws others, the same one the same.
        Assert.Equal(sides.Test, SplitRule.ByGroup("group").Divide(frame, "id", 0).Test);
        Assert.True(groups < 20 || !sides.Test.SequenceEqual(SplitRule.ByGroup("group").Divide(frame, "id", 1).Test));
        var keys = SplitRule.ByKey().Divide(frame.Take([.. Enumerable.Range(0, groups)]), "group", 0);
        Assert.Equal((train, validation, test), Sizes(keys));
        Assert.Equal(sides.Test.Where(row => row < groups), keys.Test);
    }

    [Fact]
    public void Names_are_drawn_by_a_hash_that_only_the_seed_changes()
    {
        string[] names = ["b", "a", "c", "a"];
        Assert.Equal(Hashing.Order(names, 0), Hashing.Order(names.Reverse(), 0));
        Assert.Equal(["a", "b", "c"], Hashing.Order(names, 0).Order(StringComparer.Ordinal));
        Assert.Contains(Enumerable.Range(1, 20), seed => !Hashing.Order(names, seed).SequenceEqual(Hashing.Order(names, 0)));
        // As it has always been: a change would divide every lake again.
        Assert.Equal(Hashing.Order(names, 0), names.Distinct().OrderBy(name => Fingerprint.Of(["0", name]), StringComparer.Ordinal));
    }

    [Fact]
    public void Each_rule_draws_what_belongs_together()
    {
        var frame = Rows(100);
        Assert.Equal((100, "rows, one for each 'id'"), Told(SplitRule.ByKey()));
        Assert.Equal((20, "whole groups ('group')"), Told(SplitRule.ByGroup("group")));
        Assert.Equal((20, "whole groups ('group')"), Told(SplitRule.ByHeldOutGroup("group")));
        Assert.Equal((100, "whole days of 'at'"), Told(SplitRule.ByTime("at")));

        (int, string) Told(SplitRule rule) => rule.BlocksOf(frame, "id") is var blocks ? (blocks.Count, blocks.Unit) : default;
    }

    [Fact]
    public void Trips_that_validate_come_before_those_that_test_in_the_order_of_the_hash()
    {
        var frame = Rows(240, group: row => FormattableString.Invariant($"g{row % 8}"));
        string[] order = [.. Hashing.Order(Enumerable.Range(0, 8).Select(each => $"g{each}"), 0)];

        var sides = SplitRule.ByHeldOutGroup("group").Divide(frame, "id", 0);

        string[] Of(int[] rows) => [.. rows.Select(row => $"g{row % 8}").Distinct().Order(StringComparer.Ordinal)];
        Assert.Equal(order[6..].Order(StringComparer.Ordinal), Of(sides.Test));
        Assert.Equal(order[4..6].Order(StringComparer.Ordinal), Of(sides.Validation));
        Assert.Equal(order[..4].Order(StringComparer.Ordinal), Of(sides.Train));
        Assert.Equal(sides.Train.Order(), sides.Train);
        // A number to predict has no classes: nothing is looked for in it.
        var numbers = frame.With(new Column<double>("x", new double[240]));
        Assert.Equal(sides.Validation, SplitRule.ByHeldOutGroup("group").Divide(numbers, "id", 0, "x").Validation);
    }

    [Fact]
    public void A_split_is_known_by_the_entities_of_each_side()
    {
        var (frame, rule) = (Rows(100), SplitRule.ByTime("at"));
        var sides = Sides.Of(rule, frame, "id", 0);
        Assert.Equal(sides.Hash, Sides.Of(rule, frame, "id", 3).Hash);
        Assert.NotEqual(sides.Hash, Sides.Of(SplitRule.ByTime("at", 0.15, 0.24), frame, "id", 0).Hash);
        Assert.NotEqual(sides.Hash, Sides.Of(SplitRule.ByTime("at", 0.14), frame, "id", 0).Hash);
    }

    [Theory]
    // A test of just half of its rows is enough of whole days, and so is a validation of just half of its own.
    [InlineData(60, 11, 13, 60, 24, 12)]
    [InlineData(56, 10, 6, 66, 6, 24)]
    public void Half_of_a_sides_rows_are_enough_for_whole_days(int first, int second, int third, int train, int validation, int test)
    {
        var start = new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        int Day(int row) =>
            row < first ? 0
            : row < first + second ? 1
            : row < first + second + third ? 2
            : 3;
        Assert.Equal(
            (train, validation, test),
            Sizes(new TimeSplit("at", 0.125, 0.25).Divide(Rows(96, row => start.AddDays(Day(row)).AddMinutes(row)), "id", 0))
        );
    }

    [Fact]
    public void A_split_that_leaves_nothing_to_train_leaves_nothing() =>
        Assert.Equal((0, 50, 50), Sizes(new TimeSplit("at", 0.5, 0.5).Divide(Rows(100), "id", 0)));

    [Fact]
    public void However_much_is_to_validate_one_trip_trains()
    {
        var sides = new HeldOutGroupSplit("group", 0.9, 0.25).Divide(
            Rows(80, group: row => FormattableString.Invariant($"g{row % 4}")),
            "id",
            0
        );
        Assert.Equal((20, 40, 20), Sizes(sides));
    }

    [Fact]
    public void However_small_the_share_of_the_test_one_of_three_groups_tests()
    {
        var frame = Rows(90, group: row => FormattableString.Invariant($"g{row % 3}"));
        Assert.Equal((30, 30, 30), Sizes(SplitRule.ByGroup("group", 0.1, 0.1).Divide(frame, "id", 0)));
    }

    [Fact]
    public void Where_the_trips_that_should_validate_are_of_one_class_those_before_them_do()
    {
        string[] order = [.. Hashing.Order(Enumerable.Range(0, 8).Select(each => $"g{each}"), 0)];
        var frame = Rows(240, group: row => FormattableString.Invariant($"g{row % 8}"));
        // The last two of those that are not tested hold one class alone.
        var bad = new Column<bool>(
            "bad",
            [.. Enumerable.Range(0, 240).Select(row => !order[4..6].Contains($"g{row % 8}") && row / 8 % 2 == 0)]
        );

        var sides = SplitRule.ByHeldOutGroup("group").Divide(frame.With(bad), "id", 0, "bad");

        Assert.Equal(
            order[3..5].Order(StringComparer.Ordinal),
            sides.Validation.Select(row => $"g{row % 8}").Distinct().Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Of_two_trips_the_end_of_the_one_that_trains_validates_and_rows_keep_their_order()
    {
        var frame = Rows(100, group: row => FormattableString.Invariant($"g{row / 50}"));
        int[] mixed = [.. Enumerable.Range(0, 100).OrderBy(row => Toy.Noise(row, 4))];

        var sides = SplitRule.ByHeldOutGroup("group").Divide(frame.Take(mixed), "id", 0);

        Assert.Equal((40, 10, 50), Sizes(sides));
        Assert.Equal(sides.Train.Order(), sides.Train);
        Assert.Equal(sides.Validation.Order(), sides.Validation);
        Assert.True(sides.Train.Max(row => mixed[row]) < sides.Validation.Min(row => mixed[row]));
    }
}
