using Analytics.Frames;

namespace Analytics.Engine.Tests.Models;

/// <summary>What the leak guard says without looking at any value of a feature, at each bound and word by word.</summary>
public sealed class LeakBoundsTests
{
    private static readonly Frame s_frame = Toy.Examples();

    [Fact]
    public void The_target_the_key_and_what_is_known_too_late_are_told_apart()
    {
        var declared = LeakGuard.Declared(Toy.Study(late: "b"), ["a", "b", "bad", "id"]);

        Assert.Equal(
            ["'b' is not known yet at the time of prediction", "'bad' is the target itself", "'id' names the entity"],
            declared.Select(leak => leak.Text)
        );
        Assert.All(declared, leak => Assert.Equal(("too late", double.NaN), (leak.Rule, leak.Value)));
        Assert.Equal(["b", "bad", "id"], declared.SelectMany(leak => leak.Columns));
    }

    [Theory]
    [InlineData("roc_auc", 0.991, 0.9925, true)]
    [InlineData("r2", 0.9925, 0.991, true)]
    [InlineData("roc_auc", 0.99, 1, false)]
    [InlineData("roc_auc", 1, 0.99, false)]
    [InlineData("accuracy", 1, 1, false)]
    public void A_model_that_is_too_good_on_validation_and_test_rows_both_is_a_leak(
        string metric,
        double validation,
        double test,
        bool isLeak
    )
    {
        var leak = LeakGuard.Fitted(metric, validation, test);

        Assert.Equal(isLeak, leak is not null);
        if (leak is not null)
        {
            Assert.Equal(
                (
                    "fitted",
                    0,
                    test,
                    FormattableString.Invariant(
                        $"the fitted model tells the target ({metric} {validation:0.000} on the validation rows, {test:0.000} on the test rows): some features do so together"
                    )
                ),
                (leak.Rule, leak.Columns.Count, leak.Value, leak.Text)
            );
        }
    }

    [Theory]
    // Train up to, validation from and up to, test from: of 400 rows, a day each.
    [InlineData(200, 200, 250, 250, 0, false)]
    [InlineData(200, 200, 250, 249, 1, false)]
    [InlineData(200, 199, 250, 250, 1, false)]
    [InlineData(200, 200, 250, 200, 50, false)]
    [InlineData(200, 200, 250, 199, 51, true)]
    [InlineData(200, 190, 250, 190, 70, true)]
    public void Entities_and_days_on_both_sides_are_counted(
        int train,
        int validationFrom,
        int validationTo,
        int test,
        int entities,
        bool isTooEarly
    )
    {
        var leaks = Inspect(Toy.Study(), new Sides([.. Rows(0, train)], [.. Rows(validationFrom, validationTo)], [.. Rows(test, 400)], ""));

        Assert.Equal(
            entities == 0 ? [] : [FormattableString.Invariant($"{entities} entities ('id') stand on both sides of the split")],
            leaks.Where(leak => leak.Rule == "entity").Select(leak => leak.Text)
        );
        Assert.Equal(entities, leaks.Where(leak => leak.Rule == "entity").Sum(leak => leak.Value));
        Assert.Equal(
            isTooEarly
                ?
                [
                    FormattableString.Invariant(
                        $"training reaches to 'day' {s_frame["day"][train - 1]}, and the test begins at {s_frame["day"][test]}"
                    ),
                ]
                : [],
            leaks.Where(leak => leak.Rule == "time").Select(leak => leak.Text)
        );
    }

    [Fact]
    public void Days_are_compared_wherever_the_rows_stand()
    {
        // The latest row that trains and the earliest that tests stand in the middle of theirs.
        int[] train = [3, 200, 5],
            test = [300, 199, 301];
        Assert.Equal(
            FormattableString.Invariant($"training reaches to 'day' {s_frame["day"][200]}, and the test begins at {s_frame["day"][199]}"),
            Assert.Single(Inspect(Toy.Study(), new Sides(train, [], test, ""))).Text
        );
        Assert.Empty(Inspect(Toy.Study(), new Sides([], [], test, "")));
        Assert.Empty(Inspect(Toy.Study(), new Sides(train, [], [], "")));
    }

    [Fact]
    public void Groups_may_be_shared_with_validation_alone_and_only_where_no_other_group_validates()
    {
        var study = Toy.Study(SplitRule.ByHeldOutGroup("trip"));
        Frame Trips(int count) => Toy.Examples(trip: row => row % count);
        string[] Texts(int trips, Func<int, int> side) =>
            [
                .. Inspect(
                        study,
                        new Sides(
                            [.. Rows(0, 400).Where(row => side(row) == 0)],
                            [.. Rows(0, 400).Where(row => side(row) == 1)],
                            [.. Rows(0, 400).Where(row => side(row) == 2)],
                            ""
                        ),
                        Trips(trips)
                    )
                    .Where(leak => leak.Rule is "group" or "time")
                    .Select(leak => leak.Text),
            ];

        Assert.Empty(Texts(3, row => row % 3));
        Assert.Empty(
            Texts(
                2,
                row =>
                    row % 2 == 1 ? 2
                    : row < 300 ? 0
                    : 1
            )
        );
        Assert.Empty(
            Texts(
                3,
                row =>
                    row % 3 == 2 ? 2
                    : row % 3 == 0 || row < 300 ? 0
                    : 1
            )
        );
        Assert.Equal(
            ["1 groups ('trip') stand on both sides of the split"],
            Texts(
                4,
                row =>
                    row % 4 == 3 ? 2
                    : row % 4 == 2 ? 1
                    : row % 4 == 0 || row < 300 ? 0
                    : 1
            )
        );
        Assert.Equal(
            ["1 groups ('trip') stand on both sides of the split"],
            Texts(
                2,
                row =>
                    row % 2 == 1 ? 2
                    : row < 300 ? 0
                    : 2
            )
        );
    }

    [Fact]
    public void A_split_by_key_knows_neither_groups_nor_days() =>
        Assert.Equal(
            ["entity"],
            Inspect(Toy.Study(SplitRule.ByKey()), new Sides([.. Rows(200, 400)], [], [.. Rows(0, 201)], "")).Select(leak => leak.Rule)
        );

    private static IEnumerable<int> Rows(int from, int to) => Enumerable.Range(from, to - from);

    private static IReadOnlyList<Leak> Inspect(PredictionStudy study, Sides sides, Frame? frame = null) =>
        LeakGuard.Inspect(frame ?? s_frame, study, ["a", "b"], sides).Leaks;
}
