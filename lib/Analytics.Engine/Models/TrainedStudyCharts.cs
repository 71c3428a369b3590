using Analytics.Charts;
using Analytics.Frames;
using Plotly.NET;
using Chart = Plotly.NET.CSharp.Chart;

namespace Analytics.Engine;

/// <summary>Charts of a trained study that a notebook goes on from: <c>severity.Roc().WithTitle(…)</c>.</summary>
public static class TrainedStudyCharts
{
    /// <summary>How the rows are divided: over time by month, by group where the groups are few, otherwise the rows of each side.</summary>
    public static GenericChart SplitChart(this TrainedStudy study)
    {
        const int MostGroups = 40;
        if (study.Split.By is not { } name)
        {
            return SidesChart(study.RowsBySide);
        }

        var by = study.Rows[name];
        if (study.Split is TimeSplit && by.Type is ColumnType.Timestamp or ColumnType.Date)
        {
            return MonthsChart(study.RowsBySide, by.ToDoubles());
        }

        string[] groups = [.. Enumerable.Range(0, by.Count).Select(row => ClassWord.Of(by[row]))];
        return groups.Distinct(StringComparer.Ordinal).Count() <= MostGroups
            ? GroupsChart(study.RowsBySide, groups).WithXAxis(ColumnWords.Of(name), names: true)
            : SidesChart(study.RowsBySide);
    }

    private static GenericChart MonthsChart(IReadOnlyList<(string Name, int[] Rows)> sides, double[] days)
    {
        DateTime Month(int row)
        {
            var day = DateTime.UnixEpoch.AddDays(days[row]);
            return new DateTime(day.Year, day.Month, 1);
        }

        return Chart
            .Combine(
                sides.Select(side =>
                {
                    var months = side.Rows.GroupBy(Month).OrderBy(month => month.Key).ToArray();
                    return Chart.Line<DateTime, double, string>(
                        x: months.Select(month => month.Key).ToArray(),
                        y: months.Select(month => (double)month.Count()).ToArray(),
                        Name: Told(side),
                        ShowMarkers: true
                    );
                })
            )
            .WithXAxis("Month")
            .WithYAxis("Rows");
    }

    private static GenericChart GroupsChart(IReadOnlyList<(string Name, int[] Rows)> sides, string[] groupOf) =>
        Chart
            .Combine(
                sides.Select(side =>
                {
                    var groups = side
                        .Rows.GroupBy(row => groupOf[row], StringComparer.Ordinal)
                        .OrderBy(group => group.Key, StringComparer.Ordinal)
                        .ToArray();
                    return Chart.StackedColumn<double, string, string>(
                        values: groups.Select(group => (double)group.Count()).ToArray(),
                        Keys: groups.Select(group => group.Key).ToArray(),
                        Name: Told(side)
                    );
                })
            )
            .WithYAxis("Rows");

    private static GenericChart SidesChart(IReadOnlyList<(string Name, int[] Rows)> sides)
    {
        var upwards = sides.Reverse().ToArray();
        return Chart
            .Bar<double, string, string>(
                values: upwards.Select(side => (double)side.Rows.Length).ToArray(),
                Keys: upwards.Select(side => side.Name).ToArray(),
                MultiText: upwards.Select(side => Invariant($"{side.Rows.Length:N0}")).ToArray()
            )
            .WithXAxis("Rows");
    }

    private static string Told((string Name, int[] Rows) side) => Invariant($"{side.Name} ({side.Rows.Length:N0} rows)");

    /// <summary>Receiver operating characteristic on the test rows.</summary>
    public static GenericChart Roc(this TrainedStudy study)
    {
        var points = study.Tables["thresholds.csv"];
        return Chart.Roc(
            [0, .. points["false_positive_rate"].ToDoubles()],
            [0, .. points["true_positive_rate"].ToDoubles()],
            Auc: study.Run.Metrics["roc_auc"].Value
        );
    }

    /// <summary>Precision against recall on the test rows, beside what alarms at random reach.</summary>
    public static GenericChart PrecisionRecall(this TrainedStudy study)
    {
        var points = study.Tables["thresholds.csv"];
        return Chart.PrecisionRecall(
            points["true_positive_rate"].ToDoubles(),
            points["precision"].ToDoubles(),
            AveragePrecision: study.Run.Metrics["average_precision"].Value,
            Prevalence: RunFigures.Prevalence(study.Run, study.Test)
        );
    }

