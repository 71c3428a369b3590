using System.Globalization;
using System.Net.Http.Json;
using System.Text.RegularExpressions;

namespace Analytics.Server.Tests;

[Collection(nameof(TestServer))]
public sealed class SqliteMetricsTests(ChangingServer server) : MetricsTests(server), IClassFixture<ChangingServer>;

[Collection(nameof(PostgreSqlServer))]
public sealed class PostgreSqlMetricsTests(PostgreSqlChangingServer server) : MetricsTests(server), IClassFixture<PostgreSqlChangingServer>;

public abstract partial class MetricsTests(ChangingServer server)
{
    /// <summary>Name with labels → value.</summary>
    private async Task<IReadOnlyDictionary<string, double>> Read() =>
        Line()
            .Matches(await server.Http.GetStringAsync("/metrics"))
            .ToDictionary(match => match.Groups[1].Value, match => double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));

    [DatabaseFact]
    public async Task After_a_run_each_metric_of_the_tables_is_what_the_lake_holds()
    {
        var run = await TestServer.Json(
            await server.Http.PostAsJsonAsync(
                "/runs",
                new
                {
                    domain = "accidents",
                    what = "gold",
                    force = true,
                }
            )
        );
        var ended = await RunTests.Over(server.Http, run.GetProperty("id").GetInt64());
        Assert.Equal("succeeded", ended.GetProperty("state").GetString());
        var after = await Read();

        using var lake = Lake.Lake.Open(server.Data);
        var head = lake.Head;
        foreach (var domain in Catalog.Domains)
        {
            var label = $"{{domain=\"{domain.Name}\"}}";
            var accounts = head.Accounts.Where(each => each.Key.Split('.')[1] == domain.Name).Select(each => each.Value).ToArray();
            Assert.Equal(accounts.Sum(each => each.Received), after["transformer_rows_in_total" + label]);
            Assert.Equal(accounts.Sum(each => each.Kept), after["transformer_rows_out_total" + label]);
            Assert.Equal(accounts.Sum(each => each.Quarantined + each.Superseded), after["cleaner_rows_dropped_total" + label]);
            Assert.Equal(accounts.Sum(each => each.Quarantined), after["quarantine_rows" + label]);
            Assert.Equal(
                head.Tables.Where(each => each.Key.StartsWith($"gold.{domain.Name}.", StringComparison.Ordinal))
                    .Sum(each => each.Value.Rows),
                after["cleaner_gold_rows_total" + label]
            );
            var landed = domain.Sources.SelectMany(source => lake.Objects.List(domain.Name, source.Name)).ToArray();
            Assert.Equal(landed.Length, after["extractor_files_written_total" + label]);
            Assert.Equal(
                landed.Max(each => each.Info.ReceivedAt).ToUnixTimeMilliseconds() / 1000.0,
                after["extractor_last_success_timestamp" + label],
                0.01
            );
        }

        Assert.Equal(new FileInfo(Path.Combine(server.Data, "gold", "warehouse.duckdb")).Length, after["cleaner_gold_db_file_bytes"]);

        // Runs of scripts are found while the server runs: the count holds where none came between two looks.
        int made;
        do
        {
            made = await Made();
            after = await Read();
        } while (made != await Made());

        Assert.True(made > 0);
        Assert.Equal(made, after["transformer_jobs_total{domain=\"accidents\",status=\"succeeded\"}"]);

        async Task<int> Made() =>
            (await TestServer.Json(await server.Http.GetAsync("/runs?domain=accidents&state=succeeded&limit=1000")))
                .GetProperty("runs")
                .EnumerateArray()
                .Count(each => each.GetProperty("what").GetString() is "silver" or "gold" or "rebuild");
    }

    [DatabaseFact]
    public async Task The_metrics_of_models_are_those_of_their_cards()
    {
        var metrics = await Read();
        using var lake = Lake.Lake.Open(server.Data);
        var checked_ = 0;
        foreach (var (name, version) in lake.Head.Models)
        {
            var (domain, study) = (name.Split('/')[0], name.Split('/')[1]);
            var card = new Registry(lake).Card(domain, study, version);
            var label = $"{{domain=\"{domain}\",model=\"{study}\"}}";
            foreach (var metric in (string[])["accuracy", "precision", "recall"])
            {
                var has = card.Run.Metrics.TryGetValue(metric, out var measured);
                Assert.Equal(has, metrics.ContainsKey($"model_{metric}{label}"));
                if (has)
                {
                    Assert.Equal(measured!.Value, metrics[$"model_{metric}{label}"], 1e-9);
                    checked_++;
                }
            }

            Assert.True(metrics["model_training_duration_seconds" + label] > 0);
        }

        Assert.True(checked_ >= 3, FormattableString.Invariant($"{checked_} metrics"));
    }

    [DatabaseFact]
    public async Task Predictions_rows_and_refusals_are_counted_one_by_one()
    {
        var before = await Read();
        var body = new
        {
            hour = 17,
            dayofweek = 5,
            month = 11,
            severity = 1,
        };
        await server.Http.PostAsJsonAsync("/accidents/predict", body);
        await server.Http.PostAsJsonAsync("/predict", new[] { body, body, body });
        await server.Http.PostAsJsonAsync("/predict", new { hours = 17 });
        var after = await Read();
        const string Label = "{domain=\"accidents\"}";
        double Grown(string name) => after[name + Label] - before.GetValueOrDefault(name + Label);
        Assert.Equal(2, Grown("prediction_total"));
        Assert.Equal(4, Grown("data_rows_scored_total"));
        Assert.Equal(1, Grown("prediction_errors_total"));
        Assert.Equal(2, Grown("prediction_latency_seconds_count"));
    }

    [GeneratedRegex(@"(?m)^([a-z_]+(?:\{[^}]*\})?) (\S+)$")]
    private static partial Regex Line();
}
