using Analytics.Engine;
using Analytics.Frames;

namespace Analytics.Domains.Tests.Accidents;

public sealed class SampleTests : IClassFixture<SampleTests.Sample>
{
    private static readonly Domain s_accidents = new Analytics.Domains.Accidents.Accidents();
    private readonly Sample _sample;

    public SampleTests(Sample sample) => _sample = sample;

    /// <summary>One lake with the sample in Gold.</summary>
    public sealed class Sample : IDisposable
    {
        internal TestLake Lake { get; } = new();

        internal RunResult Result { get; }

        public Sample() => Result = Lake.RebuildSample(s_accidents, 3000);

        public void Dispose() => Lake.Dispose();
    }

    private double Number(string sql) => _sample.Lake.Number(s_accidents, "SELECT " + sql);

    [Fact]
    public void A_sample_goes_from_raw_files_to_every_gold_table_and_each_row_is_accounted_for()
    {
        Assert.All(
            s_accidents.Tables,
            table => Assert.True(_sample.Result.Snapshot.Tables.ContainsKey(table.FullName(s_accidents)), table.Name)
        );
        Assert.All(_sample.Result.Steps.Where(step => step.Account is not null), step => Assert.True(step.Account!.Holds, step.Step));
        Assert.All(
            _sample.Result.Verdicts.Where(verdict => verdict.Gate != "ids that tell no accident"),
            verdict => Assert.True(verdict.Passed, verdict.ToString())
        );
        Assert.True(Number("count(*) FROM silver.accidents_quarantine") > 0, "the sample has dirt");
        Assert.InRange(Number("count(*) FROM silver.accidents WHERE id_is_unusable"), 1, 100);
        Assert.Equal(
            0,
            Number(
                "count(*) FROM silver.vehicles v ANTI JOIN silver.accidents a ON a.accident_id = v.accident_id WHERE v.accident_id IS NOT NULL AND v.accident_id NOT IN (SELECT json_extract_string(record, '$.id') FROM silver.accidents_quarantine)"
            )
        );
    }

    [Fact]
    public void The_sample_has_rush_hours_seasons_nights_that_hurt_and_places_that_stand_out()
    {
        Assert.True(
            Number("sum(accidents) FILTER (WHERE hour IN (8, 17)) / sum(accidents) FILTER (WHERE hour IN (3, 4)) FROM gold.by_hour") > 5
        );
        Assert.True(
            Number(
                "sum(accidents) FILTER (WHERE month[6:] IN ('10', '11')) / sum(accidents) FILTER (WHERE month[6:] IN ('02', '04')) FROM gold.by_month"
            ) > 1.1
        );
        Assert.InRange(Number("avg((severity >= 2)::INT) FROM silver.accidents"), 0.1, 0.2);
        Assert.True(
            Number(
                "avg((severity >= 2)::INT) FILTER (WHERE light = 'dark, no lamps') / avg((severity >= 2)::INT) FILTER (WHERE light = 'daylight') FROM silver.accidents"
            ) > 1.2
        );
        Assert.True(Number("avg((weather LIKE 'rain%')::INT) FILTER (WHERE surface = 'wet') FROM silver.accidents") > 0.4);
        Assert.InRange(Number("count(*) FROM gold.hot_zones"), 8, 40);
        // The busiest junction lies a hundred metres east and two hundred north of the middle of the town.
        Assert.InRange(
            Number("min(sqrt(power((lat - 53.1818) * 111194, 2) + power((lon + 0.9085) * 66600, 2))) FROM gold.hot_zones WHERE zone <= 3"),
            0,
            60
        );
        using var db = Published.Open(_sample.Lake.Lake.Head, s_accidents);
        Assert.All(
            s_accidents.Report(new ReportInput(db)).Findings,
            finding => Assert.True(finding.Numbers.RowCount > 0 && finding.Figure is not null, finding.Name)
        );
    }

