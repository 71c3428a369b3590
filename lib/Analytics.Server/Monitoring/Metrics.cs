using System.Data.Common;
using Analytics.App;
using Analytics.Lake;
using Analytics.Server.Api;
using Analytics.Server.Hosting;
using Analytics.Server.Records;
using Analytics.Server.Snapshots;
using Prometheus;

namespace Analytics.Server.Monitoring;

/// <summary>
/// What <c>/metrics</c> tells, under the names of the systems that this one replaces. What is in the lake and in the service database is read when somebody asks, so that a restart forgets nothing; only
/// requests and predictions are counted in memory. Labels are domains, models and words, never ids.
/// </summary>
internal sealed class Metrics
{
    private static readonly string[] s_domain = ["domain"];
    private static readonly string[] s_status = ["domain", "status"];
    private static readonly string[] s_model = ["domain", "model"];

    private readonly CollectorRegistry _registry = Prometheus.Metrics.NewCustomRegistry();
    private readonly Snapshots.Snapshots _snapshots;
    private readonly ServiceDatabase _database;
    private readonly ServerSettings _settings;
    private readonly Lock _lock = new();
    private readonly ReadingsTaker _readings;
    private readonly Usage _usage;
    private readonly Alerts.AlertStore _alerts;
    private readonly HashSet<long> _timedRuns = [];
    private long _lastStep;

    private readonly Counter _filesWritten;
    private readonly Counter _rowsExtracted;
    private readonly Gauge _lastExtracted;
    private readonly Counter _extractorJobs;
    private readonly Counter _rowsIn;
    private readonly Counter _rowsOut;
    private readonly Counter _dropped;
    private readonly Counter _transformerJobs;
    private readonly Histogram _silver;
    private readonly Histogram _gold;
    private readonly Gauge _goldRows;
    private readonly Gauge _goldBytes;
    private readonly Gauge _quarantined;
    private readonly Gauge _changed;
    private readonly Gauge _queue;
    private readonly Gauge _eventsWaiting;
    private readonly Gauge _deadLetters;
    private readonly (string Metric, Gauge Gauge)[] _scores;
    private readonly Counter _runs;
    private readonly Counter _extractorErrors;
    private readonly Counter _transformerErrors;
    private readonly Histogram _extractorSeconds;
    private readonly Histogram _jobSeconds;
    private readonly MonitoringGauges _monitoring;
    private readonly Gauge _trained;
    private readonly Gauge _trainingSeconds;

