namespace Analytics.Learning.Trees;

/// <summary>Follows the loss on validation rows and says when it has stopped falling.</summary>
internal sealed class EarlyStopping
{
    private const int BlockRows = 4_096;

    private readonly TrainingSet _validation;
    private readonly Objective _objective;
    private readonly Workers _workers;
    private readonly double[] _margins;
    private readonly int _patience;
    private int _seen;
    private double _best = double.PositiveInfinity;

    public EarlyStopping(TrainingSet validation, Objective objective, double[] start, int patience, Workers workers)
    {
        _validation = validation;
        _objective = objective;
        _workers = workers;
        _patience = patience;
        _margins = new double[(long)validation.Rows * start.Length];
        for (var i = 0; i < _margins.Length; i++)
        {
            _margins[i] = start[i % start.Length];
        }
    }

    /// <summary>Rounds up to the lowest loss.</summary>
    public int BestRounds { get; private set; }

    public bool ShouldStop => _seen / _objective.Outputs - BestRounds >= _patience;

    /// <summary>Takes in the trees that are new and gives the mean loss, weighted.</summary>
    public double After(List<Tree> trees)
    {
        var outputs = _objective.Outputs;
        var blocks = (_validation.Rows + BlockRows - 1) / BlockRows;
        var losses = new double[blocks];
        var weights = new double[blocks];
        _workers.Run(
            blocks,
            block =>
            {
                for (var row = block * BlockRows; row < Math.Min(_validation.Rows, (block + 1) * BlockRows); row++)
                {
                    var margins = _margins.AsSpan(row * outputs, outputs);
                    for (var tree = _seen; tree < trees.Count; tree++)
                    {
                        margins[trees[tree].Output] += trees[tree].Values[trees[tree].LeafOf(_validation.X.Row(row))] / _objective.Unit;
                    }

                    var weight = _validation.Weights?[row] ?? 1;
                    losses[block] += weight * _objective.LossOf(_validation.Y[row], margins);
                    weights[block] += weight;
                }
            }
        );
        _seen = trees.Count;
        var loss = losses.Sum() / Math.Max(weights.Sum(), double.Epsilon);
        if (loss < _best)
        {
            (_best, BestRounds) = (loss, _seen / outputs);
        }

        return loss;
    }
}
