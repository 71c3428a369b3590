using Analytics.Server.Alerts;
using Prometheus;

namespace Analytics.Server.Monitoring;

/// <summary>What monitoring reads, for Prometheus: the alert rules of <c>lib/deploy/prometheus</c> are made of these.</summary>
internal sealed class MonitoringGauges
{
    private static readonly string[] s_domain = ["domain"];
    private static readonly string[] s_model = ["domain", "model"];
    private static readonly string[] s_stage = ["domain", "stage"];

    private readonly Gauge _score;
    private readonly Gauge _parts;
    private readonly Gauge _quality;
    private readonly Gauge _age;
    private readonly Gauge _missing;
    private readonly Gauge _modelScore;
    private readonly Gauge _below;
    private readonly Gauge _drifted;
    private readonly Gauge _stageP95;
    private readonly Gauge _stageRate;
    private readonly Gauge _used;
    private readonly Gauge _open;
    private readonly Gauge _waiting;

    public MonitoringGauges(MetricFactory make)
    {
        _score = make.CreateGauge("health_score", "0.4 success + 0.3 quality + 0.2 model + 0.1 system.");
        _parts = make.CreateGauge("health_part", "A part of the health score, 0 to 1.", ["part"]);
        _quality = make.CreateGauge("data_quality_score", "Mean of the shares of gates passed and of rows kept.", s_domain);
        _age = make.CreateGauge("domain_age_seconds", "Seconds since a table of the domain last changed.", s_domain);
        _missing = make.CreateGauge("model_missing", "1 where there is no model to predict with.", s_model);
        _modelScore = make.CreateGauge("model_score", "The champion's value of what decides in its study.", s_model);
        _below = make.CreateGauge("model_below_bar", "1 where the champion does not reach what one must.", s_model);
        _drifted = make.CreateGauge(
            "model_drifted_features",
            "Features that have drifted from what the champion learned, as the last performance run found.",
            s_model
        );
        _stageP95 = make.CreateGauge("stage_p95_seconds", "Seconds that 95 % of a layer's steps of the last day took at most.", s_stage);
        _stageRate = make.CreateGauge("stage_rows_per_second", "Rows by seconds of work of a layer's steps of the last day.", s_stage);
        _used = make.CreateGauge("system_used_ratio", "Share of the machine that is used.", ["resource"]);
        _open = make.CreateGauge("alerts_open", "Alerts of the server's own rules that are open.", ["severity"]);
        _waiting = make.CreateGauge("alert_messages_waiting", "Messages about alerts that no receiver has taken yet.");
    }

    public void Set(Readings readings, AlertStore alerts, UsageSample? usage)
    {
        var health = HealthScore.Of(readings);
        _score.Set(health.Score);
        foreach (var part in health.Parts)
        {
            _parts.WithLabels(part.Name).Set(part.Value);
        }

        foreach (var data in readings.Data)
        {
            _quality.WithLabels(data.Domain).Set(data.Score);
            SetOrRemove(_age, data.AgeSeconds, data.Domain);
        }

        foreach (var model in readings.Models)
        {
            string[] labels = [model.Domain, model.Model];
            _missing.WithLabels(labels).Set(model.Problem is null ? 0 : 1);
            _below.WithLabels(labels).Set(model.IsBelowBar ? 1 : 0);
            SetOrRemove(_modelScore, model.Value, labels);
            SetOrRemove(_drifted, model.DriftedFeatures, labels);
        }

        foreach (var labels in _stageP95.GetAllLabelValues().ToArray())
        {
            if (!readings.Stages.Any(each => each.Domain == labels[0] && each.Stage == labels[1]))
            {
                _stageP95.RemoveLabelled(labels);
                _stageRate.RemoveLabelled(labels);
            }
        }

        foreach (var stage in readings.Stages)
        {
            _stageP95.WithLabels(stage.Domain, stage.Stage).Set(stage.P95);
            _stageRate.WithLabels(stage.Domain, stage.Stage).Set(stage.RowsPerSecond);
        }

        SetOrRemove(_used, usage?.Cpu, "cpu");
        SetOrRemove(_used, usage?.Memory, "memory");
        SetOrRemove(_used, usage?.Disk, "disk");
        var open = alerts.List(true, 1000);
        foreach (var severity in (string[])["warning", "critical"])
        {
            _open.WithLabels(severity).Set(open.Count(each => each.Severity == severity));
        }

        _waiting.Set(alerts.Waiting().Sum(each => each.Waiting));
    }

    private static void SetOrRemove(Gauge gauge, double? value, params string[] labels)
    {
        if (value is { } known)
        {
            gauge.WithLabels(labels).Set(known);
        }
        else
        {
            gauge.RemoveLabelled(labels);
        }
    }
}
