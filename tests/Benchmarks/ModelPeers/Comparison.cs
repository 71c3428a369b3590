using Analytics.Engine;
using Analytics.Frames;
using Analytics.Interop;
using Analytics.Learning;

namespace Analytics.Benchmarks;

/// <summary>A model beside the one that was put up for a decision, on the same test rows.</summary>
/// <param name="Model">Whose it is and what.</param>
/// <param name="Gains">Metric → how much better the one that was put up is.</param>
internal sealed record PeerScore(string Model, IReadOnlyDictionary<string, Gain> Gains);

/// <summary>All models of one study on the same features, the same split and the same rows; differences are drawn in pairs and in the study's own blocks.</summary>
internal sealed class Comparison
{
    private readonly PredictionStudy _study;
    private readonly Examples _examples;
    private readonly Sides _sides;
    private readonly IReadOnlyList<string> _features;
    private readonly Evaluation _ours;
    private readonly IReadOnlyList<Metric> _metrics;
    private readonly PeerRows _rows;
    private readonly Experiments _experiments;

    public Comparison(PeerStudy peer, Lake.Lake lake)
    {
        Peer = peer;
        _experiments = new Experiments(lake);
        Result = peer.Train(lake);
        var domain = App.Catalog.Of(peer.Domain);
        _study = (PredictionStudy)domain.Studies.Single(study => study.Name == peer.Name);
        _examples = Examples.Load(lake.Head, domain, _study);
        _sides = Sides.Of(_study, _examples.Frame);
        if (_sides.Hash != Result.Run.SplitHash)
        {
            throw new InvalidOperationException($"{peer.Domain}/{peer.Name}: the split differs from that of run {Result.Run.Id}.");
        }
        // What the study's learners saw, also where one feature or none serves.
        _features = Tried().First().Run.Features;
        Test = _examples.Frame.Take(_sides.Test);
        _ours = Evaluation.Of(Load(Result.Run), Test);
        Blocks = _study.Split.BlocksOf(Test, _study.Key);
        _metrics = IsClass
            ? [_study.Metric, Metric.Brier, Metric.LogLoss]
            : [_study.Metric, Metric.Rmse, .. _study.Yardstick?.Metrics.Where(metric => metric.Name == "rank_correlation") ?? []];
        _rows = PeerRows.Of(_study, _examples.Frame, _sides, _features);
    }

    public PeerStudy Peer { get; }

    public TrainResult Result { get; }

    public Frame Test { get; }

    public Blocks Blocks { get; }

    public bool IsClass => _ours.Truth.Target.IsClass;

    public IReadOnlyList<string> Metrics => [.. _metrics.Select(metric => metric.Name)];

    /// <summary>Every model, ours first.</summary>
    /// <param name="say">Receives why something is left out.</param>
    public IReadOnlyList<PeerScore> Scores(Action<string> say)
    {
        var scores = new List<PeerScore>();
        foreach (var (run, name) in Tried())
        {
            scores.Add(Score(name, Load(run).Predict(Test).Values));
        }

        if (_study.Learners.All(each => each.Name is not ("logistic" or "linear")))
        {
            scores.Add(Score(IsClass ? "ours: logistic" : "ours: linear", Ours(Regression, _features)));
        }

        if (MachineLearningPackages.LightGbm.Missing() is { } missing)
        {
            say(missing + ".");
        }
        else
        {
            scores.Add(Score("LightGBM", Bent(Boosted())));
        }

        scores.AddRange(Sklearn.Predict(_rows, IsClass, say).Select(each => Score(each.Name, Bent(each.Predicted))));
        if (_study.Yardstick is { } yardstick)
        {
            scores.Add(Score(yardstick.Name, yardstick.Predict(_examples.Frame.Take([.. _sides.Train, .. _sides.Validation]), Test)));
        }

        var best = BestFeature();
        scores.Add(Score($"best single feature, {best}", Ours(BuiltIn.OneFeatureLearner, [best])));
        scores.Add(Score("constant", Ours(BuiltIn.ConstantLearner, _features)));
        return scores;
    }

    /// <summary>The study's learners that were trained, with what they are called here; the models themselves lie in the lake.</summary>
    private IEnumerable<(ExperimentRun Run, string Name)> Tried()
    {
        // A study of one learner has none to choose among.
        string[] ids = Result.Contenders.Count > 0 ? [.. Result.Contenders.Select(each => each.Run).OfType<string>()] : [Result.Run.Id];
        var place = Result.Decision.Promoted ? " (champion)" : " (put up, not promoted)";
        foreach (var run in ids.Select(id => _experiments.Of(Peer.Domain, Peer.Name, id)).OfType<ExperimentRun>())
        {
            yield return (run, $"ours: {run.Learner}{(run.Id == Result.Run.Id ? place : "")}");
        }
    }

