using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine.Tests.Models;

/// <summary>Whether the rows that choose are like those that test is told by the target, in blocks.</summary>
public sealed class SideLikenessTests
{
    private static Frame Rows(int from, Func<int, bool> isBad, Func<int, int>? trip = null) =>
        new(
            TextColumn.FromValues("id", Enumerable.Range(from, 480).Select(row => FormattableString.Invariant($"e{row:0000}"))),
            new Column<bool>("bad", [.. Enumerable.Range(0, 480).Select(isBad)]),
            new Column<double>("x", [.. Enumerable.Range(0, 480).Select(row => (isBad(row) ? 3.0 : 0) + Toy.Noise(row, 7))]),
            new Column<int>("trip", [.. Enumerable.Range(0, 480).Select(row => trip?.Invoke(row) ?? 0)])
        );

    private static readonly PredictionStudy s_rows = Toy.Study(SplitRule.ByKey()),
        s_trips = Toy.Study(SplitRule.ByHeldOutGroup("trip"));

    private static Claim Of(PredictionStudy study, Frame validation, Frame test) =>
        SideLikeness.Of(study, validation, test, ["false", "true"])!;

    [Fact]
    public void Sides_of_another_kind_are_told_and_what_was_chosen_on_them()
    {
        var claim = Of(s_rows, Rows(0, row => row % 100 == 0), Rows(500, row => row % 3 == 0));

        Assert.True(claim.IsFound);
        Assert.StartsWith(
            "Lower with the rows that validate than with those that test: of those that are 'true', the rows that validate 1.0 % of 480 (",
            claim.Text,
            StringComparison.Ordinal
        );
        Assert.EndsWith("was chosen on rows of another kind than those that test.", claim.Text, StringComparison.Ordinal);
        var alike = Of(s_rows, Rows(0, row => row % 3 == 0), Rows(500, row => row % 3 == 1));
        Assert.False(alike.IsFound);
        Assert.DoesNotContain("another kind", alike.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_of_a_stretch_of_a_trip_do_not_count_each_by_itself()
    {
        // A stretch of 120 seconds is of one kind all along: 4 against 4 stretches, 1 and 3 of them bad.
        Frame validation = Rows(0, row => row < 120),
            test = Rows(500, row => row >= 120);

        Assert.True(Of(s_rows, validation, test).IsFound);
        var claim = Of(s_trips, validation, test);
        Assert.False(claim.IsFound, claim.Text);
        Assert.Contains("25.0 % of 480 in 4 stretches of 120 consecutive rows of one 'trip' (", claim.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_number_the_means_are_compared_and_of_three_classes_nothing()
    {
        Claim? Number(PredictionStudy study, Frame validation, Frame test) =>
            SideLikeness.Of(study with { Target = "x", Metric = Metric.R2 }, validation, test, []);
        Frame low = Rows(0, row => row < 120),
            high = Rows(500, row => row >= 120);

        Assert.StartsWith("They differ: the mean of 'x' is 1.", Number(s_rows, low, high)!.Text, StringComparison.Ordinal);
        Assert.True(Number(s_rows, low, high)!.IsFound);
        Assert.False(Number(s_rows, low, low)!.IsFound);
        Assert.False(Number(s_trips, low, high)!.IsFound);
        Assert.Null(Number(s_trips, low.Take([.. Enumerable.Range(0, 100)]), high)!.IsFound);
        Assert.Null(SideLikeness.Of(s_rows, low, high, ["a", "b", "c"]));
    }
}
