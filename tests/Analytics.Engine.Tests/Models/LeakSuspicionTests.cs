using Analytics.Frames;

namespace Analytics.Engine.Tests.Models;

/// <summary>What the leak guard asks a meaning for, and what it keeps to itself because it has refused it already.</summary>
public sealed class LeakSuspicionTests
{
    private const int Rows = 2000;

    private static readonly bool[] s_bad = [.. Enumerable.Range(0, Rows).Select(row => N(row, 1) > 0.6)];

    private static double N(int row, int stream) => new SampleRandom(17, row).Uniform(stream);

    private static double G(int row, int stream) => new SampleRandom(17, row).Normal(stream);

    private static Column Number(string name, Func<int, double> of) => new Column<double>(name, [.. Enumerable.Range(0, Rows).Select(of)]);

    /// <summary>The target and its copies with so much noise; `noise` itself knows nothing.</summary>
    private static Frame Frame(params IEnumerable<(string Name, double Noise)> copies) =>
        new([
            TextColumn.FromValues("id", Enumerable.Range(0, Rows).Select(row => FormattableString.Invariant($"e{row:0000}"))),
            new Column<bool>("bad", s_bad),
            new Column<DateOnly>("day", [.. Enumerable.Range(0, Rows).Select(row => new DateOnly(2024, 1, 1).AddDays(row / 10))]),
            Number("noise", row => G(row, 3)),
            .. copies.Select((copy, at) => Number(copy.Name, row => (s_bad[row] ? 1 : 0) + copy.Noise * G(row, 10 + 2 * at))),
        ]);

    private static LeakReport Inspect(Frame frame, ExperimentRun? champion = null, Func<PredictionStudy, PredictionStudy>? with = null)
    {
        var study = Toy.Study();
        study = with?.Invoke(study) ?? study;
        string[] features = [.. frame.Names.Except(["id", "bad", "day", study.Target])];
        return LeakGuard.Inspect(frame, study, features, Sides.Of(study.Split, frame, "id", 0), champion);
    }

    private static IEnumerable<string> Named(IEnumerable<Leak> leaks) => leaks.Select(leak => $"{leak.Rule} {leak.Columns[0]}");

