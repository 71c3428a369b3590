using System.Data.Common;
using Analytics.App;
using Analytics.Lake;
using Analytics.Server.Hosting;
using Analytics.Server.Records;
using Analytics.Server.Runs;

namespace Analytics.Server.Monitoring;

/// <summary>Writes down how good the published data is and how the champions do on what came since; only reads the lake. What was measured of a snapshot or a version is not measured again.</summary>
internal sealed class Measuring(ServiceDatabase database, ServerSettings settings, TimeProvider time)
{
    /// <summary>What <c>quality</c> and <c>performance</c> runs do.</summary>
    /// <param name="request">Which of the two, and of which domain.</param>
    /// <param name="say">Receives a line per domain or model.</param>
    /// <param name="cancellation">Stops between models.</param>
    /// <returns>What it came to, as a sentence.</returns>
    public string Measure(RunRequest request, Action<string> say, CancellationToken cancellation)
    {
        using var lake = Analytics.Lake.Lake.Open(settings.Data);
        var domains = Catalog.Domains.Where(domain => request.Domain == "all" || domain.Name == request.Domain).ToArray();
        if (request.What == "quality")
        {
            Quality(lake.Head, domains, say);
            return "the quality of the published tables is written down";
        }

        foreach (var domain in domains)
        {
            foreach (var study in domain.Studies)
            {
                cancellation.ThrowIfCancellationRequested();
                Performance(lake, domain, study, say);
            }
        }

        return "how the models do is written down";
    }

    /// <summary>Shares of gates passed and of rows kept, by domain; the score is their mean.</summary>
    public void Quality(Snapshot head, IReadOnlyList<Domain> domains, Action<string> say)
    {
        foreach (var domain in domains)
        {
            var figures = QualityOf(head, domain);
            database.Write(db =>
            {
                foreach (var (metric, value) in figures)
                {
                    db.Do(
                        "INSERT INTO data_quality_metrics (at, snapshot, domain, metric, value) VALUES (@p0, @p1, @p2, @p3, @p4) ON CONFLICT DO NOTHING",
                        Now,
                        head.Id,
                        domain.Name,
                        metric,
                        value
                    );
                }
            });
            say(
                Invariant(
                    $"{domain.Name}: {figures["gates_passed"]:0} of {figures["gates"]:0} gates passed, {figures["quarantined"]:0} of {figures["received"]:0} rows refused"
                )
            );
        }
    }

    /// <summary>What is known of a domain's published tables, without reading one.</summary>
    public static IReadOnlyDictionary<string, double> QualityOf(Snapshot head, Domain domain)
    {
        var verdicts = head.Verdicts.Where(each => each.Table.Split('.')[1] == domain.Name).ToArray();
        var accounts = head.Accounts.Where(each => each.Key.Split('.')[1] == domain.Name).Select(each => each.Value).ToArray();
        double received = accounts.Sum(each => each.Received),
            refused = accounts.Sum(each => each.Quarantined);
        var gates = verdicts.Length == 0 ? 0 : (double)verdicts.Count(each => each.Passed) / verdicts.Length;
        var rows = received == 0 ? 0 : 1 - refused / received;
        return new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["gates"] = verdicts.Length,
            ["gates_passed"] = verdicts.Count(each => each.Passed),
            ["received"] = received,
            ["kept"] = accounts.Sum(each => each.Kept),
            ["quarantined"] = refused,
            ["superseded"] = accounts.Sum(each => each.Superseded),
            ["score"] = (gates + rows) / 2,
        };
    }

    private void Performance(Analytics.Lake.Lake lake, Domain domain, Study study, Action<string> say)
    {
        var head = lake.Head;
        var (card, version, _) = new Registry(lake).Champion(head, domain.Name, study.Name);
        var verdict = new Retraining(lake).Judge(head, domain, study);
        say(
            $"{domain.Name}/{study.Name}: {(verdict.IsNeeded ? "training is needed" : "no training is needed")}: {string.Join("; ", verdict.Reasons)}"
        );
        if (card is null || version is null)
        {
            return;
        }

        database.Write(db =>
        {
            foreach (var (metric, measured) in card.Run.Metrics)
            {
                Keep(db, head.Id, domain, study, version, metric, measured.Value);
            }

            Keep(db, head.Id, domain, study, version, "new_rows", verdict.NewRows);
            Keep(db, head.Id, domain, study, version, "drifted_features", verdict.Drifts.Count(Retraining.IsDrift));
            Keep(db, head.Id, domain, study, version, "training_needed", verdict.IsNeeded ? 1 : 0);
        });
    }

    /// <summary>The newest value of a version's metric replaces the one before: drift is of today.</summary>
    private void Keep(DbConnection db, string snapshot, Domain domain, Study study, string version, string metric, double value)
    {
        if (double.IsFinite(value))
        {
            db.Do(
                """
                INSERT INTO model_performance_metrics (at, snapshot, domain, model, version, metric, value) VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6)
                ON CONFLICT (domain, model, version, metric) DO UPDATE SET at = excluded.at, snapshot = excluded.snapshot, value = excluded.value
                """,
                Now,
                snapshot,
                domain.Name,
                study.Name,
                version,
                metric,
                value
            );
        }
    }

    private string Now => ServiceDatabase.Text(time.GetUtcNow().UtcDateTime);
}
