using Analytics.Frames;

namespace Analytics.Engine.Tests.Models;

/// <summary>When a feature holds what a column declared too late holds, and when it only goes with it.</summary>
public sealed class LateContentTests
{
    private const int Rows = 400;

    private static double N(int row, int stream) => new SampleRandom(29, row).Uniform(stream);

    private static bool IsFound(Column late, Column feature)
    {
        var frame = new Frame(late, feature);
        return LateContent.Find(frame, Toy.Study(late: "late"), ["x"]).Any(leak => leak is { Rule: "too late", Columns: ["x", "late"] });
    }

    private static Column Number(string name, Func<int, double> of) => new Column<double>(name, [.. Enumerable.Range(0, Rows).Select(of)]);

    private static Column Words(string name, Func<int, string?> of) => TextColumn.FromValues(name, Enumerable.Range(0, Rows).Select(of));

    [Theory]
    [InlineData(20, true)]
    [InlineData(21, false)]
    public void Whether_there_is_an_income_is_not_the_income(int different, bool isFound) =>
        // Two values against so many that all but go with them.
        Assert.Equal(
            isFound,
            IsFound(
                Number("late", row => row % 2 * 1000 + row / 2 % (different / 2) + (row == 0 && different % 2 == 1 ? 0.5 : 0)),
                Number("x", row => row % 2)
            )
        );

    [Fact]
    public void Powers_are_alike_by_their_logarithms_also_below_zero()
    {
        Assert.True(IsFound(Number("late", row => Math.Exp(12 * N(row, 1))), Number("x", row => Math.Exp(36 * N(row, 1)))));
        Assert.True(IsFound(Number("late", row => Math.Exp(-6 * N(row, 1)) - 1), Number("x", row => Math.Exp(-18 * N(row, 1)) - 1)));
        Assert.False(IsFound(Number("late", row => Math.Exp(12 * N(row, 1))), Number("x", row => Math.Exp(36 * N(row, 2)))));
    }

    [Theory]
    [InlineData(360, true)]
    [InlineData(359, false)]
    public void Most_rows_where_either_is_known_must_know_both(int known, bool isFound) =>
        Assert.Equal(isFound, IsFound(Number("late", row => N(row, 1)), Number("x", row => row < known ? N(row, 1) : double.NaN)));

    [Theory]
    [InlineData(10, true)]
    [InlineData(9, false)]
    public void Ten_rows_at_least_must_know_both(int known, bool isFound) =>
        Assert.Equal(
            isFound,
            IsFound(
                Number("late", row => row < known ? N(row, 1) : double.NaN),
                Number("x", row => row < known ? 2 * N(row, 1) : double.NaN)
            )
        );

    [Fact]
    public void A_number_that_does_not_vary_is_like_nothing() =>
        Assert.False(IsFound(Number("late", _ => 1e9 / 3), Number("x", _ => 1e9 / 3)));

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void Words_that_stand_nearly_once_guess_themselves(int different, bool isFound) =>
        Assert.Equal(isFound, IsFound(Words("late", row => "a" + row % different), Words("x", row => "b" + row % different)));

    [Fact]
    public void A_finer_word_is_no_copy_of_a_coarser_one_nor_the_other_way_round()
    {
        Column coarse = Words("late", row => "a" + row % 4),
            fine = Words("x", row => "b" + row % 16);
        Assert.False(IsFound(coarse, fine));
        Assert.False(IsFound(Words("late", row => "b" + row % 16), Words("x", row => "a" + row % 4)));
        Assert.True(IsFound(coarse, Words("x", row => "b" + row % 4)));
    }

    [Fact]
    public void Words_that_are_nearly_always_the_same_are_no_copies_of_each_other()
    {
        Assert.False(
            IsFound(Words("late", row => row % 200 == 0 ? "rare" : "usual"), Words("x", row => row % 200 == 7 ? "seldom" : "often"))
        );
        Assert.False(IsFound(Words("late", _ => "usual"), Words("x", _ => "often")));
        Assert.False(IsFound(Number("late", row => row % 4), Words("x", row => "b" + row % 4)));
    }
}
