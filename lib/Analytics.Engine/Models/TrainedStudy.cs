using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>
/// A prediction study as it was trained: card, rows with their side of the split, test rows with what the model said of them, and the model itself. What a
/// notebook asks further questions of; <see cref="TrainedStudyCharts"/> draws it. Nothing is trained here.
/// </summary>
public sealed class TrainedStudy
{
    private readonly Experiments _experiments;
    private readonly PredictionStudy _study;
    private readonly Predictor _model;
    private readonly Sides _sides;
    private readonly Blocks _blocks;
    private readonly Lazy<bool[]> _isWrong;

    private TrainedStudy(Lake.Lake lake, Domain domain, PredictionStudy study, ModelCard card)
    {
        (_experiments, _study, Card) = (new Experiments(lake), study, card);
        Tables = _experiments.TablesOf(card.Run);
        _model = Load(card.Run);
        var examples = Examples.Load(lake.At(card.Snapshot), domain, study).Frame;
        _sides = Sides.Of(study, examples);
        var side = new string[examples.RowCount];
        foreach (var (name, rows) in RowsBySide)
        {
            foreach (var row in rows)
            {
                side[row] = name;
            }
        }

        Rows = examples.With(TextColumn.FromValues("side", side));
        var test = examples.Take(_sides.Test);
        _blocks = study.Split.BlocksOf(test, study.Key);
        Test = new Frame([.. test.Columns, .. ScoreColumns.Of(_model.Predict(test), card.Run)]);
        _isWrong = new Lazy<bool[]>(Wrong);
        Report = ModelReport.Of(lake, card);
    }

    /// <summary>The model in force; where none is, the run that was refused.</summary>
    public static TrainedStudy Of(Lake.Lake lake, Domain domain, PredictionStudy study, TrainResult trained) =>
        new(lake, domain, study, trained.Champion ?? new Experiments(lake).CardOf(trained.Run));

    public ModelCard Card { get; }

    public ExperimentRun Run => Card.Run;

    /// <summary>What its training measured, by file name: <c>calibration.csv, importance.csv, learning_curve.csv, thresholds.csv …</c></summary>
    public IReadOnlyDictionary<string, Frame> Tables { get; }

    /// <summary>All labelled rows, with column <c>side</c>: <c>train</c>, <c>validate</c> or <c>test</c>.</summary>
    public Frame Rows { get; }

    /// <summary>The test rows with <c>probability</c> and <c>predicted</c>; of a number with <c>predicted</c>.</summary>
    public Frame Test { get; }

    /// <summary>The same in sentences that can say no, by finding: <c>scores, threshold, calibration, leaks …</c></summary>
    public Report Report { get; }

    internal SplitRule Split => _study.Split;

    /// <summary>0-based rows of <see cref="Rows"/> by side.</summary>
    internal IReadOnlyList<(string Name, int[] Rows)> RowsBySide =>
        [("train", _sides.Train), ("validate", _sides.Validation), ("test", _sides.Test)];

    /// <summary>How the rows were divided, in words: <c>by time crash date</c>.</summary>
    public string Division => ColumnWords.Text(Run.Split.Split(',')[0]);

    /// <summary>What the intervals rest on, in words: <c>997 test rows drawn as 271 whole days of crash date</c>.</summary>
    public string TestedOn =>
        Invariant($"{Run.TestRows:N0} test rows")
        + (Run.Drawn is { } drawn ? Invariant($" drawn as {drawn.Blocks:N0} {ColumnWords.Text(drawn.Unit)}") : "");

    /// <summary>Share of the positive class by side of the split; the intervals count blocks.</summary>
    public IReadOnlyList<Group> Balance()
    {
        var target = Rows[Run.Target];
        return
        [
            .. RowsBySide.Select(side =>
            {
                var blocks = _study.Split.BlocksOf(Rows.Take(side.Rows), _study.Key);
                return Group.InBlocks(
                    side.Name,
                    [.. side.Rows.Select(row => ClassWord.Of(target[row]) == Run.Classes[^1])],
                    blocks.Of,
                    ColumnWords.Text(blocks.Unit)
                );
            }),
        ];
    }

    /// <summary>How much better the model is than the simplest ones on the same test rows, by the deciding metric; the intervals are of paired draws.</summary>
    public IReadOnlyList<Estimate> BesideTheSimplest() =>
        [
            .. Run
                .Rivals.Where(rival => rival.Gains.ContainsKey(Run.Metric))
                .Select(rival =>
                    Named(
                        rival.Feature is null ? "than the constant" : $"than {ColumnWords.Plain(rival.Feature)} alone",
                        rival.Gains[Run.Metric],
                        Run.TestRows
                    )
                ),
        ];

