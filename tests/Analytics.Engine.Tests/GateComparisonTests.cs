using Analytics.DuckDb;
using Analytics.Lake;

namespace Analytics.Engine.Tests;

/// <summary>What each gate says at its bound, one step below and one above: no lake, only figures.</summary>
public sealed class GateComparisonTests
{
    private static readonly Dictionary<string, IReadOnlyList<string>> s_noGroups = [];

    [Theory]
    [InlineData(2, 8, true, "at most 0.25 of all rows (2 of 8)", 0.25)]
    [InlineData(2, 7, false, "at most 0.25 of the rows of a.csv (2 of 7)", 2.0 / 7)]
    // A single row is no share, whatever the file's size.
    [InlineData(1, 1, true, "at most 0.25 of all rows (0 of 1)", 0)]
    [InlineData(2, 2, false, "at most 0.25 of the rows of a.csv (2 of 2)", 1)]
    public void A_file_may_break_the_share_that_is_tolerated_and_no_row_more(
        long broken,
        long rows,
        bool passes,
        string expected,
        double observed
    )
    {
        var candidate = Of() with
        {
            Deliveries = [new Delivery("items", "a.csv", rows, broken)],
            Refusals = new Refusals(0, 0, broken > 1 ? broken : 0, 0),
            Account = new Account(rows, rows - broken, broken, 0),
        };

        Assert.Equal(
            new Verdict("silver.toy.items", "quarantine share", Severity.Fail, passes, observed, expected),
            new QuarantineShare(0.25).Judge(candidate)
        );
    }

    [Theory]
    [InlineData(2, 8, true, "at most 0.25 of all rows (0 of 8)", 0)]
    [InlineData(3, 8, false, "at most 0.25 of the records of a.csv (3 of 8)", 0.375)]
    [InlineData(1, 2, true, "at most 0.25 of all rows (0 of 8)", 0)]
    public void Records_that_cannot_be_read_are_judged_by_the_records_of_their_file(
        long unreadable,
        long records,
        bool passes,
        string expected,
        double observed
    )
    {
        var candidate = Of() with
        {
            Deliveries = [new Delivery("items", "a.csv", 8, 0) { Records = records, Unreadable = unreadable }],
            Refusals = new Refusals(0, unreadable, 0, 0),
            Account = new Account(8 + unreadable, 8, unreadable, 0),
        };

        var verdict = new QuarantineShare(0.25).Judge(candidate);

        Assert.Equal((passes, observed, expected), (verdict.Passed, verdict.Observed, verdict.Expected));
    }

    [Fact]
    public void All_that_ever_came_is_judged_too_without_what_could_not_be_read()
    {
        var candidate = Of() with
        {
            Deliveries = [new Delivery("items", "good.csv", 4, 0)],
            Refusals = new Refusals(0, 2, 3, 0),
            Account = new Account(12, 7, 5, 0),
        };

        Assert.Equal(
            "FAILED: silver.toy.items quarantine share: expected at most 0.25 of all rows (3 of 10), observed 0.3",
            new QuarantineShare(0.25).Judge(candidate).ToString()
        );
        Assert.True(new QuarantineShare(0.3).Judge(candidate).Passed);
    }

    [Fact]
    public void The_worst_file_is_named_and_at_equal_shares_the_file_before_the_total()
    {
        var candidate = Of() with
        {
            Deliveries = [new Delivery("items", "a.csv", 9, 3), new Delivery("items", "b.csv", 6, 5), new Delivery("items", "c.csv", 9, 0)],
            Refusals = new Refusals(0, 0, 8, 0),
            Account = new Account(24, 16, 8, 0),
        };
        Assert.Equal("at most 0.25 of the rows of b.csv (5 of 6)", new QuarantineShare(0.25).Judge(candidate).Expected);

        var alone = Of() with
        {
            Deliveries = [new Delivery("items", "a.csv", 9, 3)],
            Refusals = new Refusals(0, 0, 3, 0),
            Account = new Account(9, 6, 3, 0),
        };
        Assert.Equal("at most 0.25 of the rows of a.csv (3 of 9)", new QuarantineShare(0.25).Judge(alone).Expected);
    }

