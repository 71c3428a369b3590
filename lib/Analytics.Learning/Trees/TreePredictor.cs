using Analytics.Learning.Trees;

namespace Analytics.Learning;

/// <summary>A predictor made of trees.</summary>
public abstract class TreePredictor : Predictor
{
    private protected TreePredictor(Schema schema, Target target, TreeEnsemble ensemble)
        : base(schema, target) => Ensemble = ensemble;

    internal TreeEnsemble Ensemble { get; }

    internal override bool TakesMissing => true;

    /// <summary>Trees in the model.</summary>
    public int TreeCount => Ensemble.Trees.Length;

    /// <summary>rows × outputs sums of leaf values, before the link makes them values or probabilities.</summary>
    public double[] Margins(Matrix rows)
    {
        Schema.CheckWidth(rows);
        var margins = new double[checked(rows.Rows * Ensemble.Outputs)];
        Ensemble.Margins(rows, margins);
        return margins;
    }
}