    /// <summary>
    /// How much better other runs are than this one, or than another, on the same validation rows, by the deciding metric (negative where they are worse); whole blocks are drawn
    /// for both at once, so that the intervals are of the difference. Runs of another split are left out.
    /// </summary>
    /// <param name="runs">E.g. those of a sweep.</param>
    /// <param name="nameOf">What a run is called. Default: learner and the parameters that vary among the learner's runs.</param>
    /// <param name="than">The run that the others are compared with, of the same split. Default: the model in force.</param>
    public IReadOnlyList<Estimate> Beside(
        IEnumerable<ExperimentRun> runs,
        Func<ExperimentRun, string>? nameOf = null,
        ExperimentRun? than = null
    )
    {
        var from = than ?? Run;
        ExperimentRun[] all = [.. runs.Where(run => run.SplitHash == Run.SplitHash).DistinctBy(run => run.Id)];
        var rows = Rows.Take(_sides.Validation);
        var (ours, blocks) = (Evaluation.Of(than is null ? _model : Load(than), rows), _study.Split.BlocksOf(rows, _study.Key));
        Metric At(ExperimentRun run) => Measures.At(run.Threshold, _study.Metric, _model.Target);
        return
        [
            .. all.Where(run => run.Id != from.Id)
                .Select(run =>
                    Named(
                        nameOf?.Invoke(run) ?? RunNames.Of(run, all),
                        Gain.Of(At(run), Evaluation.Of(Load(run), rows), At(from), ours, blocks, Run.Seed),
                        rows.RowCount
                    )
                ),
        ];
    }

    /// <summary>The learners that the study itself tried, on the same rows; of each the run that was kept.</summary>
    public IReadOnlyList<ExperimentRun> Tried() =>
        [
            .. (Card.Contenders ?? [])
                .Where(each => each.Run is not null && each.Run != Run.Id)
                .Select(each => _experiments.Of(Run.Domain, Run.Study, each.Run!))
                .OfType<ExperimentRun>(),
        ];

    /// <summary>Why the model is in force, as its contest was told, with measures and columns in words.</summary>
    public string Decision => Card.Decision;

    /// <summary>Bytes of a run's model file: what it costs to load and to ship.</summary>
    public long BytesOf(ExperimentRun run) => _experiments.BytesOf(run);

    /// <summary>How far each feature moved each of some test rows; null for a model that has no such account.</summary>
    /// <param name="rows">0-based rows of <see cref="Test"/>.</param>
    public Contributions? Contributions(IReadOnlyList<int> rows) => Learning.Contributions.Of(_model, Test.Take([.. rows]));

    /// <summary>The test row that the model was surest of and wrong about, 0-based; the first where there is none.</summary>
    public int SurestError()
    {
        var (isWrong, confidence) = (_isWrong.Value, Test["confidence"].ToDoubles());
        return Enumerable.Range(0, Test.RowCount).OrderByDescending(row => isWrong[row]).ThenByDescending(row => confidence[row]).First();
    }

    /// <summary>How many test rows are decided wrongly; its interval counts blocks, as those of the run do.</summary>
    public Group WrongOverall => Wrong("all", [.. Enumerable.Range(0, Test.RowCount)]);

    /// <summary>
    /// Of which test rows more are decided wrongly: by the values of each column, numbers of many values in quarters. Each interval counts the blocks of the
    /// slice's rows (hours, stretches of a trip), for rows of one block go together. <see cref="WorstSlice"/> says whether a difference is more than chance.
    /// </summary>
    /// <param name="columns">Columns of <see cref="Test"/>.</param>
    /// <returns>Groups named <c>column: value</c>; their share is that of the wrong decisions.</returns>
    public IReadOnlyList<Group> WrongBy(params IReadOnlyList<string> columns) =>
        [.. columns.SelectMany(Slices).Select(slice => Wrong(slice.Name, slice.Rows))];

    /// <summary>
    /// The slice of <see cref="WrongBy"/> whose share of wrong decisions is furthest from that of all other rows beyond what chance gives, corrected for the number of slices;
    /// the difference is tested over blocks that are drawn on both sides at once. Slices of fewer than 30 rows are left out.
    /// </summary>
    /// <param name="columns">Columns of <see cref="Test"/>.</param>
    public Claim WorstSlice(params IReadOnlyList<string> columns)
    {
        const int Fewest = 30;
        var slices = columns
            .SelectMany(Slices)
            .Where(slice => slice.Rows.Length >= Fewest && slice.Rows.Length < Test.RowCount)
            .Select(slice =>
            {
                int[] others = [.. Enumerable.Range(0, Test.RowCount).Except(slice.Rows)];
                return (slice.Name, With: Wrong(slice.Name, slice.Rows), Without: Wrong("others", others), slice.Rows, Others: others);
            })
            .ToArray();
        return Claims.Best(
            [.. slices.Select(slice => (slice.Name, slice.With, slice.Without))],
            "are decided wrongly",
            "in it",
            "elsewhere",
            [.. slices.Select(slice => EffectOf(slice.Rows, slice.Others))]
        );
    }