    public Metrics(
        Snapshots.Snapshots snapshots,
        ServiceDatabase database,
        ServerSettings settings,
        ReadingsTaker readings,
        Alerts.AlertStore alerts,
        Usage usage
    )
    {
        (_snapshots, _database, _settings) = (snapshots, database, settings);
        (_readings, _alerts, _usage) = (readings, alerts, usage);
        var make = Prometheus.Metrics.WithCustomRegistry(_registry);
        _extractorJobs = make.CreateCounter(
            "extractor_jobs_total",
            "Runs of this server that bring raw data in, by how they ended.",
            s_status
        );
        _filesWritten = make.CreateCounter("extractor_files_written_total", "Raw files that have landed.", s_domain);
        _rowsExtracted = make.CreateCounter(
            "extractor_rows_processed_total",
            "Rows of raw files that have landed, where they were counted.",
            s_domain
        );
        _lastExtracted = make.CreateGauge("extractor_last_success_timestamp", "When a raw file landed last, seconds since 1970.", s_domain);
        _transformerJobs = make.CreateCounter("transformer_jobs_total", "Runs that make tables, by how they ended.", s_status);
        _rowsIn = make.CreateCounter("transformer_rows_in_total", "Raw rows read into Silver.", s_domain);
        _rowsOut = make.CreateCounter("transformer_rows_out_total", "Rows kept in Silver.", s_domain);
        _silver = make.CreateHistogram("transformer_latency_seconds", "Seconds of a step of Silver.", s_domain);
        _dropped = make.CreateCounter("cleaner_rows_dropped_total", "Rows refused or replaced by a later version of themselves.", s_domain);
        _gold = make.CreateHistogram("cleaner_stage_duration_seconds", "Seconds of a step of Gold.", s_domain);
        _goldRows = make.CreateGauge("cleaner_gold_rows_total", "Rows of the published Gold tables.", s_domain);
        _goldBytes = make.CreateGauge("cleaner_gold_db_file_bytes", "Bytes of the warehouse file.");
        _quarantined = make.CreateGauge("quarantine_rows", "Rows in quarantine.", s_domain);
        _changed = make.CreateGauge(
            "transformer_last_success_timestamp",
            "When a table of the domain last changed, seconds since 1970.",
            s_domain
        );
        _queue = make.CreateGauge("runs_waiting", "Runs that are accepted and not begun.");
        _eventsWaiting = make.CreateGauge("events_waiting", "Events between stages that wait to be sent.");
        _deadLetters = make.CreateGauge("dead_letters", "Messages that could not be done and wait for somebody.");
        _scores =
        [
            .. new[] { "accuracy", "precision", "recall" }.Select(metric =>
                (metric, make.CreateGauge("model_" + metric, $"The champion's {metric} on its test rows.", s_model))
            ),
        ];
        _trained = make.CreateGauge("model_last_trained_timestamp", "When the champion's training ended, seconds since 1970.", s_model);
        _trainingSeconds = make.CreateGauge("model_training_duration_seconds", "Seconds of the champion's training.", s_model);
        _runs = make.CreateCounter("runs_total", "Runs that are over, of scripts too, by how they ended.", s_status);
        _extractorErrors = make.CreateCounter(
            "extractor_errors_total",
            "Runs that failed while raw data was brought in.",
            ["domain", "stage"]
        );
        _transformerErrors = make.CreateCounter("transformer_errors_total", "Runs that failed while tables were made.", s_domain);
        _extractorSeconds = make.CreateHistogram(
            "extractor_stage_duration_seconds",
            "Seconds in which a run brought raw data in.",
            ["domain", "stage"],
            Long
        );
        _jobSeconds = make.CreateHistogram("cleaner_job_duration_seconds", "Seconds of a run that makes Gold.", s_domain, Long);
        RequestSeconds = make.CreateHistogram(
            "request_processing_seconds",
            "Seconds until an answer began, uploads left out.",
            ["kind", "status"],
            new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.001, 2, 15) }
        );
        _monitoring = new MonitoringGauges(make);
        Predictions = make.CreateCounter("prediction_total", "Answered requests for predictions.", s_domain);
        PredictionErrors = make.CreateCounter("prediction_errors_total", "Requests for predictions that were refused or failed.", s_domain);
        RowsScored = make.CreateCounter("data_rows_scored_total", "Rows scored by requests.", s_domain);
        PredictionSeconds = make.CreateHistogram(
            "prediction_latency_seconds",
            "Seconds of an answered request for predictions.",
            s_domain,
            new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.0005, 2, 14) }
        );
        // There from the beginning: a rate needs a value before the first one.
        foreach (var domain in Catalog.Domains)
        {
            foreach (var counter in (Counter[])[Predictions, PredictionErrors, RowsScored, _transformerErrors])
            {
                counter.WithLabels(domain.Name).Publish();
            }

            PredictionSeconds.WithLabels(domain.Name).Publish();
            foreach (var stage in (string[])["fetch", "land"])
            {
                _extractorErrors.WithLabels(domain.Name, stage).Publish();
            }
        }

        foreach (var domain in Catalog.Domains.Select(each => each.Name).Append("all"))
        {
            foreach (var state in (string[])["succeeded", "failed", "interrupted"])
            {
                _runs.WithLabels(domain, state).Publish();
            }
        }
    }

    // A run takes seconds to hours.
    private static HistogramConfiguration Long => new() { Buckets = Histogram.ExponentialBuckets(0.5, 2, 15) };

    public Counter Predictions { get; }

    public Counter PredictionErrors { get; }

    public Counter RowsScored { get; }

    public Histogram PredictionSeconds { get; }

    public Histogram RequestSeconds { get; }

    /// <summary>All of it as text of Prometheus (exposition format 0.0.4).</summary>
    public async Task Write(Stream to, CancellationToken cancellation)
    {
        var served = _snapshots.Enter();
        try
        {
            lock (_lock)
            {
                ReadLake(served);
                if (_database.Problem is null)
                {
                    ReadDatabase();
                    _monitoring.Set(_readings.Take(), _alerts, _usage.Latest);
                }
            }
        }
        finally
        {
            served.Leave();
        }

        await _registry.CollectAndExportAsTextAsync(to, cancellation);
    }

    private void ReadLake(ServedSnapshot served)
    {
        var head = served.Snapshot;
        var (_, domains) = HealthRoutes.Published(served);
        foreach (var domain in Catalog.Domains)
        {
            var accounts = head.Accounts.Where(each => each.Key.Split('.')[1] == domain.Name).Select(each => each.Value).ToArray();
            _rowsIn.WithLabels(domain.Name).IncTo(accounts.Sum(each => each.Received));
            _rowsOut.WithLabels(domain.Name).IncTo(accounts.Sum(each => each.Kept));
            _dropped.WithLabels(domain.Name).IncTo(accounts.Sum(each => each.Quarantined + each.Superseded));
            _quarantined.WithLabels(domain.Name).Set(accounts.Sum(each => each.Quarantined));
            _goldRows
                .WithLabels(domain.Name)
                .Set(
                    head.Tables.Values.Where(each => each.Table.StartsWith($"gold.{domain.Name}.", StringComparison.Ordinal))
                        .Sum(each => each.Rows)
                );
            if (domains.Single(each => each.Domain == domain.Name).ChangedAt is { } changed)
            {
                _changed.WithLabels(domain.Name).Set(Seconds(changed));
            }

            // Thousands of small files: listed once per snapshot.
            var landed = served.Once(
                $"metrics landed {domain.Name}",
                of =>
                    domain.Sources.SelectMany(source => of.Lake.Objects.List(domain.Name, source.Name)).Select(each => each.Info).ToArray()
            );
            _filesWritten.WithLabels(domain.Name).IncTo(landed.Length);
            _rowsExtracted.WithLabels(domain.Name).IncTo(landed.Sum(each => each.Rows ?? 0));
            if (landed.Length > 0)
            {
                _lastExtracted.WithLabels(domain.Name).Set(Seconds(landed.Max(each => each.ReceivedAt).UtcDateTime));
            }
        }

        foreach (var scorer in served.Models.All)
        {
            foreach (var (metric, gauge) in _scores)
            {
                if (scorer.Card.Run.Metrics.TryGetValue(metric, out var measured))
                {
                    gauge.WithLabels(scorer.Domain.Name, scorer.Study.Name).Set(measured.Value);
                }
            }

            try
            {
                var timing = new Experiments(served.Lake).TimingOf(scorer.Card.Run);
                _trained.WithLabels(scorer.Domain.Name, scorer.Study.Name).Set(Seconds(timing.Started) + timing.Seconds);
                _trainingSeconds.WithLabels(scorer.Domain.Name, scorer.Study.Name).Set(timing.Seconds);
            }
            catch (Exception error) when (error is LakeException or UsageException or RunException)
            {
                // The run's folder was removed or is damaged: its model serves all the same, and nothing is told of its training.
                _trained.RemoveLabelled(scorer.Domain.Name, scorer.Study.Name);
                _trainingSeconds.RemoveLabelled(scorer.Domain.Name, scorer.Study.Name);
            }
        }

        var warehouse = new FileInfo(Path.Combine(_settings.Data, "gold", "warehouse.duckdb"));
        _goldBytes.Set(warehouse.Exists ? warehouse.Length : 0);
    }

    private void ReadDatabase()
    {
        using var db = _database.Open();
        Count(db, _runs, "1 = 1");
        Count(db, _extractorJobs, "what = 'bronze' OR is_fetch = 1");
        Count(db, _transformerJobs, "what IN ('silver', 'gold', 'rebuild')");
        Count(db, _extractorErrors, "failed_in = 'extract'", "CASE WHEN is_fetch = 1 THEN 'fetch' ELSE 'land' END");
        Count(db, _transformerErrors, "failed_in = 'transform' AND what IN ('silver', 'gold', 'rebuild')", null);
        TimeRuns(db);
        _queue.Set(db.Scalar<long>("SELECT count(*) FROM pipeline_runs WHERE state = 'accepted'"));
        _eventsWaiting.Set(db.Scalar<long>("SELECT count(*) FROM stage_events WHERE sent_at IS NULL"));
        _deadLetters.Set(db.Scalar<long>("SELECT count(*) FROM dead_letters"));
        foreach (
            var (id, step, seconds) in db.All(
                row => (row.GetInt64(0), row.GetString(1), row.GetDouble(2)),
                "SELECT id, step, seconds FROM step_times WHERE id > @p0 AND reason <> 'fresh' ORDER BY id",
                _lastStep
            )
        )
        {
            var parts = step.Split('.');
            (parts[0] == "silver" ? _silver : _gold).WithLabels(parts[1]).Observe(seconds);
            _lastStep = id;
        }
    }

    /// <summary>Runs that are over, also those that are no longer kept, by domain and something else.</summary>
    /// <param name="by">An expression; null for the domain alone.</param>
    private static void Count(DbConnection db, Counter counter, string which, string? by = "state")
    {
        foreach (
            var (domain, other, count) in db.All(
                row => (row.GetString(0), row.GetString(1), row.GetInt64(2)),
                $"""
                SELECT domain, {by ?? "''"}, sum(runs)
                FROM (
                    SELECT domain, what, is_fetch, state, failed_in, runs FROM ended_runs
                    UNION ALL SELECT domain, what, is_fetch, state, failed_in, runs FROM run_totals) AS over_all
                WHERE {which} GROUP BY 1, 2
                """
            )
        )
        {
            (by is null ? counter.WithLabels(domain) : counter.WithLabels(domain, other)).IncTo(count);
        }
    }

    /// <summary>How long runs took, each once: bringing raw data in ends where the first step begins.</summary>
    private void TimeRuns(DbConnection db)
    {
        foreach (
            var (id, domain, what, isFetch, seconds, extract) in db.All(
                row =>
                    (
                        row.GetInt64(0),
                        row.GetString(1),
                        row.GetString(2),
                        row.Flag(3),
                        row.GetDouble(4),
                        (ServiceDatabase.Time(row.GetString(6)) - ServiceDatabase.Time(row.GetString(5))).TotalSeconds
                    ),
                """
                SELECT id, domain, what, is_fetch, seconds, started_at,
                    coalesce((SELECT min(at) FROM run_events WHERE run = id AND kind = 'step'), ended_at)
                FROM pipeline_runs WHERE state = 'succeeded' AND seconds IS NOT NULL AND (what IN ('bronze', 'gold', 'rebuild'))
                """
            )
        )
        {
            if (!_timedRuns.Add(id))
            {
                continue;
            }

            if (what == "bronze" || isFetch)
            {
                _extractorSeconds.WithLabels(domain, isFetch ? "fetch" : "land").Observe(Math.Max(0, extract));
            }

            if (what != "bronze")
            {
                _jobSeconds.WithLabels(domain).Observe(seconds);
            }
        }
    }

    private static double Seconds(DateTime utc) => (utc - DateTime.UnixEpoch).TotalSeconds;
}
