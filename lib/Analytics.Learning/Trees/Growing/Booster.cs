namespace Analytics.Learning.Trees;

/// <summary>One run of gradient boosting: margins, gradients, a tree, and again.</summary>
internal sealed unsafe class Booster : IDisposable
{
    private const int ChunkRows = 16_384;

    private readonly GradientBoosting _options;
    private readonly TrainingSet _set;
    private readonly Workers _workers;
    private readonly Objective _objective;
    private readonly BinnedRows _binned;
    private readonly Gradients _gradients;
    private readonly TreeGrower _grower;
    private readonly NativeBuffer<double> _margins;
    private readonly int[]? _monotone;
    private readonly double[] _start;

    public Booster(GradientBoosting options, Loss loss, TrainingSet set, Workers workers)
    {
        _options = options;
        _set = set;
        _workers = workers;
        _monotone = MonotoneOf(options, loss, set.Schema);
        _objective = Objective.For(loss, set);
        _start = _objective.Start();
        _binned = Binner.Bin(set, options.Bins, byRow: true, workers);
        _gradients = new Gradients(_objective, workers);
        var limits = new GrowthLimits(
            options.Leaves == 0 ? int.MaxValue : options.Leaves,
            options.Depth == 0 ? int.MaxValue : options.Depth
        );
        _grower = new TreeGrower(_binned, set.Weights, limits, workers);
        _margins = new NativeBuffer<double>((long)_objective.Outputs * _objective.Padded);
        for (var output = 0; output < _start.Length; output++)
        {
            new Span<double>(_margins.Pointer + (long)output * _objective.Padded, _objective.Padded).Fill(_start[output]);
        }
    }

    public TreeEnsemble Boost()
    {
        var trees = new List<Tree>();
        var stopping = _set.Validation is null ? null : new EarlyStopping(_set.Validation, _objective, _start, _options.Patience, _workers);
        for (var round = 0; round < _options.Trees; round++)
        {
            _set.Options.Cancellation.ThrowIfCancellationRequested();
            _gradients.Compute(_margins.Pointer);
            for (var output = 0; output < _objective.Outputs; output++)
            {
                trees.Add(Grow(round, output));
            }

            var score = stopping?.After(trees);
            _set.Options.Progress?.Report(new FitProgress(round + 1, _options.Trees, score));
            if (stopping is { ShouldStop: true })
            {
                break;
            }
        }

        var kept = stopping is null ? trees : trees.Take(stopping.BestRounds * _objective.Outputs);
        return new TreeEnsemble(_set.Schema, [.. kept], [.. _start.Select(start => start * _objective.Unit)], average: false);
    }

    public void Dispose()
    {
        _margins.Dispose();
        _grower.Dispose();
        _gradients.Dispose();
        _binned.Dispose();
        _objective.Dispose();
    }

    private Tree Grow(int round, int output)
    {
        var scale = _gradients.Pack(output);
        var unit = _objective.Unit;
        var rules = new SplitRules(
            scale,
            _options.L1 / unit,
            _options.L2,
            _options.MinLeafHessian,
            _options.MinLeafRows,
            _options.MinGain / unit / unit,
            _options.CategorySmoothing,
            _options.MinCategoryRows
        )
        {
            Monotone = _monotone,
        };
        var rows = Draw(round);
        var grown = _grower.Grow(
            rows,
            _gradients.Packed,
            rules,
            DrawFeatures(round * _objective.Outputs + output),
            _set.Options.Cancellation
        );
        Add(grown, output, rows);
        return grown.ToTree(_binned.Bins, output, _options.LearningRate * unit);
    }