    /// <summary>How often it came true against how likely it was said to be, in tenths of the test rows with the interval of each.</summary>
    public static GenericChart CalibrationChart(this TrainedStudy study)
    {
        var tenths = study.Tables["calibration.csv"];
        return Chart.Calibration(
            tenths["predicted"].ToDoubles(),
            tenths["observed"].ToDoubles(),
            tenths["lower"].ToDoubles(),
            tenths["upper"].ToDoubles(),
            tenths["rows"].ToDoubles()
        );
    }

    /// <summary>What deciding costs per test row at every threshold, beside always yes and always no.</summary>
    /// <param name="study">Of two classes.</param>
    /// <param name="falseAlarm">Cost of a false alarm. Default: the study's.</param>
    /// <param name="miss">Cost of a miss. Default: the study's.</param>
    public static GenericChart CostChart(this TrainedStudy study, double? falseAlarm = null, double? miss = null)
    {
        var points = study.Tables["thresholds.csv"];
        var (alarm, lost) = (falseAlarm ?? study.Run.Costs!.FalseAlarm, miss ?? study.Run.Costs!.Miss);
        var share = RunFigures.Prevalence(study.Run, study.Test);
        var cost = points["false_positive_rate"]
            .ToDoubles()
            .Zip(points["true_positive_rate"].ToDoubles(), (fpr, tpr) => (alarm * fpr * (1 - share)) + (lost * (1 - tpr) * share))
            .ToArray();
        var thresholds = points["threshold"].ToDoubles();
        // A line of 200 points is as fine as its picture.
        int[] kept = [.. Enumerable.Range(0, cost.Length).Where(i => i % Math.Max(1, cost.Length / 200) == 0)];
        GenericChart Flat(string name, double at) =>
            Chart.Line<double, double, string>(x: [0, 1], y: [at, at], Name: name, LineDash: StyleParam.DrawingStyle.Dash);
        return Chart
            .Combine([
                Chart.Line<double, double, string>(
                    x: kept.Select(i => thresholds[i]).ToArray(),
                    y: kept.Select(i => cost[i]).ToArray(),
                    Name: "the model"
                ),
                Flat("always yes", alarm * (1 - share)),
                Flat("always no", lost * share),
            ])
            .WithXAxis("Threshold: probability from which it says yes", from: 0, to: 1)
            .WithYAxis("Cost per test row", from: 0, to: Math.Max(cost.Max(), Math.Max(alarm * (1 - share), lost * share)) * 1.05)
            .WithVLine(study.Run.Threshold!.Value, "chosen on validation rows");
    }

    /// <summary>Test rows by true and predicted class, at the threshold chosen.</summary>
    public static GenericChart ConfusionChart(this TrainedStudy study) =>
        Chart.ConfusionMatrix(RunFigures.Counts(study.Run, study.Test), ClassWord.Of(study.Run));

    /// <summary>Score on the training and the test rows against how many rows trained.</summary>
    public static GenericChart LearningCurve(this TrainedStudy study)
    {
        var curve = study.Tables["learning_curve.csv"];
        GenericChart Line(string column, string name) =>
            Chart.Line<double, double, string>(x: curve["rows"].ToDoubles(), y: curve[column].ToDoubles(), Name: name, ShowMarkers: true);
        var metric = RunFigures.CurveMetric(study.Run);
        return Chart
            .Combine([Line("train", "on the training rows"), Line("test", "on the test rows")])
            .WithXAxis("Training rows")
            .WithYAxis(MetricNames.Of(metric));
    }

    /// <summary>What the score loses when a feature is shuffled on the test rows, with the deviation over the repeats.</summary>
    /// <param name="study">Any.</param>
    /// <param name="top">How many are shown.</param>
    public static GenericChart ImportanceChart(this TrainedStudy study, int top = 12)
    {
        var table = study.Tables["importance.csv"];
        return Chart.Importance(
            table.Text("feature").Words().Select(name => ColumnWords.Plain(name!)),
            table["importance"].ToDoubles(),
            table["deviation"].ToDoubles(),
            Top: top,
            Title: $"{MetricNames.Of(RunFigures.CurveMetric(study.Run))} lost when shuffled"
        );
    }

