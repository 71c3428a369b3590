using Analytics.Frames;

namespace Analytics.Engine.Tests.Models;

/// <summary>Leaks of many kinds, each planted in examples that are honest without it.</summary>
public sealed class PlantedLeakTests
{
    private const int Rows = 3000;

    private static readonly bool[] s_bad = [.. Enumerable.Range(0, Rows).Select(row => N(row, 1) > 0.6)];

    private static double N(int row, int stream) => new SampleRandom(11, row).Uniform(stream);

    private static double G(int row, int stream) => new SampleRandom(11, row).Normal(stream);

    private static double Y(int row) => s_bad[row] ? 1 : 0;

    private static Column Number(string name, Func<int, double> of) => new Column<double>(name, [.. Enumerable.Range(0, Rows).Select(of)]);

    private static Column Whole(string name, Func<int, int> of) => new Column<int>(name, [.. Enumerable.Range(0, Rows).Select(of)]);

    private static Column Flag(string name, Func<int, bool> of) => new Column<bool>(name, [.. Enumerable.Range(0, Rows).Select(of)]);

    private static Column Words(string name, Func<int, string?> of) => TextColumn.FromValues(name, Enumerable.Range(0, Rows).Select(of));

    private static bool Coin(int row, int stream) => N(row, stream) > 0.5;

    /// <summary>Rank of rows within groups of ten, those that are bad first.</summary>
    private static int PlaceInTen(int row) =>
        Enumerable.Range(row / 10 * 10, 10).OrderByDescending(each => s_bad[each]).ThenBy(each => each).ToList().IndexOf(row);

    private static double TownMean(int row, Func<int, bool> counts, int towns = 600)
    {
        int[] town = [.. Enumerable.Range(0, Rows).Where(each => each % towns == row % towns && counts(each))];
        return town.Length == 0 ? 0.4 : town.Average(Y);
    }