    // A row is in or out by its own hash, so that neither threads nor the rows before it matter.
    private int Draw(int round)
    {
        var rows = _grower.Rows;
        if (_options.RowSample == 1)
        {
            _workers.Run(
                (_set.Rows + ChunkRows - 1) / ChunkRows,
                chunk =>
                {
                    for (var row = chunk * ChunkRows; row < Math.Min(_set.Rows, (chunk + 1) * ChunkRows); row++)
                    {
                        rows[row] = row;
                    }
                }
            );
            return _set.Rows;
        }

        var drawn = 0;
        for (var row = 0; row < _set.Rows; row++)
        {
            rows[drawn] = row;
            drawn += IsDrawn(round, row) ? 1 : 0;
        }

        return drawn;
    }

    private bool IsDrawn(int round, int row) =>
        Mixing.Share(Mixing.Hash((ulong)row, Mixing.Hash((ulong)round, (uint)_options.Seed))) < _options.RowSample;

    private bool[] DrawFeatures(int tree)
    {
        var allowed = new bool[_binned.Columns];
        var most = Math.Max(1, (int)Math.Round(_options.ColumnSample * allowed.Length));
        var order = Enumerable
            .Range(0, allowed.Length)
            .OrderBy(feature => Mixing.Hash((ulong)feature, Mixing.Hash((ulong)tree, (uint)_options.Seed + (1UL << 40))));
        foreach (var feature in most == allowed.Length ? Enumerable.Range(0, most) : order.Take(most))
        {
            allowed[feature] = true;
        }

        return allowed;
    }

    // Rows that were not drawn are in no leaf's stretch and look for their leaf from the root.
    private void Add(Grown grown, int output, int drawn)
    {
        var margins = _margins.Pointer + (long)output * _objective.Padded;
        var rate = _options.LearningRate;
        var chunks = new List<(int First, int Count, double Value)>();
        for (var i = 0; i < grown.Nodes.Length; i++)
        {
            var node = grown.Nodes[i];
            for (var first = 0; node.IsLeaf && first < node.Count; first += ChunkRows)
            {
                chunks.Add((node.Start + first, Math.Min(ChunkRows, node.Count - first), grown.Values[i] * rate));
            }
        }

        var rows = _grower.Rows;
        _workers.Run(
            chunks.Count,
            chunk =>
            {
                var (first, count, value) = chunks[chunk];
                for (var i = first; i < first + count; i++)
                {
                    margins[rows[i]] += value;
                }
            }
        );
        if (drawn == _set.Rows)
        {
            return;
        }

        var isDrawn = new bool[_set.Rows];
        for (var i = 0; i < drawn; i++)
        {
            isDrawn[rows[i]] = true;
        }

        _workers.Run(
            (_set.Rows + ChunkRows - 1) / ChunkRows,
            chunk =>
            {
                for (var row = chunk * ChunkRows; row < Math.Min(_set.Rows, (chunk + 1) * ChunkRows); row++)
                {
                    if (!isDrawn[row])
                    {
                        margins[row] += grown.Values[grown.NodeOf(_binned, row)] * rate;
                    }
                }
            }
        );
    }

    private static int[]? MonotoneOf(GradientBoosting options, Loss loss, Schema schema)
    {
        if (options.Monotone.Count == 0)
        {
            return null;
        }

        if (loss == Loss.Softmax)
        {
            throw new OptionException(
                nameof(GradientBoosting),
                nameof(options.Monotone),
                loss,
                "left out for more than two classes: softmax has one margin per class"
            );
        }

        var names = schema.Names.ToList();
        var directions = new int[schema.Count];
        foreach (var (feature, direction) in options.Monotone)
        {
            var index = names.IndexOf(feature);
            if (index < 0 || schema.Features[index].Kind != FeatureKind.Numeric)
            {
                throw new OptionException(
                    nameof(GradientBoosting),
                    nameof(options.Monotone),
                    feature,
                    $"a numeric feature: {string.Join(", ", schema.Features.Where(each => each.Kind == FeatureKind.Numeric).Select(each => each.Name))}"
                );
            }

            directions[index] = direction;
        }

        return directions;
    }
}
