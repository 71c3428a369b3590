namespace Analytics.Learning.Tests.Conformance;

/// <summary>
/// What a learner cannot do by its nature, with the reason. Nothing stands here that could be mended, and a test finds an
/// excuse that is not needed.
/// </summary>
internal static class Excused
{
    public const string Learning = "learning",
        Order = "order",
        Weight = "weight",
        AnyWeight = "any weight",
        Onnx = "onnx";

    private static readonly (string Learner, string From, string Reason)[] s_list =
    [
        ("Baseline", Learning, "it is the baseline"),
        ("Calibrated", Order, "folds are drawn by row number"),
        ("Calibrated", Weight, "folds are drawn by row number"),
        ("GaussianMixture", Order, "starts are drawn by row number"),
        ("IsolationForest", Order, "each tree's rows are drawn by row number"),
        ("IsolationForest", Weight, "rows are drawn evenly, as its documentation says"),
        ("RandomForest", Order, "each tree's rows are drawn by row number"),
        ("RandomForest", Weight, "each tree's rows are drawn by row number"),
        ("Hdbscan", AnyWeight, "it refuses weights: it counts the rows near, and the paper has no weighted form"),
        ("Pipeline", Order, "target encoding draws folds by row number"),
        ("Pipeline", Weight, "target encoding draws folds by row number"),
        ("Umap", Onnx, "a new row settles by steps drawn from a hash of its bits, and ONNX of opset 17 has no exclusive or"),
        ("Umap", Order, "blocks of rows move by turns, and random pushes are drawn by place"),
        ("Umap", AnyWeight, "it refuses weights: a neighbour counts once"),
    ];

    private static readonly Dictionary<string, double> s_tolerance = new(StringComparer.Ordinal)
    {
        // Gradients are rounded to whole steps of the sum over all rows, and the number of rows differs.
        ["GradientBoosting"] = 1e-3,
    };

    public static TheoryData<string, string> All
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (learner, from, _) in s_list)
            {
                data.Add(learner, from);
            }

            return data;
        }
    }

    public static bool From(Subject subject, string what) => s_list.Any(each => each.Learner == subject.Name && each.From == what);

    /// <summary>How far answers may differ where sums are rounded in another order.</summary>
    public static double Tolerance(Subject subject) => s_tolerance.GetValueOrDefault(subject.Name, 1e-6);
}
