using Analytics.Frames;
using Analytics.Learning.Trees;

namespace Analytics.Learning;

/// <summary>A predictor made of trees.</summary>
public abstract class TreePredictor : Predictor
{
    private const int ExplainBlock = 64;

    private protected TreePredictor(Schema schema, Target target, TreeEnsemble ensemble)
        : base(schema, target) => Ensemble = ensemble;

    internal TreeEnsemble Ensemble { get; }

    internal override bool TakesMissing => true;

    /// <summary>Trees in the model.</summary>
    public int TreeCount => Ensemble.Trees.Length;

    /// <summary>Leaves of all trees together: what explaining a row costs grows with them.</summary>
    public long LeafCount => Ensemble.Trees.Sum(tree => (long)tree.Values.Length / tree.Width);

    /// <summary>rows × outputs sums of leaf values, before the link makes them values or probabilities.</summary>
    public double[] Margins(Matrix rows)
    {
        Schema.CheckWidth(rows);
        var margins = new double[checked(rows.Rows * Ensemble.Outputs)];
        Ensemble.Margins(rows, margins);
        return margins;
    }

    /// <summary>Exact Shapley values of each row's margin (TreeSHAP; Lundberg, Erion, Lee 2018): they add up to the margin.</summary>
    public Explanation Explain(Frame frame) => Explain(Schema.Encode(frame));

    /// <summary>As the other, of encoded rows.</summary>
    public Explanation Explain(Matrix rows)
    {
        Schema.CheckWidth(rows);
        var (outputs, trees) = (Ensemble.Outputs, Shaps());
        var share = Ensemble.Average ? 1.0 / Math.Max(1, trees.Length) : 1;
        var expected = new double[outputs];
        foreach (var tree in trees)
        {
            tree.AddExpected(expected);
        }

        for (var output = 0; output < outputs; output++)
        {
            expected[output] = expected[output] * share + Ensemble.Start[output];
        }

        var width = Schema.Count * outputs;
        var values = new double[checked(rows.Rows * width)];
        Parallel.For(
            0,
            (rows.Rows + ExplainBlock - 1) / ExplainBlock,
            block =>
            {
                for (var row = block * ExplainBlock; row < Math.Min(rows.Rows, (block + 1) * ExplainBlock); row++)
                {
                    var phi = values.AsSpan(row * width, width);
                    foreach (var tree in trees)
                    {
                        tree.Add(rows.Row(row), phi);
                    }

                    foreach (ref var value in phi)
                    {
                        value *= share;
                    }
                }
            }
        );
        return new Explanation(Schema, outputs, expected, values);
    }

    /// <summary>
    /// One row's Shapley interaction values of one output, features × features: off the diagonal half of what two features
    /// do together, on it what a feature does alone. Each line adds up to the feature's Shapley value.
    /// </summary>
    public double[,] Interactions(Matrix rows, int row, int output = 0)
    {
        Schema.CheckWidth(rows);
        var (outputs, count) = (Ensemble.Outputs, Schema.Count);
        var share = Ensemble.Average ? 1.0 / Math.Max(1, TreeCount) : 1;
        var (alone, on, off) = (new double[count * outputs], new double[count * outputs], new double[count * outputs]);
        var values = new double[count, count];
        var trees = Shaps();
        foreach (var tree in trees)
        {
            tree.Add(rows.Row(row), alone);
        }

        for (var feature = 0; feature < count; feature++)
        {
            Array.Clear(on);
            Array.Clear(off);
            foreach (var tree in trees)
            {
                tree.Add(rows.Row(row), on, feature, 1);
                tree.Add(rows.Row(row), off, feature, -1);
            }

            values[feature, feature] = alone[feature * outputs + output] * share;
            for (var other = 0; other < count; other++)
            {
                if (other == feature)
                {
                    continue;
                }

                values[feature, other] = (on[other * outputs + output] - off[other * outputs + output]) / 2 * share;
                values[feature, feature] -= values[feature, other];
            }
        }

        return values;
    }

    /// <summary>What each feature did for the model, in the order of the schema.</summary>
    public IReadOnlyList<FeatureImportance> Importances()
    {
        var (gain, splits) = (Ensemble.Gain, new int[Schema.Count]);
        foreach (var node in Ensemble.Trees.SelectMany(tree => tree.Nodes).Where(node => !node.IsLeaf))
        {
            splits[node.Feature]++;
        }

        var all = gain.Sum();
        return [.. Schema.Names.Select((name, feature) => new FeatureImportance(name, all > 0 ? gain[feature] / all : 0, splits[feature]))];
    }

    private TreeShap[] Shaps() => [.. Ensemble.Trees.Select(tree => new TreeShap(tree))];
}