    /// <summary>Name → the columns planted and the columns that must be named.</summary>
    private static readonly Dictionary<string, (Column[] Columns, string[] Named)> s_leaks = new()
    {
        ["copy"] = ([Number("x", row => Y(row) + 0.2 * N(row, 2))], ["x"]),
        ["inverse"] = ([Number("x", row => -Y(row) + 0.2 * N(row, 2))], ["x"]),
        ["hump"] = (
            [
                Number(
                    "x",
                    row =>
                        s_bad[row] ? 0.4 + 0.2 * N(row, 2)
                        : N(row, 3) > 0.5 ? 0.39 * N(row, 2)
                        : 0.61 + 0.39 * N(row, 2)
                ),
            ],
            ["x"]
        ),
        ["waves"] = ([Number("x", row => Math.Floor(8 * N(row, 2)) + (s_bad[row] ? 0.5 : 0) + 0.45 * N(row, 3))], ["x"]),
        ["parity"] = ([Whole("x", row => 2 * (int)(100_000 * N(row, 2)) + (s_bad[row] ? 1 : 0))], ["x"]),
        ["word"] = ([Words("x", row => (s_bad[row] ? "tow" : "drive") + (int)(6 * N(row, 2)))], ["x"]),
        ["first letter"] = ([Words("x", row => (s_bad[row] ? "S" : "L") + row)], ["x"]),
        ["missing"] = ([Number("x", row => s_bad[row] ? double.NaN : N(row, 2))], ["x"]),
        ["missing together"] = (
            [
                Number("x", row => Coin(row, 2) ? double.NaN : N(row, 3)),
                Number("y", row => Coin(row, 2) ^ s_bad[row] ? double.NaN : N(row, 4)),
            ],
            ["x", "y"]
        ),
        ["missing or not"] = (
            [Number("x", row => Coin(row, 2) ? double.NaN : N(row, 3)), Flag("y", row => Coin(row, 2) ^ s_bad[row])],
            ["x", "y"]
        ),
        ["sum"] = ([Number("x", row => 20 * G(row, 2)), Number("y", row => Y(row) - 20 * G(row, 2) + 0.2 * N(row, 4))], ["x", "y"]),
        ["ratio"] = ([Number("x", row => 1 + 99 * N(row, 2)), Number("y", row => (1 + 99 * N(row, 2)) / (1 + Y(row)))], ["x", "y"]),
        ["product"] = ([Number("x", row => 1 + 99 * N(row, 2)), Number("y", row => (1 + Y(row)) / (1 + 99 * N(row, 2)))], ["x", "y"]),
        ["equal"] = (
            [
                Whole("x", row => (int)(50 * N(row, 2))),
                Whole(
                    "y",
                    row =>
                        (int)(50 * N(row, 2))
                        + (
                            s_bad[row] ? 0
                            : Coin(row, 3) ? 1 + (int)(9 * N(row, 4))
                            : -1 - (int)(9 * N(row, 4))
                        )
                ),
            ],
            ["x", "y"]
        ),
        ["xor"] = ([Flag("x", row => Coin(row, 2)), Flag("y", row => Coin(row, 2) ^ s_bad[row])], ["x", "y"]),
        ["three flags"] = (
            [Flag("x", row => Coin(row, 2)), Flag("y", row => Coin(row, 3)), Flag("z", row => Coin(row, 2) ^ Coin(row, 3) ^ s_bad[row])],
            ["x", "y", "z"]
        ),
        ["limit by word"] = (
            [Words("x", row => "kind" + row % 7), Number("y", row => row % 7 * 0.37 % 1 * 10 + (s_bad[row] ? 1 : -1) * N(row, 2))],
            ["x", "y"]
        ),
        ["word by word"] = (
            [
                Words("x", row => "a" + (int)(5 * N(row, 2))),
                Words("y", row => "b" + (((int)(5 * N(row, 2)) + (s_bad[row] ? 1 + (int)(4 * N(row, 3)) : 0)) % 5)),
            ],
            ["x", "y"]
        ),
        ["sum of three"] = (
            [
                Number("x", row => 5 * G(row, 2)),
                Number("y", row => 5 * G(row, 4)),
                Number("z", row => Y(row) - 5 * G(row, 2) - 5 * G(row, 4) + 0.2 * N(row, 6)),
            ],
            ["x", "y", "z"]
        ),
        ["product of three"] = (
            [
                Number("x", row => Math.Exp(G(row, 2))),
                Number("y", row => Math.Exp(G(row, 4))),
                Number("z", row => Math.Exp(Y(row) - G(row, 2) - G(row, 4))),
            ],
            ["x", "y", "z"]
        ),
        ["order of ids"] = (
            [
                Whole(
                    "x",
                    row =>
                        row / 300 * 1000
                        + Enumerable
                            .Range(row / 300 * 300, 300)
                            .OrderByDescending(each => s_bad[each])
                            .ThenBy(each => each)
                            .ToList()
                            .IndexOf(row)
                ),
            ],
            ["x"]
        ),
        ["order within a day"] = ([Whole("x", row => row / 10 * 10 + PlaceInTen(row))], ["x"]),
        ["mean of the target"] = ([Words("town", row => "t" + row % 600), Number("x", row => TownMean(row, _ => true))], ["x", "town"]),
        ["mean without oneself"] = ([Words("town", row => "t" + row % 600), Number("x", row => TownMean(row, each => each != row))], ["x"]),
        ["known too late, renamed"] = (
            [Number("late", row => Math.Floor(3 * N(row, 2))), Number("x", row => 10 * Math.Floor(3 * N(row, 2)) + 0.01 * N(row, 3))],
            ["x", "late"]
        ),
        ["known too late, other words"] = (
            [Words("late", row => "w" + (int)(4 * N(row, 2))), Words("x", row => "v" + (int)(4 * N(row, 2)))],
            ["x", "late"]
        ),
    };

    public static TheoryData<string> Leaks => [.. s_leaks.Keys];

    private static Frame Honest(Frame? planted = null) =>
        new([
            TextColumn.FromValues("id", Enumerable.Range(0, Rows).Select(row => FormattableString.Invariant($"e{row:0000}"))),
            new Column<bool>("bad", s_bad),
            new Column<DateOnly>("day", [.. Enumerable.Range(0, Rows).Select(row => new DateOnly(2024, 1, 1).AddDays(row / 10))]),
            Number("a", row => 0.8 * Y(row) + G(row, 20)),
            Number("b", row => G(row, 22) > 1 ? double.NaN : G(row, 22)),
            Words("word", row => "w" + (int)(9 * N(row, 24))),
            Flag("flag", row => N(row, 25) < 0.3 + 0.3 * Y(row)),
            .. planted?.Columns ?? [],
        ]);

    private static LeakReport Inspect(Frame frame, ExperimentRun? champion = null, Func<PredictionStudy, PredictionStudy>? with = null)
    {
        string[] features = [.. frame.Names.Except(["id", "bad", "day", "late"])];
        var study = Toy.Study(late: "late") with { FeatureGroups = new Dictionary<string, IReadOnlyList<string>> { ["all"] = features } };
        study = with?.Invoke(study) ?? study;
        return LeakGuard.Inspect(frame, study, features, Sides.Of(study.Split, frame, "id", 0), champion);
    }

    [Fact]
    public void Honest_features_are_refused_nothing_and_suspected_of_nothing()
    {
        var seen = Inspect(Honest());
        Assert.Empty(seen.Leaks);
        Assert.Empty(seen.Suspicions);
        Assert.Equal(["a", "b", "flag", "word"], seen.Solo.Keys);
        Assert.InRange(seen.Solo["a"], 0.65, 0.8);
        Assert.InRange(seen.Solo["b"], 0.45, 0.55);
    }

