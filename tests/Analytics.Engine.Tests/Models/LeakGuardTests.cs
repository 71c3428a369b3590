using Analytics.Frames;

namespace Analytics.Engine.Tests.Models;

public sealed class LeakGuardTests
{
    private static readonly string[] s_all = ["a", "b", "word"];

    private static IReadOnlyList<Leak> Inspect(Frame frame, PredictionStudy? study = null, Sides? sides = null)
    {
        study ??= Toy.Study();
        return LeakGuard.Inspect(frame, study, s_all, sides ?? Sides.Of(study.Split, frame, "id", 0)).Leaks;
    }

    [Fact]
    public void Features_that_know_nothing_of_the_target_pass() => Assert.Empty(Inspect(Toy.Examples()));

    [Fact]
    public void A_number_that_alone_tells_the_target_is_refused_either_way_round()
    {
        var leak = Assert.Single(Inspect(Toy.Examples(a: (row, bad) => (bad ? -10 : 10) + Toy.Noise(row, 2))));
        Assert.Equal(("feature", "a"), (leak.Rule, leak.Columns[0]));
        Assert.True(leak.Value > 0.99);
    }

    [Fact]
    public void A_number_that_is_missing_just_where_the_target_is_true_is_refused() =>
        Assert.Equal("a", Assert.Single(Inspect(Toy.Examples(a: (row, bad) => bad ? double.NaN : Toy.Noise(row, 2)))).Columns[0]);

    [Fact]
    public void A_word_that_tells_the_target_is_refused_but_a_name_that_stands_once_is_not()
    {
        Assert.Equal("word", Assert.Single(Inspect(Toy.Examples(word: (_, bad) => bad ? "severe" : "light"))).Columns[0]);
        Assert.Empty(Inspect(Toy.Examples(word: (row, _) => "name" + row)));
    }

    [Theory]
    [InlineData('+')]
    [InlineData('-')]
    [InlineData('*')]
    public void Two_numbers_that_tell_the_target_together_are_refused(char sign)
    {
        // Each is noise by itself; their sum, difference or product is 1 or 2.
        double A(int row) => 1 + 100 * Toy.Noise(row, 2);
        double B(int row, bool bad) =>
            (bad ? 2 : 1) is var sum && sign == '+' ? sum - A(row)
            : sign == '-' ? A(row) - sum
            : sum / A(row);

        var leak = Assert.Single(Inspect(Toy.Examples((row, _) => A(row), B)));

        Assert.Equal("pair", leak.Rule);
        Assert.Contains($"'a' {sign} 'b'", leak.Text);
    }

    [Fact]
    public void A_column_that_is_known_too_late_is_refused_whatever_it_tells() =>
        Assert.Equal("too late", Assert.Single(Inspect(Toy.Examples(), Toy.Study(late: "b"))).Rule);

    [Fact]
    public void An_entity_on_both_sides_of_the_split_is_refused()
    {
        var frame = Toy.Examples();
        Assert.Contains(
            Inspect(
                frame,
                sides: new Sides([.. Enumerable.Range(0, 200)], [.. Enumerable.Range(200, 50)], [.. Enumerable.Range(199, 201)], "")
            ),
            leak => leak.Rule == "entity"
        );
    }

    [Fact]
    public void Training_rows_later_than_the_test_are_refused() =>
        Assert.Contains(
            Inspect(
                Toy.Examples(),
                sides: new Sides([.. Enumerable.Range(200, 200)], [.. Enumerable.Range(150, 50)], [.. Enumerable.Range(0, 150)], "")
            ),
            leak => leak.Rule == "time"
        );

    [Fact]
    public void A_trip_whose_rows_are_cut_in_two_is_refused()
    {
        var study = Toy.Study(SplitRule.ByGroup("trip"));
        var frame = Toy.Examples();
        Assert.Empty(Inspect(frame, study));
        Assert.Contains(
            Inspect(
                frame,
                study,
                new Sides([.. Enumerable.Range(0, 205)], [.. Enumerable.Range(205, 45)], [.. Enumerable.Range(250, 150)], "")
            ),
            leak => leak.Rule == "group"
        );
    }

    [Fact]
    public void What_was_looked_for_is_said_of_each_search_that_took_place_and_of_no_other()
    {
        string[] Searched(PredictionStudy study, Frame? frame = null, ExperimentRun? champion = null)
        {
            frame ??= Toy.Examples();
            return [.. LeakGuard.Inspect(frame, study, s_all, Sides.Of(study.Split, frame, "id", 0), champion).Searched];
        }

        string[] judged = [LeakSample.DisguiseWords, LeakSample.MissingWords, LeakPairs.Words, LeakSums.Words];
        var plain = Searched(Toy.Study());

        Assert.Equal(plain.Distinct(), plain);
        Assert.Contains(
            "a feature that alone tells the target, as a number in its order or as leaves of a tree on the half of 400 rows that it was not learned from (AUC above 0.99)",
            plain
        );
        Assert.Empty(judged.Append(TargetMeans.Words).Except(plain));
        Assert.Contains("rows of one target beside each other in the order of 'id'", plain);
        Assert.Equal([LateContent.Words], Searched(Toy.Study(late: "c")).Except(plain));
        // A run comes out again whatever champion there was when it was trained.
        Assert.Equal(plain, Searched(Toy.Study(), champion: Toy.Run(s_all, 0.8)));
        Assert.Equal(
            ["a feature far above the next best or above what whole models of the question reach (0.80)"],
            Searched(Toy.Study() with { Reference = 0.8 }).Except(plain)
        );
        Assert.Equal(
            ["rows of one target beside each other in the order of 'id'"],
            plain.Except(Searched(Toy.Study(SplitRule.ByGroup("trip"))))
        );
        // Four rows of a class: nothing can be learned on one half and judged on the other.
        var few = Toy.Examples().With(new Column<bool>("bad", [.. Enumerable.Range(0, 400).Select(row => row % 100 == 0)]));
        var unjudged = Searched(Toy.Study(), few);
        Assert.Empty(judged.Intersect(unjudged));
        Assert.Contains("a feature that alone tells the target, as a number in its order (AUC above 0.99)", unjudged);
        Assert.DoesNotContain(unjudged, each => each.StartsWith("rows of one target", StringComparison.Ordinal));
        // Of three classes there is no single mean.
        var three = Toy.Examples()
            .With(TextColumn.FromValues("bad", Enumerable.Range(0, 400).Select(row => "c" + (int)(3 * Toy.Noise(row, 1)))));
        Assert.Empty(new[] { TargetMeans.Words, LeakSums.Words }.Intersect(Searched(Toy.Study(), three)));
    }
}