    private Predictor Load(ExperimentRun run) => Model.Load<Predictor>(Path.Combine(_experiments.FolderOf(run), "model.json"));

    /// <summary>As the training found it, on the validation rows; where one feature or none serves it is looked for among all features.</summary>
    private string BestFeature() =>
        Result.Run.Rivals.FirstOrDefault(rival => rival.Name == BuiltIn.OneFeature)?.Feature
        ?? BuiltIn.Best(
            _study,
            _examples.Frame.Take(_sides.Train),
            _examples.Frame.Take(_sides.Validation),
            _features,
            0,
            CancellationToken.None
        );

    /// <summary>A logistic or linear regression for a study that has none.</summary>
    private NamedLearner Regression =>
        new(
            IsClass ? "logistic" : "linear",
            of => new Pipeline(
                [new Imputer { Indicator = true }, new OneHot(), new StandardScaler()],
                IsClass ? new LogisticRegression { C = of["c"] } : new LinearRegression()
            ),
            new Dictionary<string, double> { ["c"] = 0.1 }
        );

    private double[] Ours(NamedLearner learner, IReadOnlyList<string> features)
    {
        var recipe = new Recipe(
            learner.Name,
            new SortedDictionary<string, double>(learner.Parameters.ToDictionary(), StringComparer.Ordinal),
            [.. _study.FeatureGroups.Keys],
            features
        );
        return FittedModel
            .Of(_study, learner, recipe, Result.Run.Seed, _examples.Frame, _sides.Train, _sides.Validation, CancellationToken.None)
            .Model.Predict(Test)
            .Values;
    }

    /// <summary>Three sizes of trees; their number is what the rows like best that stop our own fits, their size what does best on all validation rows.</summary>
    private double[] Boosted()
    {
        var (best, most) = (Array.Empty<double>(), double.NegativeInfinity);
        foreach (var leaves in new[] { 4, 8, 31 })
        {
            var (least, chosen) = (double.PositiveInfinity, Array.Empty<double>());
            LightGbm.Boost(
                _rows,
                $"objective={(IsClass ? "binary" : "regression")} learning_rate=0.05 num_leaves={leaves} min_data_in_leaf=20 lambda_l2=1",
                400,
                (_, raw) =>
                {
                    var predicted = IsClass ? Array.ConvertAll(raw, score => 1 / (1 + Math.Exp(-score))) : [.. raw];
                    if (Measure(IsClass ? Metric.LogLoss : Metric.Rmse, predicted, _rows.Stopping) is var loss && loss < least)
                    {
                        (least, chosen) = (loss, predicted);
                    }
                }
            );
            if (Measure(_study.Metric, chosen, _sides.Validation) is var score && score > most)
            {
                (best, most) = (chosen, score);
            }
        }

        return best;
    }

    private double Measure(Metric metric, double[] predicted, int[] rows) =>
        metric.Measure(Truth.Of(_examples.Frame.Take(rows), _ours.Truth.Target), Prediction([.. rows.Select(row => predicted[row])]));

    /// <summary>The test rows' predictions; probabilities are calibrated by the rule and on the rows by which ours are.</summary>
    private double[] Bent(double[] predicted)
    {
        double[] test = [.. _sides.Test.Select(row => predicted[row])];
        if (!IsClass)
        {
            return test;
        }

        int[] truth = [.. _rows.Calibrating.Select(row => (int)_rows.Target[row])];
        double[] said = [.. _rows.Calibrating.Select(row => predicted[row])];
        if (Calibration.Choose(truth, said) == CalibrationMethod.Isotonic)
        {
            return Array.ConvertAll(test, Isotonic.Fit(said, [.. truth.Select(code => (double)code)]).At);
        }

        var sigmoid = Sigmoid.Fit(Array.ConvertAll(said, Sigmoid.LogOdds), truth);
        return Array.ConvertAll(test, each => sigmoid.At(Sigmoid.LogOdds(each)));
    }

    private PeerScore Score(string model, double[] predicted)
    {
        var theirs = _ours with { Prediction = Prediction(predicted) };
        return new PeerScore(
            model,
            _metrics.ToDictionary(
                metric => metric.Name,
                metric => Gain.Of(metric, _ours, metric, theirs, Blocks, Result.Run.Seed),
                StringComparer.Ordinal
            )
        );
    }

    private Prediction Prediction(double[] values) =>
        new(_ours.Truth.Target, IsClass ? [.. values.SelectMany(value => new[] { 1 - value, value })] : values);
}
