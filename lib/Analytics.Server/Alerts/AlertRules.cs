using Analytics.Server.Monitoring;

namespace Analytics.Server.Alerts;

/// <summary>Something that is beyond its limit now.</summary>
/// <param name="Rule">Which rule says so.</param>
/// <param name="Component">Of what: a domain, <c>domain/model</c>, <c>server</c>.</param>
/// <param name="Severity"><c>warning</c> or <c>critical</c>.</param>
/// <param name="Summary">In words, without ids.</param>
/// <param name="Value">What was read.</param>
/// <param name="AtMost">The limit that it passed; null where it is one that was not reached.</param>
/// <param name="AtLeast">The limit that it did not reach.</param>
public sealed record Violation(
    string Rule,
    string Component,
    string Severity,
    string Summary,
    double Value,
    double? AtMost = null,
    double? AtLeast = null
);

/// <summary>The alert rules. <c>lib/deploy/prometheus/alerts.yml</c> holds the same ones for Prometheus.</summary>
internal static class AlertRules
{
    /// <summary>What is beyond its limit.</summary>
    public static IReadOnlyList<Violation> Judge(Readings readings) =>
        [
            .. readings.Runs.SelectMany(Failures),
            .. readings.Data.SelectMany(each => Data(each, readings.StaleDays)),
            .. readings.Models.SelectMany(Model),
            .. readings.Stages.Where(each => each.P95 > Limits.StageSeconds).Select(Slow),
            .. Machine(readings.System),
        ];

    private static IEnumerable<Violation> Failures(RunReading runs)
    {
        var rate = (double)runs.Failed / Math.Max(1, runs.Succeeded + runs.Failed);
        if (rate > Limits.FailureRate)
        {
            yield return new Violation(
                "run_failures",
                runs.Domain,
                "critical",
                Invariant($"{runs.Failed} of {runs.Failed + runs.Succeeded} runs of the last day failed"),
                rate,
                AtMost: Limits.FailureRate
            );
        }
    }

    private static IEnumerable<Violation> Data(DataReading data, int staleDays)
    {
        if (data.AgeSeconds is not { } age)
        {
            yield return new Violation(
                "nothing_published",
                data.Domain,
                "critical",
                "no table of this domain was published",
                0,
                AtLeast: 1
            );
            yield break;
        }

        if (data.Score < Limits.Quality)
        {
            yield return new Violation(
                "data_quality",
                data.Domain,
                "warning",
                "gates warn or many rows were refused",
                data.Score,
                AtLeast: Limits.Quality
            );
        }

        if (staleDays > 0 && age > staleDays * 86400.0)
        {
            yield return new Violation(
                "stale_domain",
                data.Domain,
                "warning",
                "no table has changed for a long time (value and limit in days)",
                age / 86400,
                AtMost: staleDays
            );
        }
    }

    private static IEnumerable<Violation> Model(ModelReading model)
    {
        var name = $"{model.Domain}/{model.Model}";
        if (model.Problem is not null)
        {
            yield return new Violation("model_missing", name, "critical", "there is no model to predict with", 0, AtLeast: 1);
        }

        if (model.IsBelowBar)
        {
            yield return new Violation(
                "model_below_bar",
                name,
                "warning",
                $"its {model.Metric} does not reach what a champion must",
                model.Value!.Value,
                AtMost: model.HigherIsBetter ? null : model.Bar,
                AtLeast: model.HigherIsBetter ? model.Bar : null
            );
        }

        if (model.DriftedFeatures is > 0 and var drifted)
        {
            yield return new Violation("model_drift", name, "warning", "features have drifted from what it learned", drifted, AtMost: 0);
        }
    }

    private static Violation Slow(StageReading stage) =>
        new(
            "slow_stage",
            $"{stage.Domain}/{stage.Stage}",
            "warning",
            "its steps take long (95th percentile of the last day, seconds)",
            stage.P95,
            AtMost: Limits.StageSeconds
        );

    private static IEnumerable<Violation> Machine(SystemReading system)
    {
        (string Rule, double? Value, double Limit, string Severity, string Words)[] all =
        [
            ("cpu", system.Cpu, Limits.Cpu, "warning", "the processors are busy (mean of five minutes)"),
            ("memory", system.Memory, Limits.Memory, "critical", "memory is nearly used up"),
            ("disk", system.Disk, Limits.Disk, "critical", "the lake's disk is nearly full"),
            (
                "slow_responses",
                system.ResponseP95,
                Limits.ResponseSeconds,
                "warning",
                "answers take long (95th percentile of five minutes, seconds)"
            ),
        ];
        return all.Where(each => each.Value > each.Limit)
            .Select(each => new Violation(each.Rule, "server", each.Severity, each.Words, each.Value!.Value, AtMost: each.Limit));
    }
}