    /// <summary>How far each feature moved each of some test rows, coloured by the rank of its value; names have no rank and are grey. Null where the model has no such account.</summary>
    /// <param name="study">Any.</param>
    /// <param name="rows">Most rows drawn, evenly over the test rows.</param>
    /// <param name="top">Most features, those that move most first.</param>
    public static GenericChart? Beeswarm(this TrainedStudy study, int rows = 150, int top = 8)
    {
        var step = Math.Max(1, (study.Test.RowCount + rows - 1) / rows);
        int[] drawn = [.. Enumerable.Range(0, study.Test.RowCount).Where(row => row % step == 0)];
        if (study.Contributions(drawn) is not { } moved)
        {
            return null;
        }

        double[] ValuesOf(string feature) =>
            study.Test.TryGet(feature, out var column) && column!.IsNumeric
                ? column.Take(drawn).ToDoubles()
                : [.. drawn.Select(_ => double.NaN)];
        return Chart.Beeswarm(
            moved.Features.Select(ColumnWords.Plain),
            [
                .. moved
                    .Features.Index()
                    .Select(feature => Enumerable.Range(0, drawn.Length).Select(row => moved.Values[row, feature.Index]).ToArray()),
            ],
            [.. moved.Features.Select(ValuesOf)],
            Top: top,
            Title: $"Contribution to the score ({moved.Unit}, before calibration)"
        );
    }

    /// <summary>What moved the score of one test row, feature by feature with its value, the greatest first. Null where the model has no such account.</summary>
    /// <param name="study">Any.</param>
    /// <param name="row">0-based row of <see cref="TrainedStudy.Test"/>.</param>
    /// <param name="top">Most features.</param>
    public static GenericChart? CaseChart(this TrainedStudy study, int row, int top = 10)
    {
        if (study.Contributions([row]) is not { } moved)
        {
            return null;
        }

        var shown = moved
            .Features.Index()
            .Select(feature => (Name: feature.Item, Moved: moved.Values[0, feature.Index]))
            .OrderByDescending(each => Math.Abs(each.Moved))
            .ThenBy(each => each.Name, StringComparer.Ordinal)
            .Take(top)
            .Reverse()
            .ToArray();
        string Told(string feature) =>
            study.Test.TryGet(feature, out var column) && !column!.IsNull(row)
                ? column.IsNumeric
                    ? Invariant($"{column.ToDoubles()[row]:0.##}")
                    : ClassWord.Of(column[row]).ToLowerInvariant()
                : "not known";
        return Chart
            .Bar<double, string, string>(
                values: shown.Select(each => each.Moved).ToArray(),
                Keys: shown.Select(each => $"{ColumnWords.Of(each.Name)}: {Told(each.Name)}").ToArray(),
                MultiText: shown.Select(each => Invariant($"{each.Moved:+0.00;-0.00}")).ToArray()
            )
            .WithXAxis($"Contribution to the score ({moved.Unit}, before calibration)");
    }

    /// <summary>Mean of what came true against mean of what was said, in tenths by the prediction, with the diagonal: for numbers.</summary>
    /// <param name="study">Of a number.</param>
    /// <param name="back">How predictions become what people count in, e.g. <c>Math.Exp</c> of a logarithm. Default: as they are.</param>
    public static GenericChart TenthsChart(this TrainedStudy study, Func<double, double>? back = null)
    {
        var of = back ?? (value => value);
        var truth = study.Test[study.Run.Target].ToDoubles().Select(of).ToArray();
        var said = study.Test["predicted"].ToDoubles().Select(of).ToArray();
        var tenths = Enumerable
            .Range(0, said.Length)
            .OrderBy(row => said[row])
            .Select((row, place) => (row, Tenth: place * 10 / said.Length))
            .GroupBy(each => each.Tenth)
            .Select(same => (Said: same.Average(each => said[each.row]), True: Estimates.Mean("", same.Select(each => truth[each.row]))))
            .ToArray();
        var most = tenths.Max(tenth => tenth.Said);
        return Chart.Combine([
            Chart.LineInterval(
                tenths.Select(tenth => tenth.Said),
                tenths.Select(tenth => tenth.True.Value),
                tenths.Select(tenth => tenth.True.Lower),
                tenths.Select(tenth => tenth.True.Upper),
                Percent: false,
                Name: "tenths of the test rows"
            ),
            Chart.Line<double, double, string>(x: [0, most], y: [0, most], Name: "as said", LineDash: StyleParam.DrawingStyle.Dash),
        ]);
    }
}