    [Fact]
    public void A_file_that_was_refused_whole_is_an_event_of_its_own_and_no_share()
    {
        var candidate = Of() with
        {
            Deliveries =
            [
                new Delivery("items", "a.csv", 0, 0)
                {
                    Records = 9,
                    Unreadable = 9,
                    Refused = "no such header",
                },
            ],
            Refusals = new Refusals(1, 9, 0, 0),
            Account = new Account(9, 0, 9, 0),
        };

        Assert.Equal((true, 0.0, "at most 0.25 of all rows (0 of 0)"), Of(new QuarantineShare(0.25).Judge(candidate)));
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    [InlineData(11, true)]
    public void Minimum_rows_are_enough(long rows, bool passes) =>
        Assert.Equal(
            new Verdict("silver.toy.items", "minimum rows", Severity.Fail, passes, rows, "at least 10"),
            new MinimumRows(10).Judge(Of(rows))
        );

    [Theory]
    [InlineData(14, false)]
    [InlineData(15, true)]
    [InlineData(16, true)]
    public void The_row_baseline_is_a_share_of_the_median_of_recent_runs(long rows, bool passes)
    {
        // 7, 10, 30, 50 and 90 of runs: the median is 30, the mean is not.
        var candidate = Of(rows, 30, 90, 7, 50, 10);

        Assert.Equal(
            new Verdict("silver.toy.items", "row baseline", Severity.Warn, passes, rows, "at least 0.5 of 30"),
            new RowBaseline().Judge(candidate)
        );
    }

    [Fact]
    public void The_row_baseline_has_nothing_to_say_before_a_run_with_rows()
    {
        Assert.Equal((true, 0.0, "no good run yet to compare with"), Of(new RowBaseline().Judge(Of(0))));
        Assert.Equal((true, 3.0, "no good run yet to compare with"), Of(new RowBaseline().Judge(Of(3, 0, 0, 0))));
        Assert.Equal((false, 0.0, "at least 0.5 of 1"), Of(new RowBaseline().Judge(Of(0, 1))));
    }

    [Theory]
    [InlineData(new double[] { }, null)]
    [InlineData(new double[] { 3 }, 3.0)]
    [InlineData(new double[] { 3, 1 }, 2.0)]
    [InlineData(new double[] { 9, 1, 2 }, 2.0)]
    [InlineData(new double[] { 9, 4, 1, 2 }, 3.0)]
    public void The_median_is_the_middle_of_the_sorted_figures(double[] figures, double? median) =>
        Assert.Equal(median, Candidate.Median(figures));

    [Theory]
    [InlineData(0.25, true)]
    [InlineData(0.375, true)]
    [InlineData(0.376, false)]
    public void The_null_share_may_rise_by_the_tolerance_over_the_median(double share, bool passes)
    {
        TableProfile Nulls(params (string Column, double Share)[] shares) =>
            new(10, shares.ToDictionary(each => each.Column, each => each.Share), s_noGroups);
        var candidate = Of() with
        {
            Profile = Nulls(("name", share)),
            Recent = [Nulls(("other", 0.9)), Nulls(("name", 0.25), ("other", 0.9))],
        };

        Assert.Equal(
            new Verdict("silver.toy.items", "name: null baseline", Severity.Warn, passes, share, "at most 0.25 + 0.13"),
            new NullBaseline("name", 0.125).Judge(candidate)
        );
        Assert.Equal(
            (true, share, "no good run yet to compare with"),
            Of(new NullBaseline("name").Judge(candidate with { Recent = [Nulls(("other", 0))] }))
        );
    }

    [Fact]
    public void Vanished_groups_are_those_of_the_last_run_alone()
    {
        TableProfile Words(params string[] words) =>
            new(10, new Dictionary<string, double>(), new Dictionary<string, IReadOnlyList<string>> { ["name"] = words });
        var candidate = Of() with
        {
            Profile = Words("apple", "new"),
            Recent = [Words("apple", "b", "c", "d", "e", "f", "g"), Words("older")],
        };

        Assert.Equal(
            new Verdict("silver.toy.items", "name: vanished groups", Severity.Warn, false, 6, "still to see b, c, d, e, f"),
            new VanishedGroups("name").Judge(candidate)
        );
        Assert.Equal(
            (true, 0.0, "every group of the last run"),
            Of(new VanishedGroups("name").Judge(candidate with { Recent = [Words("apple")] }))
        );
        Assert.Equal((true, 0.0, "every group of the last run"), Of(new VanishedGroups("name").Judge(candidate with { Recent = [] })));
        Assert.Equal((true, 0.0, "every group of the last run"), Of(new VanishedGroups("other").Judge(candidate)));
        Assert.Equal((false, 1.0, "still to see apple"), Of(new VanishedGroups("name").Judge(Of() with { Recent = [Words("apple")] })));
        // Words differ by case.
        Assert.Equal(
            (false, 1.0, "still to see Apple"),
            Of(new VanishedGroups("name").Judge(candidate with { Recent = [Words("Apple")] }))
        );
    }

    [Theory]
    [InlineData(0, 0, true, 0)]
    [InlineData(8, 2, true, 0.25)]
    [InlineData(8, 3, false, 0.375)]
    public void A_reference_tolerates_its_share_of_lost_rows(long rows, long lost, bool passes, double share)
    {
        var gate = new Reference("name", "silver.rates", "name", 0.25);
        var candidate = Of(rows) with { Lost = new Dictionary<Reference, long> { [gate] = lost } };

        Assert.Equal(
            new Verdict(
                "silver.toy.items",
                "name: reference to silver.rates",
                Severity.Warn,
                passes,
                share,
                "at most 0.25 of rows without a silver.rates"
            ),
            gate.Judge(candidate)
        );
    }

    [Fact]
    public void Rows_that_are_refused_as_the_source_is_known_for_are_no_part_of_the_share_that_breaks()
    {
        var candidate = Of() with
        {
            Deliveries = [new Delivery("items", "a.csv", 10, 6) { Expected = 4 }],
            Refusals = new Refusals(0, 0, 2, 4),
            Account = new Account(10, 4, 6, 0),
        };

        Assert.Equal((true, 0.2, "at most 0.25 of all rows (2 of 10)"), Of(new QuarantineShare(0.25).Judge(candidate)));
    }

    [Theory]
    // The largest share of those with enough rows is named: a file, the run, or all that ever came.
    [InlineData(5, 8, 0, 8, 0.625, "at most 0.5 of the rows of a.csv (5 of 8)", false)]
    [InlineData(4, 8, 0, 8, 0.5, "at most 0.5 of the rows of a.csv (4 of 8)", true)]
    [InlineData(3, 3, 3, 3, 1, "at most 0.5 of the rows of this run (6 of 6)", false)]
    [InlineData(2, 4, 1, 2, 0.5, "at most 0.5 of the rows of a.csv (2 of 4)", true)]
    public void What_the_source_is_known_for_is_judged_by_file_by_run_and_in_all(
        long expectedA,
        long rowsA,
        long expectedB,
        long rowsB,
        double observed,
        string expected,
        bool passes
    )
    {
        var candidate = Of() with
        {
            Deliveries =
            [
                new Delivery("items", "a.csv", rowsA, expectedA) { Expected = expectedA },
                new Delivery("items", "b.csv", rowsB, expectedB) { Expected = expectedB },
                new Delivery("items", "c.csv", 40, 40) { Expected = 40, Refused = "no such header" },
            ],
            Refusals = new Refusals(0, 0, 0, 0),
            Account = new Account(100, 100, 0, 0),
        };

        Assert.Equal((passes, observed, expected), Of(new ExpectedShare("guests", 0.5, 4, []).Judge(candidate)));
    }

    [Fact]
    public void What_the_source_is_known_for_is_not_judged_of_a_few_rows_and_in_all_only_of_what_could_be_read()
    {
        var few = Of() with
        {
            Deliveries = [new Delivery("items", "a.csv", 3, 3) { Expected = 3 }],
            Refusals = new Refusals(0, 0, 3, 3),
            Account = new Account(3, 0, 3, 0),
        };
        Assert.Equal((true, 1.0, "not judged below 4 rows"), Of(new ExpectedShare("guests", 0.5, 4, []).Judge(few)));

        var all = few with { Deliveries = [], Refusals = new Refusals(0, 6, 3, 3), Account = new Account(10, 1, 9, 0) };
        Assert.Equal((false, 0.75, "at most 0.5 of all rows (3 of 4)"), Of(new ExpectedShare("guests", 0.5, 4, []).Judge(all)));
        Assert.Equal((true, 0.0, "not judged below 4 rows"), Of(new ExpectedShare("guests", 0.5, 4, []).Judge(Of(0))));
    }

    [Theory]
    [InlineData(0, true, 0, "nothing: no rates was given yet")]
    [InlineData(1, false, 0.3, "at most 0 of rows without a rates")]
    public void A_reference_to_what_may_never_be_given_is_judged_from_its_first_row_on(
        int rows,
        bool passes,
        double observed,
        string expected
    )
    {
        using var db = DuckDBConnection.InMemory();
        db.Execute(FormattableString.Invariant($"CREATE TABLE rates AS SELECT * FROM range({rows})"));
        var gate = new Reference("name", "rates", "name") { OnceGiven = true };

        Assert.Equal(
            (passes, observed, expected),
            Of(
                gate.Judge(
                    Of() with
                    {
                        Db = db,
                        Lost = new Dictionary<Reference, long> { [gate] = 3 },
                    }
                )
            )
        );
        Assert.False(
            (gate with { OnceGiven = false })
                .Judge(
                    Of() with
                    {
                        Db = db,
                        Lost = new Dictionary<Reference, long> { [gate with { OnceGiven = false }] = 3 },
                    }
                )
                .Passed
        );
    }

    [Theory]
    [InlineData("-2", false, -2)]
    [InlineData("-1.5", true, -1.5)]
    [InlineData("7", true, 7)]
    [InlineData("7.25", false, 7.25)]
    [InlineData("NULL", true, 0)]
    public void A_table_rule_holds_within_its_bounds_and_at_them(string sql, bool passes, double observed)
    {
        using var db = DuckDBConnection.InMemory();

        Assert.Equal(
            new Verdict("silver.toy.items", "rule", Severity.Fail, passes, observed, "-1.5…7"),
            new TableRule("rule", $"SELECT {sql}", -1.5, 7).Judge(Of() with { Db = db })
        );
    }

    [Fact]
    public void Only_a_broken_gate_of_severity_fail_blocks()
    {
        var verdict = new Verdict("silver.toy.items", "g", Severity.Fail, false, 0.12345, "x");

        Assert.Equal((true, "FAILED: silver.toy.items g: expected x, observed 0.1235"), (verdict.Blocks, verdict.ToString()));
        Assert.Equal(
            (false, "passed: silver.toy.items g: expected x, observed 0.1235"),
            ((verdict with { Passed = true }).Blocks, (verdict with { Passed = true }).ToString())
        );
        Assert.Equal(
            (false, "warning: silver.toy.items g: expected x, observed 0.1235"),
            ((verdict with { Severity = Severity.Warn }).Blocks, (verdict with { Severity = Severity.Warn }).ToString())
        );
    }

    private static (bool Passed, double Observed, string Expected) Of(Verdict verdict) =>
        (verdict.Passed, verdict.Observed, verdict.Expected);

    private static Candidate Of(long rows = 10, params long[] recent)
    {
        static TableProfile Profile(long rows) => new(rows, new Dictionary<string, double>(), s_noGroups);
        return new Candidate(
            "silver.toy.items",
            "items",
            null!,
            Profile(rows),
            [.. recent.Select(Profile)],
            new Dictionary<Reference, long>()
        )
        {
            Account = new Account(rows, rows, 0, 0),
            Deliveries = [],
            Refusals = new Refusals(0, 0, 0, 0),
        };
    }
}