    [Theory, MemberData(nameof(Leaks))]
    public void A_planted_leak_is_refused_and_its_columns_are_named(string kind)
    {
        var (columns, named) = s_leaks[kind];
        var seen = Inspect(Honest(new Frame(columns)));
        Assert.True(
            seen.Leaks.Any(leak => named.All(leak.Columns.Contains)),
            string.Join("\n", seen.Leaks.Select(leak => leak.Rule + ": " + leak.Text).Prepend("found:"))
        );
        // What is honest beside it is not accused.
        Assert.All(seen.Leaks, leak => Assert.Empty(leak.Columns.Intersect(["a", "b", "flag", "word"])));
    }

    [Fact]
    public void A_noisy_copy_of_the_target_is_suspected_until_the_study_says_what_it_means()
    {
        var frame = Honest(new Frame(Number("x", row => Y(row) + 0.37 * G(row, 2))));
        var seen = Inspect(frame);
        Assert.InRange(seen.Solo["x"], 0.95, 0.985);
        Assert.Empty(seen.Leaks);
        Assert.Equal("x", Assert.Single(seen.Suspicions).Columns[0]);
        Assert.Contains("Meanings[\"x\"]", seen.Suspicions[0].Text);
        Assert.Empty(
            Inspect(
                frame,
                with: study => study with { Meanings = new Dictionary<string, string> { ["x"] = "read off at the scene" } }
            ).Suspicions
        );
    }

    [Fact]
    public void Two_noisy_copies_do_not_hide_behind_each_other()
    {
        var frame = Honest(new Frame(Number("x", row => Y(row) + 0.37 * G(row, 2)), Number("y", row => Y(row) + 0.39 * G(row, 4))));
        var seen = Inspect(frame);
        Assert.Equal(["x", "y"], seen.Suspicions.Concat(seen.Leaks).SelectMany(each => each.Columns).Distinct().Order());
    }

    [Fact]
    public void A_feature_above_what_honest_models_reach_is_suspected_and_one_below_is_not()
    {
        var frame = Honest(new Frame(Number("x", row => Y(row) + 0.6 * G(row, 2))));
        Assert.Empty(Inspect(frame).Suspicions);
        Assert.Equal("x", Assert.Single(Inspect(frame, with: study => study with { Reference = 0.75 }).Suspicions).Columns[0]);
        Assert.Empty(Inspect(frame, with: study => study with { Reference = 0.86 }).Suspicions);
    }

    [Fact]
    public void A_feature_that_arrives_new_and_tells_more_than_the_champion_needs_a_meaning()
    {
        var frame = Honest(new Frame(Number("x", row => Y(row) + 0.6 * G(row, 2))));
        var champion = Toy.Run(["a", "b", "word", "flag"], 0.8);

        var leak = Assert.Single(Inspect(frame, champion).Leaks);

        Assert.Equal(("meaning", "x"), (leak.Rule, leak.Columns[0]));
        Assert.Empty(
            Inspect(
                frame,
                champion,
                study => study with { Meanings = new Dictionary<string, string> { ["x"] = "read off at the scene" } }
            ).Leaks
        );
        Assert.Empty(Inspect(frame, Toy.Run(["a", "b", "word", "flag", "x"], 0.8)).Leaks);
        Assert.Empty(Inspect(frame, Toy.Run(["a", "b", "word", "flag"], 0.93)).Leaks);
    }

    [Fact]
    public void A_number_that_a_feature_copies_is_refused()
    {
        var frame = Honest(new Frame(Number("x", row => Y(row) + 5 * G(row, 2)), Number("y", row => 3 * Y(row) + 15 * G(row, 2))))
            .Select("id", "bad", "day", "a", "x", "y");
        var study = Toy.Study() with
        {
            Target = "y",
            FeatureGroups = new Dictionary<string, IReadOnlyList<string>> { ["all"] = ["a", "x"] },
        };
        Assert.Equal(
            "x",
            Assert.Single(LeakGuard.Inspect(frame, study, ["a", "x"], Sides.Of(study.Split, frame, "id", 0)).Leaks).Columns[0]
        );
        Assert.Empty(LeakGuard.Inspect(frame, study, ["a"], Sides.Of(study.Split, frame, "id", 0)).Leaks);
    }

    [Fact]
    public void A_model_that_is_nearly_always_right_on_both_held_out_sides_is_refused()
    {
        Assert.Equal("fitted", LeakGuard.Fitted("roc_auc", 0.995, 0.992)!.Rule);
        Assert.Null(LeakGuard.Fitted("roc_auc", 0.995, 0.95));
        Assert.Null(LeakGuard.Fitted("rmse", 0.995, 0.995));
    }
}