    /// <summary>How far off predictions of a number are on average, by the same slices; the intervals count blocks.</summary>
    /// <inheritdoc cref="WrongBy"/>
    public IReadOnlyList<Estimate> ErrorBy(params IReadOnlyList<string> columns)
    {
        var (truth, predicted) = (Test[Run.Target].ToDoubles(), Test["predicted"].ToDoubles());
        return
        [
            .. columns
                .SelectMany(Slices)
                .Select(slice =>
                    Estimates.MeanOf(
                        slice.Name,
                        slice
                            .Rows.GroupBy(row => _blocks.Of[row])
                            .Select(block => (block.Sum(row => Math.Abs(truth[row] - predicted[row])), block.Count()))
                    )
                ),
        ];
    }

    private Group Wrong(string name, int[] rows)
    {
        var isWrong = _isWrong.Value;
        return Group.InBlocks(
            name,
            [.. rows.Select(row => isWrong[row])],
            [.. rows.Select(row => _blocks.Of[row])],
            ColumnWords.Text(_blocks.Unit)
        );
    }

    /// <summary>How many times the difference of two shares varies as that of independent rows: sums of blocks know of rows that one block has on both sides.</summary>
    private double EffectOf(int[] rows, int[] others)
    {
        var isWrong = _isWrong.Value;
        double[] Parts(int[] of, int sign)
        {
            var share = (double)of.Count(row => isWrong[row]) / of.Length;
            return [.. of.Select(row => sign * ((isWrong[row] ? 1 : 0) - share) / of.Length)];
        }

        return Group.EffectOf([.. Parts(rows, 1), .. Parts(others, -1)], [.. rows.Concat(others).Select(row => _blocks.Of[row])]);
    }

    /// <summary>Of each test row whether it was decided wrongly.</summary>
    private bool[] Wrong()
    {
        var (truth, predicted) = (Test[Run.Target], Test["predicted"]);
        return [.. Enumerable.Range(0, Test.RowCount).Select(row => ClassWord.Of(truth[row]) != ClassWord.Of(predicted[row]))];
    }

    /// <summary>Test rows by a column's values, named <c>column: value</c>.</summary>
    private IEnumerable<(string Name, int[] Rows)> Slices(string column) =>
        Values(column).Select(each => ($"{ColumnWords.Of(column)}: {Quiet(each.Name)}", each.Rows));

    private (string Name, int[] Rows)[] Values(string column)
    {
        const int MostValues = 12;
        var values = Test[column];
        int[] known = [.. Enumerable.Range(0, Test.RowCount).Where(row => !values.IsNull(row))];
        int[] missing = [.. Enumerable.Range(0, Test.RowCount).Where(values.IsNull)];
        (string, int[])[] gaps = missing.Length == 0 ? [] : [("not known", missing)];
        if (!values.IsNumeric || known.Select(row => values[row]).Distinct().Count() <= MostValues)
        {
            return
            [
                .. known
                    .GroupBy(row => ClassWord.Of(values[row]), StringComparer.Ordinal)
                    .OrderByDescending(group => group.Count())
                    .ThenBy(group => group.Key, StringComparer.Ordinal)
                    .Take(MostValues)
                    .Select(group => (group.Key, group.ToArray())),
                .. gaps,
            ];
        }

        var numbers = values.ToDoubles();
        var sorted = known.Select(row => numbers[row]).Order().ToArray();
        double[] borders = [.. ((double[])[0.25, 0.5, 0.75]).Select(share => sorted[(int)(share * (sorted.Length - 1))]).Distinct()];
        return
        [
            .. known
                .GroupBy(row => borders.Count(border => numbers[row] > border))
                .OrderBy(group => group.Key)
                .Select(group =>
                    (Invariant($"{group.Min(row => numbers[row]):0.##} to {group.Max(row => numbers[row]):0.##}"), group.ToArray())
                ),
            .. gaps,
        ];
    }

    /// <summary>Words of a source that shouts, in small letters; others as they are.</summary>
    private static string Quiet(string value) => value.Any(char.IsLower) ? value : value.ToLowerInvariant();

    private Predictor Load(ExperimentRun run) => Model.Load<Predictor>(Path.Combine(_experiments.Checked(run), "model.json"));

    private static Estimate Named(string name, Gain gain, int rows) => new(name, gain.Value, gain.Lower, gain.Upper, rows);
}
