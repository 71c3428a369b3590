using Analytics.Frames;

namespace Analytics.Engine.Tests.Models;

/// <summary>What two or three features tell together, and features in disguise: what each search needs its second look for.</summary>
public sealed class LeakPairsTests
{
    private static double N(int row, int stream) => new SampleRandom(37, row).Uniform(stream);

    private static double G(int row, int stream) => new SampleRandom(37, row).Normal(stream);

    private static bool IsBad(int row) => N(row, 1) > 0.6;

    private static double Y(int row) => IsBad(row) ? 1 : 0;

    private static Column Number(string name, int rows, Func<int, double> of) =>
        new Column<double>(name, [.. Enumerable.Range(0, rows).Select(of)]);

    private static Column Words(string name, int rows, Func<int, string?> of) =>
        TextColumn.FromValues(name, Enumerable.Range(0, rows).Select(of));

    private static LeakSample Sample(int rows, Func<int, bool> isBad, SplitRule? split, params Column[] columns) =>
        new(
            new Frame([
                TextColumn.FromValues("id", Enumerable.Range(0, rows).Select(row => FormattableString.Invariant($"e{row:00000}"))),
                new Column<bool>("bad", [.. Enumerable.Range(0, rows).Select(isBad)]),
                new Column<DateOnly>("day", [.. Enumerable.Range(0, rows).Select(row => new DateOnly(2024, 1, 1).AddDays(row / 20))]),
                .. columns,
            ]),
            Toy.Study(split ?? SplitRule.ByKey())
        );

    private static Leak[] Find(LeakSample few, LeakSample many, params string[] features) => [.. new LeakPairs(few, many).Find(features)];

    [Fact]
    public void A_pair_that_shows_a_little_less_on_few_rows_is_measured_on_more()
    {
        // On few rows one in a hundred is spoilt.
        Column[] Columns(int rows, bool isSpoilt) =>
            [
                Number("x", rows, row => 20 * G(row, 2)),
                Number("y", rows, row => (isSpoilt && row % 60 == 0 ? 1 - Y(row) : Y(row)) - 20 * G(row, 2) + 0.2 * N(row, 4)),
            ];
        LeakSample few = Sample(2000, IsBad, null, Columns(2000, true)),
            many = Sample(4000, IsBad, null, Columns(4000, false));

        Assert.InRange(
            few.Alone([.. Enumerable.Range(0, 2000).Select(row => few.Frame["x"].ToDoubles()[row] + few.Frame["y"].ToDoubles()[row])]),
            0.971,
            0.989
        );
        Assert.Equal(["x", "y"], Assert.Single(Find(few, many, "x", "y")).Columns);
        // On all rows it must be above the limit.
        Assert.Empty(Find(many, few, "x", "y"));
    }

