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
}