    [Fact]
    public void Every_accident_with_an_hour_has_a_group_and_the_groups_say_what_they_are()
    {
        Assert.Equal(Number("count(*) FROM gold.features"), Number("sum(accidents) FROM gold.cluster_profile"));
        Assert.Equal(5, Number("count(DISTINCT name) FROM gold.cluster_profile"));
        Assert.Equal(
            0,
            Number(
                "count(*) FROM gold.cluster_profile p JOIN (SELECT cluster, count(*) AS n, avg((severity >= 2)::INT) AS serious FROM gold.cluster_members JOIN gold.features USING (accident_id) GROUP BY cluster) m USING (cluster) WHERE m.n <> p.accidents OR abs(m.serious - p.serious) > 1e-6"
            )
        );
        Assert.Equal(
            0,
            Number(
                "count(*) FROM (SELECT accidents, lag(accidents) OVER (ORDER BY cluster) AS before FROM gold.cluster_profile) WHERE accidents > before"
            )
        );
    }

    [Fact]
    public void The_champion_is_the_best_of_the_stable_and_tells_the_kind_of_a_new_accident()
    {
        var study = (ClusterStudy)s_accidents.Studies[0];
        var trained = new Trainer(_sample.Lake.Lake, _sample.Lake.Time).Train(s_accidents, study);

        Assert.True(trained.Decision.Promoted, trained.Decision.Reason);
        var runs = new Experiments(_sample.Lake.Lake).List("accidents", "patterns");
        Assert.Equal(18, runs.Count);
        Assert.Equal(
            trained.Run.Score.Value,
            runs.Where(run => run.Metrics["stability"].Value >= study.LeastStability).Max(run => run.Score.Value)
        );
        Assert.All(runs, run => Assert.Equal(run.Learner == "gaussian-mixture", run.Metrics.ContainsKey("bic")));
        // Shuffled features are fitted for the run that was put up, and for no other.
        Assert.InRange(trained.Run.Baseline["silhouette"], 0, 0.5);
        Assert.All(runs.Where(run => run.Id != trained.Run.Id), run => Assert.Empty(run.Baseline));

        var scorer = Scorer.Load(new Registry(_sample.Lake.Lake), s_accidents, study, "1");
        var scored = scorer.Score(
            new Frame(
                new Column<int>("hour", [17, 2]),
                new Column<int>("dayofweek", [5, 6]),
                new Column<int>("month", [11, 6]),
                new Column<int>("severity", [1, 3]),
                new Column<double>("lat", [53.18, 53.2])
            )
        );
        Assert.StartsWith("Slight", (string)scored["cluster"][0]!, StringComparison.Ordinal);
        Assert.StartsWith("Serious", (string)scored["cluster"][1]!, StringComparison.Ordinal);
        Assert.Equal(
            trained.Champion!.Clusters!.Single(group => group.Name == (string)scored["cluster"][0]!).Profile,
            scored["profile"][0]
        );
        Assert.All(scored["membership"].ToDoubles(), membership => Assert.InRange(membership, 1.0 / 10, 1));
        Assert.Contains(
            "hour: expected 0…23, got 25",
            Assert
                .Throws<UsageException>(() =>
                    scorer.Score(
                        new Frame(
                            new Column<int>("hour", [25]),
                            new Column<int>("dayofweek", [5]),
                            new Column<int>("month", [11]),
                            new Column<int>("severity", [1])
                        )
                    )
                )
                .Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "needs a column 'severity'",
            Assert
                .Throws<UsageException>(() =>
                    scorer.Score(new Frame(new Column<int>("hour", [5]), new Column<int>("dayofweek", [5]), new Column<int>("month", [11])))
                )
                .Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_same_seed_and_rows_give_the_same_bytes()
    {
        using var one = new TestLake();
        using var two = new TestLake();
        SampleWriter.Write(s_accidents, new SampleOptions(300), one.File("a"));
        SampleWriter.Write(s_accidents, new SampleOptions(300), two.File("a"));

        Assert.All(
            Directory.GetFiles(one.File("a")),
            path => Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(Path.Combine(two.File("a"), Path.GetFileName(path))))
        );
    }
}
