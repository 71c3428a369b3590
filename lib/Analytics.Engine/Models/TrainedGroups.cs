using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>
/// A study that finds groups, as it was fitted: card, rows with their group, and the model itself. What a notebook asks further questions of;
/// <see cref="TrainedGroupsCharts"/> draws it. Nothing is fitted here.
/// </summary>
public sealed class TrainedGroups
{
    private readonly Experiments _experiments;
    private readonly Clusterer _model;
    private readonly int[] _sample;

    private TrainedGroups(Lake.Lake lake, Domain domain, ClusterStudy study, ModelCard card)
    {
        (_experiments, Study, Card) = (new Experiments(lake), study, card);
        Tables = _experiments.TablesOf(card.Run);
        _model = Load(card.Run);
        var examples = Examples.Load(lake.At(card.Snapshot), domain, study).Frame;
        var labels = _model.Assign(examples).Labels;
        Rows = examples.With(TextColumn.FromValues("group", labels.Select(label => label < 0 ? "noise" : Groups[label].Name)));
        _sample = ClusterMeasures.Sample(examples.RowCount, study.SilhouetteRows, card.Run.Seed);
        Report = ModelReport.Of(lake, card);
    }

    /// <summary>The model in force; where none is, the run that was refused.</summary>
    public static TrainedGroups Of(Lake.Lake lake, Domain domain, ClusterStudy study, TrainResult trained) =>
        new(lake, domain, study, trained.Champion ?? new Experiments(lake).CardOf(trained.Run));

    public ModelCard Card { get; }

    public ExperimentRun Run => Card.Run;

    /// <summary>The groups in the model's order: name, profile in words, rows, means.</summary>
    public IReadOnlyList<ClusterProfile> Groups => Card.Clusters ?? [];

    /// <summary>What its fitting measured, by file name: <c>clusters.csv, places.csv, axes.csv …</c></summary>
    public IReadOnlyDictionary<string, Frame> Tables { get; }

    /// <summary>Why the model is in force, as its contest was told, with measures in words.</summary>
    public string Decision => Card.Decision;

    /// <summary>All rows, with column <c>group</c>.</summary>
    public Frame Rows { get; }

    /// <summary>The same in sentences that can say no, by finding: <c>groups, choice, scores …</c></summary>
    public Report Report { get; }

    internal ClusterStudy Study { get; }

    /// <summary>How well each row lies in its group: -1 to 1, 0 on the border; of a sample where there are very many rows.</summary>
    /// <returns>Column <c>group</c> and <c>silhouette</c>.</returns>
    public Frame Silhouettes() => Rows.Take(_sample).Select("group").With(new Column<double>("silhouette", Each(_model)));

    /// <summary>
    /// How much higher the silhouette of other runs is than this one's on the same rows (negative where it is lower); rows are drawn for both at once, so that the
    /// intervals are of the difference. Runs of other rows are left out.
    /// </summary>
    /// <param name="runs">E.g. those of a sweep.</param>
    /// <param name="nameOf">What a run is called. Default: learner and what is not as usual.</param>
    public IReadOnlyList<Estimate> Beside(IEnumerable<ExperimentRun> runs, Func<ExperimentRun, string>? nameOf = null)
    {
        ExperimentRun[] all = [.. runs.Where(run => run.SplitHash == Run.SplitHash).DistinctBy(run => run.Id)];
        var ours = Each(_model);
        return
        [
            .. all.Where(run => run.Id != Run.Id)
                .Select(run =>
                {
                    var apart = Each(Load(run)).Zip(ours, (its, own) => its - own);
                    return Estimates.Mean(nameOf?.Invoke(run) ?? RunNames.Of(run, all), apart);
                }),
        ];
    }

    /// <summary>The clusterings that the study itself tried on these rows, this one included, by learner and number of groups.</summary>
    public IReadOnlyList<ExperimentRun> Tried() => ModelReport.Tried(_experiments, Card);

    /// <summary>How many clusterings come out alike from other seeds: those whose stability is what a study asks for, or more.</summary>
    public string AlikeInWords(IReadOnlyCollection<ExperimentRun> runs) =>
        AlikeInWords(
            runs.Count(run => run.Metrics[ClusterMeasures.Stability].Value >= (Run.LeastStability ?? double.NegativeInfinity)),
            runs.Count
        );

    /// <summary>The same of numbers: "1 of 18 clusterings comes out alike from other seeds".</summary>
    public static string AlikeInWords(int alike, int tried) =>
        (alike, tried) switch
        {
            (0, 1) => "The only clustering does not come out alike from other seeds",
            (1, 1) => "The only clustering comes out alike from other seeds",
            (0, _) => Invariant($"None of {tried:N0} clusterings comes out alike from other seeds"),
            (1, _) => Invariant($"1 of {tried:N0} clusterings comes out alike from other seeds"),
            _ => Invariant($"{alike:N0} of {tried:N0} clusterings come out alike from other seeds"),
        };

    /// <summary>How the same rows of two fits fall together, as the adjusted Rand index of all pairs of seeds: the mean, the least and the greatest.</summary>
    public Estimate Stability(ExperimentRun run)
    {
        var measured = run.Metrics[ClusterMeasures.Stability];
        return new Estimate(RunNames.Of(run, [run]), measured.Value, measured.Lower, measured.Upper, Study.Seeds * (Study.Seeds - 1) / 2);
    }

    /// <summary>Mean and spread of a feature in each group; on the circle where it goes round, so that 23 o'clock lies beside midnight.</summary>
    /// <param name="feature">A number of <see cref="Rows"/>.</param>
    /// <returns>Columns <c>group, rows, mean, spread</c> in the feature's own unit.</returns>
    public Frame Middles(string feature)
    {
        var values = Rows[feature].ToDoubles();
        var names = Rows.Text("group").Words().ToArray();
        var groups = Groups
            .Select(group => (group.Name, Values: values.Where((value, row) => names[row] == group.Name && !double.IsNaN(value)).ToArray()))
            .ToArray();
        double Middle(double[] of) => Study.Circles.TryGetValue(feature, out var period) ? new Circle(period).Mean(of) : of.Average();
        double Spread(double[] of) =>
            Study.Circles.TryGetValue(feature, out var period)
                ? new Circle(period).Spread(of)
                : Math.Sqrt(of.Sum(value => Math.Pow(value - of.Average(), 2)) / of.Length);
        return new Frame(
            TextColumn.FromValues("group", groups.Select(group => group.Name)),
            new Column<int>("rows", [.. groups.Select(group => group.Values.Length)]),
            new Column<double>("mean", [.. groups.Select(group => Math.Round(Middle(group.Values), 2))]),
            new Column<double>("spread", [.. groups.Select(group => Math.Round(Spread(group.Values), 2))])
        );
    }

    private double[] Each(Clusterer model)
    {
        var rows = Rows.Take(_sample);
        return ClusterMetrics.Silhouettes(model.Prepare(rows), model.Assign(rows).Labels);
    }

    private Clusterer Load(ExperimentRun run) => Model.Load<Clusterer>(Path.Combine(_experiments.Checked(run), "model.json"));
}
