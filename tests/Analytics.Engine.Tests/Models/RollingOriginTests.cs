using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine.Tests.Models;

/// <summary>The same recipe from other origins in time: 400 rows of a day each, in six stretches of which five are tested.</summary>
public sealed class RollingOriginTests
{
    private static readonly PredictionStudy s_study = Toy.Study() with
    {
        FeatureGroups = new Dictionary<string, IReadOnlyList<string>> { ["one"] = ["a"] },
    };

    private static RollingOrigins? Of(Frame frame, PredictionStudy? study = null)
    {
        study ??= s_study;
        var trained = new TrainedPredictor(
            Toy.Run(["a"], 0.8),
            null!,
            null!,
            Recipe.Of(study, new TrainingRequest()),
            new Examples(frame, 0, null!, null!),
            Sides.Of(study, frame),
            []
        );
        return RollingOrigins.Of(study, trained, CancellationToken.None);
    }

    /// <summary>The feature tells the target, and from some row on the opposite of it.</summary>
    private static Frame Turning(int at) => Toy.Examples(a: (row, bad) => (row < at ? bad : !bad) ? 1 : 0);

    [Fact]
    public void Stretches_follow_each_other_in_days_and_each_is_taught_by_all_before_it()
    {
        var rolling = Of(Turning(400))!;

        Assert.Null(rolling.Problem);
        Assert.Equal(5, rolling.Origins.Count);
        Assert.All(rolling.Origins, each => Assert.True(string.CompareOrdinal(each.From, each.To) < 0));
        Assert.All(
            rolling.Origins.Zip(rolling.Origins.Skip(1)),
            pair => Assert.True(string.CompareOrdinal(pair.First.To, pair.Second.From) < 0)
        );
        Assert.All(
            rolling.Origins.Zip(rolling.Origins.Skip(1)),
            pair => Assert.Equal(pair.First.TrainRows + pair.First.TestRows, pair.Second.TrainRows)
        );
        Assert.Equal(400, rolling.Origins[^1].TrainRows + rolling.Origins[^1].TestRows);
        // Day by day: the first tested row is the day after the last that taught.
        Assert.All(
            rolling.Origins,
            each =>
                Assert.Equal(
                    new DateOnly(2024, 1, 1)
                        .AddDays(each.TrainRows)
                        .ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
                    each.From
                )
        );
    }

    [Fact]
    public void A_relation_that_lasts_scores_alike_from_every_origin_and_one_that_turns_shows_spread()
    {
        Assert.All(Of(Turning(400))!.Origins, each => Assert.Equal(1, each.Value));

        var turned = Of(Turning(200))!.Origins;
        Assert.Equal((1, 1), (turned[0].Value, turned[1].Value));
        // All that taught says the opposite; a single row of the stretch itself or of later ones among those that teach or choose would show.
        Assert.Equal(200, turned[2].TrainRows);
        Assert.Equal(0, turned[2].Value);
        Assert.Contains("from 0.0000 to 1.0000", string.Join("\n", Of(Turning(200))!.Lines("roc_auc")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_order_of_the_days_counts_and_not_that_of_the_rows()
    {
        var frame = Turning(200);
        int[] mixed = [.. Enumerable.Range(0, 400).OrderBy(row => Toy.Noise(row, 9))];

        Assert.Equal(Of(frame)!.Origins, Of(frame.Take(mixed))!.Origins);
    }

    [Fact]
    public void Where_a_stretch_cannot_be_measured_the_card_says_why_and_shows_those_before_it()
    {
        // From day 300 on nothing is bad: the last stretches hold one class.
        var frame = Toy.Examples();
        frame = frame.With(new Column<bool>("bad", [.. Enumerable.Range(0, 400).Select(row => row < 300 && (bool)frame["bad"][row]!)]));

        var rolling = Of(frame)!;

        Assert.InRange(rolling.Origins.Count, 1, 4);
        Assert.NotNull(rolling.Problem);
        Assert.Contains(rolling.Lines("roc_auc"), line => line.Contains("There are no more", StringComparison.Ordinal));
    }

    [Fact]
    public void A_study_that_is_not_divided_by_time_has_none()
    {
        Assert.Null(Of(Toy.Examples(), s_study with { Split = SplitRule.ByKey() }));
        Assert.Null(Of(Toy.Examples(), s_study with { Split = SplitRule.ByGroup("trip") }));
    }
}