    [Fact]
    public void What_is_refused_is_not_suspected_too_and_what_is_suspected_stays_so_beside_it()
    {
        var seen = Inspect(Frame(("copy", 0.01), ("near", 0.4)));

        Assert.Equal(["feature copy"], Named(seen.Leaks));
        Assert.Equal(["far above near"], Named(seen.Suspicions));
        Assert.Contains("far above the next best, 'noise' (", seen.Suspicions[0].Text, StringComparison.Ordinal);
        Assert.EndsWith(
            "if it is known at the time of prediction, say in the study's Meanings[\"near\"] what it is and when it is known",
            seen.Suspicions[0].Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_is_new_and_refused_is_not_asked_for_its_meaning_and_what_is_new_beside_it_is()
    {
        var seen = Inspect(Frame(("copy", 0.01), ("near", 0.6)), Toy.Run(["noise"], 0.7));

        Assert.Equal(["feature copy", "meaning near"], Named(seen.Leaks));
        Assert.Contains(
            FormattableString.Invariant(
                $"'near' is new and alone reaches AUC {seen.Solo["near"]:0.000}; the champion's best feature reaches {seen.Solo["noise"]:0.000}, the champion with all of them 0.700. "
            ),
            seen.Leaks[1].Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_is_new_needs_a_meaning_above_the_champion_or_far_above_its_best_feature()
    {
        var frame = Frame(("old", 2), ("new", 0.9));
        var solo = Inspect(frame).Solo;
        Assert.True(solo["new"] > solo["old"]);
        string[] Asked(string[] known, double whole, string metric = "roc_auc") =>
            [
                .. Named(
                    Inspect(
                        frame,
                        Toy.Run(known, whole) with
                        {
                            Metric = metric,
                            Metrics = new() { [metric] = new Measured(whole, whole, whole) },
                        }
                    ).Leaks
                ),
            ];

        Assert.Equal(["meaning new"], Asked(["noise", "old"], solo["new"] - 0.001));
        Assert.Empty(Asked(["noise", "old"], solo["new"] + 0.001));
        Assert.Empty(Asked(["noise", "old", "new"], 0.5));
        // A champion that is measured in other units says nothing of an AUC.
        Assert.Empty(Asked(["noise", "old"], 0.5, "f1"));
        // Of a champion that shares no feature only the whole counts.
        Assert.Equal(["meaning old", "meaning new"], Asked([], 0.51).Except(["meaning noise"]));
    }

    [Fact]
    public void Copies_of_one_leak_are_suspected_together_in_the_order_of_their_names()
    {
        var frame = Frame(("y", 0.4));
        frame = frame.With(Number("x", row => frame["y"].ToDoubles()[row]));
        Assert.Equal(["far above x", "far above y"], Named(Inspect(frame).Suspicions));
    }

    [Fact]
    public void A_number_of_a_class_stands_far_above_from_another_height_on_than_one_of_a_number()
    {
        // More than two thirds of what noise leaves untold, and less than 0.85.
        var classes = Frame(("x", 0.692));
        var seen = Inspect(classes);
        Assert.InRange(seen.Solo["x"], 0.838, 0.849);
        Assert.True(1 - seen.Solo["x"] < (1 - seen.Solo["noise"]) / 3);
        Assert.Empty(seen.Suspicions);

        var numbers = classes.Select("id", "day", "noise").With(Number("y", row => G(row, 40)));
        numbers = numbers.With(Number("x", row => numbers["y"].ToDoubles()[row] + 0.45 * G(row, 42)));
        var told = Inspect(numbers, with: study => study with { Target = "y", Metric = Analytics.Learning.Metric.R2 });
        Assert.InRange(told.Solo["x"], 0.755, 0.845);
        Assert.Equal(["far above x"], Named(told.Suspicions));
        Assert.Contains("reaches R² 0.", told.Suspicions[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_in_three_columns_together_tells_the_target()
    {
        bool Coin(int row, int stream) => N(row, stream) > 0.5;
        Column Gaps(string name, Func<int, bool> isMissing) => Number(name, row => isMissing(row) ? double.NaN : G(row, 60));
        var frame = Frame()
            .With(Gaps("x", row => Coin(row, 50)))
            .With(Gaps("y", row => Coin(row, 51)))
            .With(Gaps("z", row => Coin(row, 50) ^ Coin(row, 51) ^ s_bad[row]));

        var leak = Assert.Single(Inspect(frame).Leaks, each => each.Rule == "missing");

        Assert.Equal(["x", "y", "z"], leak.Columns);
        Assert.Contains("which of 'x', 'y', 'z'", leak.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_whose_order_gives_the_target_away_needs_a_meaning_unless_groups_are_kept_together()
    {
        var frame = Frame().With(new Column<bool>("bad", [.. Enumerable.Range(0, Rows).Select(row => row / 100 % 3 == 0)]));

        var order = Assert.Single(Inspect(frame).Suspicions);
        Assert.Equal(("order", "id"), (order.Rule, order.Columns[0]));
        Assert.InRange(order.Value, 0.99, 1);
        Assert.Contains("in the order of 'id' have the same target (AUC ", order.Text, StringComparison.Ordinal);
        Assert.Empty(
            Inspect(
                frame,
                with: study => study with { Meanings = new Dictionary<string, string> { ["id"] = "counts the crashes" } }
            ).Suspicions
        );
        Assert.Empty(
            Inspect(
                frame
                    .With(TextColumn.FromValues("trip", Enumerable.Range(0, Rows).Select(row => "t" + row % 40)))
                    .Select([.. frame.Names, "trip"]),
                with: study =>
                    study with
                    {
                        Split = SplitRule.ByGroup("trip"),
                        Meanings = new Dictionary<string, string> { ["trip"] = "a trip" },
                    }
            ).Suspicions
        );
        Assert.Empty(Inspect(Frame()).Suspicions);
    }

    [Theory]
    // Beyond a third of what the reference leaves untold, and from 0.75 on for a class, from 0.4 on for a number.
    [InlineData(false, 1.25, 0.5, 0.67, 0.745, false)]
    [InlineData(false, 0.95, 0.6, 0.752, 0.80, true)]
    [InlineData(true, 1.28, 0, 0.34, 0.395, false)]
    [InlineData(true, 1, 0.1, 0.41, 0.55, true)]
    [InlineData(true, 1, 0.4, 0.41, 0.55, false)]
    public void Above_what_whole_models_reach_a_feature_needs_a_meaning(
        bool isNumber,
        double noise,
        double reference,
        double least,
        double most,
        bool isAsked
    )
    {
        var classes = Frame(("x", noise));
        var numbers = classes.Select("id", "day", "noise").With(Number("y", row => G(row, 40)));
        numbers = numbers.With(Number("x", row => G(row, 40) + noise * G(row, 42)));

        var seen = Inspect(
            isNumber ? numbers : classes,
            with: study =>
                isNumber
                    ? study with
                    {
                        Target = "y",
                        Metric = Analytics.Learning.Metric.R2,
                        Reference = reference,
                    }
                    : study with
                    {
                        Reference = reference,
                    }
        );

        Assert.InRange(seen.Solo["x"], least, most);
        Assert.Equal(isAsked ? ["far above x"] : [], Named(seen.Suspicions));
        Assert.All(
            seen.Suspicions,
            each =>
                Assert.Contains(
                    FormattableString.Invariant($", and whole models of this question reach {reference:0.000}; "),
                    each.Text,
                    StringComparison.Ordinal
                )
        );
    }
}
