using System.Security.Cryptography;
using System.Text;
using Analytics.Domains.Accidents;
using Analytics.Domains.Crashes;
using Analytics.Domains.Customers;
using Analytics.Domains.Households;
using Analytics.Domains.Tests;
using Analytics.Domains.Vehicles;
using Analytics.Engine;

namespace Analytics.Bugs;

/// <summary>What reports say where the target has been dealt out at random, and where it has not.</summary>
public sealed class ShuffledTests
{
    [Theory]
    [InlineData("crashes", "CRASH_TYPE", "harm-by-hour types cause-severity roads speed weather", "types")]
    [InlineData("accidents", "accident_severity", "by-hour conditions zone-map", "conditions")]
    [InlineData("households", "HHIncome+Consumption+Residues/Day", "districts sizes assets", "assets")]
    public void Where_the_target_is_shuffled_no_report_claims_a_finding_about_it_and_where_it_is_not_the_planted_ones_are_found(
        string name,
        string column,
        string related,
        string planted
    )
    {
        Domain domain = name switch
        {
            "crashes" => new Crashes(),
            "accidents" => new Accidents(),
            _ => new Households(),
        };

        var shuffled = Report(domain, column);
        Assert.All(
            related.Split(' '),
            finding => Assert.True(shuffled[finding].IsFound == false, $"{finding}: {shuffled[finding].Answer}")
        );
        var real = Report(domain, null);
        Assert.All(planted.Split(' '), finding => Assert.True(real[finding].IsFound == true, $"{finding}: {real[finding].Answer}"));
    }

    [Theory]
    [InlineData("crashes", "CRASH_TYPE", "severity")]
    [InlineData("households", "HHIncome+Consumption+Residues/Day", "vulnerability")]
    public void Where_the_target_is_shuffled_no_models_report_claims_a_finding_and_where_it_is_not_it_does(
        string name,
        string column,
        string study
    )
    {
        Domain domain = name == "crashes" ? new Crashes() : new Households();
        string[] claiming = ["scores", "roc", "precision-recall", "threshold", "importance", "learning-curve"];

        var shuffled = ModelReportOf(domain, study, column);
        Assert.All(claiming, finding => Assert.True(shuffled[finding].IsFound == false, $"{finding}: {shuffled[finding].Answer}"));
        Assert.False(shuffled["calibration"].IsFound, shuffled["calibration"].Answer);
        var real = ModelReportOf(domain, study, null);
        Assert.All(claiming[..3], finding => Assert.True(real[finding].IsFound == true, $"{finding}: {real[finding].Answer}"));
        Assert.True(real["importance"].IsFound, real["importance"].Answer);
    }

    [Fact]
    public void Where_the_judgements_of_trips_are_shuffled_no_report_claims_what_goes_with_them_and_where_they_are_not_it_does()
    {
        var vehicles = new Vehicles();
        using TestLake real = new(),
            lake = new();
        // Forty minutes of each trip: enough looks of two minutes to compare.
        var inputs = SampleWriter.Write(vehicles, new SampleOptions(48_000), real.File("samples"));
        real.Rebuild(vehicles, null, inputs);
        lake.Rebuild(
            vehicles,
            null,
            [
                .. inputs.Select(input =>
                    input.Source == "trips"
                        ? new InputPath(
                            input.Source,
                            ShuffleLines(input.Path, "drivingStyle", lake.File($"shuffled-{Path.GetFileNameWithoutExtension(input.Path)}"))
                        )
                        : input
                ),
            ]
        );

        var shuffled = ReportOf(lake, vehicles);
        Assert.All(
            new[] { "signs", "roads" },
            finding => Assert.False(shuffled[finding].IsFound == true, $"{finding}: {shuffled[finding].Answer}")
        );
        Assert.StartsWith("No measure of ", shuffled["signs"].Answer, StringComparison.Ordinal);
        Assert.True(ReportOf(real, vehicles)["signs"].IsFound, ReportOf(real, vehicles)["signs"].Answer);
    }