    [Fact]
    public void A_line_across_two_numbers_is_found_by_trees_where_a_table_is_too_coarse()
    {
        LeakSample Rows(int rows) =>
            Sample(
                rows,
                row => N(row, 3) > 0.5 + 0.4 * Math.Sin(9 * N(row, 2)),
                null,
                Number("x", rows, row => N(row, 2)),
                Number("y", rows, row => N(row, 3))
            );
        var many = Rows(3000);
        var table = Coded.Of(many.Frame["x"], 32).And(Coded.Of(many.Frame["y"], 32));
        Assert.InRange(many.Screen.Of(table), 0.93, 0.99);

        Assert.StartsWith(
            "'x' and 'y' together tell the target (AUC ",
            Assert.Single(Find(Rows(2000), many, "x", "y")).Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_table_of_words_is_found_where_trees_are_too_coarse()
    {
        const int Rows = 12_000;
        static bool Told(int row) => N((int)(14 * N(row, 2)) * 100 + (int)(14 * N(row, 3)), 9) > 0.5;
        Column[] Columns(int rows) =>
            [Words("x", rows, row => "a" + (int)(14 * N(row, 2))), Words("y", rows, row => "b" + (int)(14 * N(row, 3)))];

        Assert.Equal(
            ["x", "y"],
            Assert.Single(Find(Sample(2000, Told, null, Columns(2000)), Sample(Rows, Told, null, Columns(Rows)), "x", "y")).Columns
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whether_a_value_is_missing_is_a_flag_like_any_other(int missing)
    {
        bool Coin(int row, int stream) => N(row, stream) > 0.5;
        bool[] flags(int row) => [Coin(row, 2), Coin(row, 3), Coin(row, 2) ^ Coin(row, 3) ^ IsBad(row)];
        Column Of(string name, int at) =>
            at < missing ? Number(name, 2000, row => flags(row)[at] ? double.NaN : 0) : Number(name, 2000, row => flags(row)[at] ? 1 : 0);
        var sample = Sample(2000, IsBad, null, Of("x", 0), Of("y", 1), Of("z", 2));

        Assert.Contains(Find(sample, sample, "x", "y", "z"), leak => leak is { Rule: "three", Columns: ["x", "y", "z"] });
    }

    [Fact]
    public void Of_many_pairs_that_stand_out_those_that_do_most_are_measured()
    {
        // Of thirty numbers each pair stands out on few rows; one pair does so wholly, and on all rows as well.
        Column[] Columns(int rows, double noise) =>
            [
                .. Enumerable
                    .Range(10, 10)
                    .Select(at => Number("n" + at, rows, row => (at % 2 == 0 ? 1 : -1) * 20 * G(row, 2) + Y(row) + noise * G(row, 2 * at))),
                Number("x", rows, row => 50 * G(row, 60)),
                Number("y", rows, row => Y(row) - 50 * G(row, 60)),
            ];
        LeakSample few = Sample(2000, IsBad, null, Columns(2000, 0.3)),
            many = Sample(4000, IsBad, null, Columns(4000, 3));
        string[] features = [.. few.Frame.Names.Except(["id", "bad", "day"])];

        Assert.Contains(Find(few, many, features), leak => leak.Columns is ["x", "y"]);
    }

    private static Leak? InDisguise(Column column, SplitRule? split = null, Func<int, bool>? isBad = null, params Column[] others)
    {
        var sample = Sample(column.Count, isBad ?? IsBad, split, [column, .. others]);
        return sample.InDisguise(column.Name, [column.Name, .. others.Select(other => other.Name)]);
    }

    [Theory]
    [InlineData("its first letter")]
    [InlineData("its first 2 letters")]
    [InlineData("its first 3 letters")]
    [InlineData("its last letter")]
    [InlineData("its length")]
    [InlineData("being even or odd")]
    [InlineData("its last digit")]
    [InlineData("its last two digits")]
    public void Letters_and_digits_that_tell_the_target_are_named(string what)
    {
        const int Rows = 2000;
        var noise = "abcdefgh";
        char Any(int row, int stream) => noise[(int)(8 * N(row, stream))];
        // Which letter tells depends on those before it, so that no shorter start does.
        int Two(int row) => (int)(4 * N(row, 30));
        int Three(int row) => (int)(4 * N(row, 31));
        char Letter(int row, int before) => noise[(before + (IsBad(row) ? 1 : 0)) % 2 + 2 * (int)(4 * N(row, 33))];
        string Tail(int row) => FormattableString.Invariant($"{1_000_000 + (int)(8_000_000 * N(row, 34))}{Any(row, 35)}");
        Column column = what switch
        {
            "its first letter" => Words("x", Rows, row => Letter(row, 0) + Tail(row)),
            "its first 2 letters" => Words("x", Rows, row => $"{noise[Two(row)]}{Letter(row, Two(row))}{Tail(row)}"),
            "its first 3 letters" => Words(
                "x",
                Rows,
                row => $"{noise[Two(row)]}{noise[Three(row)]}{Letter(row, Two(row) + Three(row))}{Tail(row)}"
            ),
            "its last letter" => Words("x", Rows, row => Tail(row) + Letter(row, 0)),
            "its length" => Words(
                "x",
                Rows,
                row => Any(row, 31) + new string('z', 2 * (int)(4 * N(row, 32)) + (IsBad(row) ? 1 : 0)) + Tail(row)
            ),
            "being even or odd" => Number("x", Rows, row => 2 * Math.Floor(50_000 * N(row, 32)) + Y(row)),
            "its last digit" => Number(
                "x",
                Rows,
                row => 10 * Math.Floor(50_000 * N(row, 32)) + (IsBad(row) ? new[] { 1, 4, 6 } : [0, 3, 7])[(int)(3 * N(row, 33))]
            ),
            _ => Number(
                "x",
                Rows,
                row =>
                    100 * Math.Floor(5_000 * N(row, 32))
                    + 10 * (int)(10 * N(row, 36))
                    + (int)(5 * N(row, 33)) * 2
                    + ((int)(10 * N(row, 36)) + (IsBad(row) ? 1 : 0)) % 2
            ),
        };

        Assert.Contains($"'x' tells the target by {what} (AUC ", InDisguise(column)?.Text ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_within_a_day_or_a_word_and_a_distance_from_its_mean_are_named_with_the_column()
    {
        const int Rows = 3000;
        // Within twenty rows of a day the bad ones come first, in numbers that say nothing from day to day.
        Column byDay = Number(
            "x",
            Rows,
            row =>
                1000 * N(row / 20, 40)
                + Enumerable.Range(row / 20 * 20, 20).OrderByDescending(IsBad).ThenBy(each => each).ToList().IndexOf(row)
        );
        Assert.Equal(["x", "day"], InDisguise(byDay, SplitRule.ByTime("day"))!.Columns);
        Assert.Null(InDisguise(byDay));

        Column word = Words("w", Rows, row => "k" + row % 50),
            byWord = Number("x", Rows, row => 1000 * N(row % 50, 40) + 3 * Y(row) + N(row, 41));
        Assert.Equal(["x", "w"], InDisguise(byWord, null, null, word)!.Columns);
        // A word that stands once or twice is no group to look within.
        Assert.Null(InDisguise(byWord, null, null, Words("w", Rows, row => "k" + row / 2)));
        // Flags have no place.
        Assert.Null(InDisguise(Number("x", Rows, row => N(row, 42) > 0.5 ? 1 : 0), null, null, word));
    }

    [Fact]
    public void Rows_beside_a_row_tell_only_where_most_values_are_different()
    {
        // In the order of the number a stretch is of one class; rounded to a few numbers, rows of one value have no order.
        static bool Told(int row) => (int)(40 * N(row, 50)) % 2 == 1;
        Assert.Equal("place", InDisguise(Number("x", 2000, row => N(row, 50) + 0.0), null, Told)?.Rule);
        Assert.Null(InDisguise(Number("x", 2000, row => Math.Floor(9 * N(row, 50))), null, Told));
    }

    [Fact]
    public void Of_what_is_missing_together_only_the_columns_that_are_needed_are_named_and_how_many_are_missing_counts()
    {
        bool Coin(int row, int stream) => N(row, stream) > 0.5;
        Column Gaps(string name, Func<int, bool> isMissing) => Number(name, 2000, row => isMissing(row) ? double.NaN : 1 + N(row, 60));
        var sample = Sample(
            2000,
            IsBad,
            null,
            Gaps("a", row => Coin(row, 71)),
            Gaps("x", row => Coin(row, 70)),
            Gaps("y", row => Coin(row, 70) ^ IsBad(row)),
            Words("z", 2000, row => Coin(row, 72) ? null : "w")
        );
        Assert.Equal(["x", "y"], sample.Missing(["a", "x", "y", "z"])!.Columns);

        // Words without a value are missing too.
        var words = Sample(
            2000,
            IsBad,
            null,
            Gaps("x", row => Coin(row, 70)),
            Words("z", 2000, row => Coin(row, 70) ^ IsBad(row) ? null : "w")
        );
        Assert.Equal(["x", "z"], words.Missing(["x", "z"])!.Columns);

        // Of twelve columns so many patterns that few come again; how many are missing tells.
        Column[] many =
        [
            .. Enumerable
                .Range(0, 12)
                .Select(at =>
                    Gaps(
                        "c" + at.ToString("00", System.Globalization.CultureInfo.InvariantCulture),
                        row => (at + (int)(12 * N(row, 80))) % 12 < (IsBad(row) ? 7 : 5)
                    )
                ),
        ];
        Assert.Equal("missing", Sample(2000, IsBad, null, many).Missing([.. many.Select(column => column.Name)])!.Rule);
    }

    [Fact]
    public void The_order_of_the_key_is_told_by_rows_of_one_day_too()
    {
        var sample = Sample(2000, row => row / 20 % 2 == 1, SplitRule.ByTime("day"), Number("x", 2000, row => N(row, 2)));
        Assert.InRange(sample.KeyOrder(), 0.95, 1);
    }

    private static string[] Sum(string rule, params Column[] columns) =>
        LeakSums
            .Find(Sample(columns[0].Count, IsBad, null, columns), [.. columns.Select(column => column.Name)])
            .FirstOrDefault(leak => leak.Rule == rule)
            ?.Columns.Order(StringComparer.Ordinal)
            .ToArray()
        ?? [];

    [Fact]
    public void A_sum_of_many_names_those_that_it_needs()
    {
        const int Rows = 2000;
        Column[] noise = [.. Enumerable.Range(0, 4).Select(at => Number("a" + at, Rows, row => 100 * G(row, 90 + 2 * at)))];
        Column[] Parts(int count) =>
            [
                .. Enumerable.Range(0, count - 1).Select(at => Number("x" + at, Rows, row => 5 * G(row, 110 + 2 * at))),
                Number("y", Rows, row => Y(row) - Enumerable.Range(0, count - 1).Sum(at => 5 * G(row, 110 + 2 * at)) + 0.1 * N(row, 5)),
            ];

        Assert.Equal(["x0", "x1", "x2", "y"], Sum("sum", [.. noise, .. Parts(4)]));
        Assert.Equal(["x0", "x1", "x2", "x3", "x4", "x5", "x6", "y"], Sum("sum", [.. noise, .. Parts(8)]));
        Assert.Empty(Sum("sum", noise));
    }

    [Fact]
    public void A_product_of_powers_is_found_though_some_factors_are_zero()
    {
        const int Rows = 2000;
        Column[] columns =
        [
            Number("x", Rows, row => row % 500 == 0 ? 0 : Math.Exp(G(row, 2))),
            Number("y", Rows, row => Math.Exp(G(row, 4))),
            Number("z", Rows, row => Math.Exp(Y(row) - G(row, 2) - G(row, 4))),
        ];
        Assert.Equal(["x", "y", "z"], Sum("product", columns));
        Assert.Empty(Sum("sum", columns));
    }

    [Fact]
    public void A_sum_is_judged_on_rows_that_it_was_not_learned_from()
    {
        // As many columns as half the rows have: on its own rows any target would be met.
        Column[] noise =
        [
            .. Enumerable.Range(0, 45).Select(at => Number(FormattableString.Invariant($"a{at:00}"), 100, row => G(row, 90 + 2 * at))),
        ];
        Assert.Empty(Sum("sum", noise));
    }
}
