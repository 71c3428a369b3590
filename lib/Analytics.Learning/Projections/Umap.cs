using Analytics.Frames;

namespace Analytics.Learning;

/// <summary>
/// A map in which rows that are near to one another stay near (UMAP: McInnes, Healy, Melville, arXiv 1802.03426). Neighbours are exact,
/// the start is that of principal components, and blocks of rows move by turns fixed beforehand: one seed gives one picture, at any number of threads.
/// Distances are Euclidean: bring columns to one scale first.
/// </summary>
public sealed record Umap : ProjectionLearner
{
    /// <summary>Coordinates, 1…50. Default 2.</summary>
    public int Dimensions { get; init; } = 2;

    /// <summary>Rows whose nearness is kept, the row itself counted, 2…500: few show detail, many the whole. Default 15.</summary>
    public int Neighbours { get; init; } = 15;

    /// <summary>How near rows may come in the map, 0 to <see cref="Spread"/>. Default 0.1.</summary>
    public double MinDistance { get; init; } = 0.1;

    /// <summary>The map's scale, &gt; 0. Default 1.</summary>
    public double Spread { get; init; } = 1;

    /// <summary>Rounds of moving. Default 0: 500 to ten thousand rows, 200 above.</summary>
    public int Epochs { get; init; }

    /// <summary>Random rows to be pushed off for each pull, 1…100. Default 5.</summary>
    public int Pushes { get; init; } = 5;

    internal override bool TakesMissing => false;

    internal override bool TakesCategories => false;

    /// <inheritdoc cref="ProjectionLearner.Fit"/>
    public new UmapModel Fit(Frame data, FitOptions? options = null) => (UmapModel)base.Fit(data, options);

    internal override void Check()
    {
        if (Dimensions is < 1 or > 50)
        {
            throw new OptionException(nameof(Umap), nameof(Dimensions), Dimensions, "from 1 to 50");
        }

        if (Neighbours is < 2 or > 500)
        {
            throw new OptionException(nameof(Umap), nameof(Neighbours), Neighbours, "from 2 to 500");
        }

        if (!(Spread > 0) || double.IsInfinity(Spread))
        {
            throw new OptionException(nameof(Umap), nameof(Spread), Spread, "a finite number greater than 0");
        }

        if (!(MinDistance >= 0 && MinDistance <= Spread))
        {
            throw new OptionException(
                nameof(Umap),
                nameof(MinDistance),
                MinDistance,
                FormattableString.Invariant($"from 0 to Spread, which is {Spread}")
            );
        }

        if (Epochs < 0)
        {
            throw new OptionException(nameof(Umap), nameof(Epochs), Epochs, "at least 0");
        }

        if (Pushes is < 1 or > 100)
        {
            throw new OptionException(nameof(Umap), nameof(Pushes), Pushes, "from 1 to 100");
        }
    }

    internal override Projector FitCore(TrainingSet set)
    {
        if (set.Weights is not null)
        {
            throw new TrainingDataException($"{nameof(Umap)}: rows cannot be weighted; leave out Weight '{set.Options.Weight}'.");
        }

        var curve = UmapCurve.Of(MinDistance, Spread);
        var neighbours = new Neighbours(set.X);
        // In the order of the tree, so that rows of one block are near to one another.
        var order = neighbours.Tree.RowAt;
        var placeOf = new int[set.Rows];
        for (var place = 0; place < order.Length; place++)
        {
            placeOf[order[place]] = place;
        }

        var graph = UmapGraph.Of(neighbours, set.X, order, placeOf, Math.Min(Neighbours, set.Rows), set.Options);
        var start = Start(set, order);
        var epochs =
            Epochs > 0 ? Epochs
            : set.Rows <= 10_000 ? 500
            : 200;
        var placed = new UmapLayout(graph, curve, Dimensions, Pushes, Seed).Run(start, epochs, set.Options);
        var map = new float[placed.Length];
        for (var place = 0; place < order.Length; place++)
        {
            placed.AsSpan(place * Dimensions, Dimensions).CopyTo(map.AsSpan(order[place] * Dimensions));
        }

        return new UmapModel(set.Schema, set.X, new Matrix(map, set.Rows, Dimensions), curve, Math.Min(Neighbours, set.Rows), Pushes, Seed);
    }

    /// <summary>Principal components within ±10, a little shaken, so that no two rows stand on one spot.</summary>
    private float[] Start(TrainingSet set, int[] order)
    {
        var start = new float[set.Rows * Dimensions];
        var known = Math.Min(Dimensions, set.X.Columns);
        var quiet = set with { Options = set.Options with { Progress = null } };
        var components =
            set.Rows > 1
                ? new Pca { Components = known }
                    .FitCore(quiet)
                    .Project(set.X)
                : null;
        var greatest = components is null
            ? 0
            : Math.Max(0, System.Numerics.Tensors.TensorPrimitives.MaxMagnitude<float>(components.Values));
        for (var place = 0; place < order.Length; place++)
        {
            var random = new SplitMix(Seed, (ulong)order[place]);
            for (var j = 0; j < Dimensions; j++)
            {
                var along =
                    components is null || j >= known || !(Math.Abs(greatest) > 0)
                        ? 0
                        : 10 * components[order[place], j] / Math.Abs(greatest);
                start[place * Dimensions + j] = (float)(along + (j < known ? 1e-4 : 1) * random.NextNormal());
            }
        }

        return start;
    }
}