    [Fact]
    public void Where_drivers_and_roads_are_dealt_out_among_the_trips_no_report_claims_how_they_differ_and_where_they_are_not_it_does()
    {
        using var lake = new TestLake();
        var vehicles = new Vehicles();
        Rebuild(lake, vehicles, inputs => SampleWriter.Write(vehicles, new SampleOptions(48_000), lake.File("more")));
        string[] related = ["drivers", "wear", "worlds"];
        var real = ReportOf(lake, vehicles);
        Assert.True(real["worlds"].IsFound, real["worlds"].Answer);
        // Twenty trips, five to seven of a road: they do not tell drivers apart, and the report does not say that they do.
        Assert.False(real["drivers"].IsFound, real["drivers"].Answer);

        DealOut(lake, "gold.vehicles.trip_summary", "trip", "driver", "driver");
        DealOut(lake, "gold.vehicles.trip_summary", "trip", "world", "world");

        var dealt = ReportOf(lake, vehicles);
        Assert.All(related, finding => Assert.False(dealt[finding].IsFound, $"{finding}: {dealt[finding].Answer}"));
        Assert.StartsWith("No difference is seen that chance does not give ", dealt["drivers"].Answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_those_who_leave_are_dealt_out_again_no_report_claims_who_they_are_and_where_they_are_not_it_does()
    {
        using var lake = new TestLake();
        var customers = new Customers();
        Rebuild(lake, customers, (string?)null);
        var real = ReportOf(lake, customers)["leaving"];
        Assert.True(real.IsFound, real.Answer);

        DealOut(lake, "gold.customers.churn_features", "customer_id", "churned");

        var dealt = ReportOf(lake, customers)["leaving"];
        Assert.False(dealt.IsFound, dealt.Answer);
        Assert.Contains("No trend of those that do not come back is seen", dealt.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_each_column_of_the_customers_is_dealt_out_by_itself_no_report_claims_that_groups_are_real()
    {
        using var lake = new TestLake();
        var customers = new Customers();
        Rebuild(lake, customers, (string?)null);
        var study = customers.Studies.Single(each => each.Name == "rfm");
        foreach (var feature in study.Features)
        {
            DealOut(lake, "gold.customers.rfm", study.Key, feature, feature);
        }

        var scores = ModelReport.Of(lake.Lake, new Trainer(lake.Lake, lake.Time).Train(customers, study).Run)["scores"];

        Assert.False(scores.IsFound, scores.Answer);
    }

    [Fact]
    public void Where_each_column_of_the_accidents_is_dealt_out_by_itself_no_report_claims_that_groups_are_real()
    {
        using var lake = new TestLake();
        Rebuild(
            lake,
            new Accidents(),
            inputs =>
                [
                    .. inputs.Select(
                        (input, i) =>
                            i == 0
                                ? new InputPath(
                                    input.Source,
                                    new[] { "accident_severity", "time", "date" }
                                        .Index()
                                        .Aggregate(
                                            input.Path,
                                            (path, column) => Shuffle(path, column.Item, lake.File($"shuffled-{column.Index}.csv"))
                                        )
                                )
                                : input
                    ),
                ]
        );
        var groups = new Trainer(lake.Lake, lake.Time).Train(new Accidents(), new Accidents().Studies.Single());

        var scores = ModelReport.Of(lake.Lake, groups.Run)["scores"];
        Assert.False(scores.IsFound, scores.Answer);
    }

    [Theory]
    [InlineData("customers", "churn")]
    [InlineData("customers", "clv")]
    [InlineData("vehicles", "style")]
    public void Where_the_target_of_a_models_table_is_dealt_out_again_no_models_report_claims_a_finding(string name, string study)
    {
        Domain domain = name == "customers" ? new Customers() : new Vehicles();
        var which = domain.Studies.OfType<PredictionStudy>().Single(each => each.Name == study);
        using var lake = new TestLake();
        Rebuild(lake, domain, (string?)null);
        DealOut(lake, $"{which.Table.Split('.')[0]}.{domain.Name}.{which.Table.Split('.')[1]}", which.Key, which.Target);

        var trained = new Trainer(lake.Lake, lake.Time).Train(domain, which);

        Assert.True(!trained.Decision.Promoted || trained.Run.Learner is "constant" or "one-feature", trained.Decision.Reason);
        var report = ModelReport.Of(lake.Lake, trained.Run);
        Assert.All(
            new[] { "scores", "roc", "precision-recall", "threshold", "importance", "learning-curve", "calibration" }.Where(finding =>
                report.Findings.Any(each => each.Name == finding)
            ),
            finding => Assert.False(report[finding].IsFound == true, $"{finding}: {report[finding].Answer}")
        );
    }

    /// <summary>Publishes a table whose labelled rows have each other's targets, in the order of a hash.</summary>
    /// <param name="lake">Where the table is.</param>
    /// <param name="table">Its full name.</param>
    /// <param name="key">Names a row.</param>
    /// <param name="target">The column that is dealt out.</param>
    /// <param name="salt">Of the hash: columns of another salt are dealt out otherwise.</param>
    private static void DealOut(TestLake lake, string table, string key, string target, string salt = "")
    {
        var (head, schema) = (lake.Lake.Head, lake.Lake.Head.Schema(table));
        using var db = DuckDBConnection.InMemory();
        using var writer = lake.Lake.Write(lake.Time, "test");
        var rows =
            $"(SELECT *, row_number() OVER (ORDER BY {key}) AS _at, row_number() OVER (ORDER BY md5({key}::VARCHAR || '{salt}')) AS _from FROM ({head.Sql(table)}) WHERE {target} IS NOT NULL)";
        writer.Replace(
            writer.Stage(
                db,
                table,
                $"SELECT a.* EXCLUDE (_at, _from) REPLACE (b.{target} AS {target}) FROM {rows} a JOIN {rows} b ON a._at = b._from ORDER BY {key}",
                schema,
                schema.PartitionBy,
                [key]
            )
        );
        writer.Publish("targets dealt out again");
    }

    private static void Rebuild(TestLake lake, Domain domain, Func<IReadOnlyList<InputPath>, IReadOnlyList<InputPath>> changed) =>
        lake.Rebuild(domain, null, [.. changed(SampleWriter.Write(domain, new SampleOptions(4000), lake.File("samples")))]);

    private static Report ModelReportOf(Domain domain, string study, string? shuffled)
    {
        using var lake = new TestLake();
        Rebuild(lake, domain, shuffled);
        var trained = new Trainer(lake.Lake, lake.Time).Train(domain, domain.Studies.Single(each => each.Name == study));
        if (shuffled is not null)
        {
            Assert.False(trained.Decision.Promoted, trained.Decision.Reason);
        }

        return ModelReport.Of(lake.Lake, trained.Run);
    }

    private static Report Report(Domain domain, string? shuffled)
    {
        using var lake = new TestLake();
        Rebuild(lake, domain, shuffled);
        return ReportOf(lake, domain);
    }

    private static Report ReportOf(TestLake lake, Domain domain)
    {
        using var db = Published.Open(lake.Lake.Head, domain);
        return domain.Report(new ReportInput(db));
    }

    private static void Rebuild(TestLake lake, Domain domain, string? shuffled)
    {
        var inputs = SampleWriter.Write(domain, new SampleOptions(4000), lake.File("samples"));
        if (shuffled is not null)
        {
            inputs =
            [
                .. inputs.Select(
                    (input, i) => i == 0 ? new InputPath(input.Source, Shuffle(input.Path, shuffled, lake.File("shuffled.csv"))) : input
                ),
            ];
        }

        lake.Rebuild(domain, null, inputs);
    }

    /// <summary>Deals the values of a column out again among the rows that have one, in the order of a hash of the row's number. Samples have no quoted line breaks.</summary>
    private static string Shuffle(string path, string column, string to)
    {
        using var db = DuckDBConnection.InMemory();
        var rows = db.Query($"SELECT * FROM read_csv('{path}', all_varchar = true, header = true)");
        var name = rows.Names.First(each => each.Equals(column, StringComparison.OrdinalIgnoreCase));
        int[] filled = [.. Enumerable.Range(0, rows.RowCount).Where(row => !rows[name].IsNull(row))];
        var order = Enumerable.Range(0, rows.RowCount).ToArray();
        foreach (
            var (from, into) in filled
                .OrderBy(row => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{column} {row}"))), StringComparer.Ordinal)
                .Zip(filled)
        )
        {
            order[into] = from;
        }

        using var writer = new StreamWriter(to);
        rows.With(rows[name].Take(order)).WriteCsv(writer);
        return to;
    }

    /// <summary>The same of a zipped file of semicolons, whose lines come out as they were but for that column.</summary>
    private static string ShuffleLines(string path, string column, string to)
    {
        using var zipped = new StreamReader(
            new System.IO.Compression.GZipStream(File.OpenRead(path), System.IO.Compression.CompressionMode.Decompress)
        );
        string[][] lines = [.. zipped.ReadToEnd().Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(';'))];
        var at = Array.IndexOf(lines[0], column);
        int[] filled = [.. Enumerable.Range(1, lines.Length - 1).Where(line => lines[line].Length > at && lines[line][at].Length > 0)];
        var dealt = filled
            .OrderBy(line => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{column} {line}"))), StringComparer.Ordinal)
            .Select(line => lines[line][at])
            .ToArray();
        foreach (var (place, line) in filled.Index())
        {
            lines[line][at] = dealt[place];
        }

        File.WriteAllText(to, string.Concat(lines.Select(line => string.Join(';', line) + "\r\n")));
        return to;
    }

    [Fact]
    public void A_claim_says_yes_no_or_too_few()
    {
        Assert.True(Claims.Shares([new Group("a", 80, 100), new Group("b", 40, 100)], "win").IsFound);
        Assert.False(Claims.Shares([new Group("a", 52, 100), new Group("b", 48, 100)], "win").IsFound);
        Assert.Null(Claims.Shares([new Group("a", 15, 15), new Group("b", 0, 100)], "win").IsFound);
        Assert.StartsWith(
            "Lower with a than with b",
            Claims.Two(new Group("a", 10, 100), new Group("b", 90, 100), "win").Text,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "falls with speed",
            Claims.Trend([(1, new Group("slow", 90, 100)), (2, new Group("fast", 30, 100))], "win", "speed").Text,
            StringComparison.Ordinal
        );
        Assert.False(Claims.Counts([("Monday", 100, 1), ("Tuesday", 105, 1)], "crashes").IsFound);
        // Twice the days, twice the crashes: no more a day.
        Assert.False(Claims.Counts([("Monday", 1000, 10), ("Tuesday", 2000, 20)], "crashes a day").IsFound);
        Assert.True(Claims.Counts([("Monday", 1000, 1), ("Tuesday", 2000, 1)], "crashes").IsFound);
    }

    [Fact]
    public void Intervals_are_wilsons()
    {
        // 15 of 50 by R's prop.test(15, 50, correct = FALSE): 0.1910 to 0.4375.
        var (lower, upper) = new Group("a", 15, 50).Interval;
        Assert.Equal(0.1910, lower, 4);
        Assert.Equal(0.4375, upper, 4);
    }
}
