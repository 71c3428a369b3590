using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine.Tests.Models;

/// <summary>A study and its examples, small enough to see through.</summary>
internal static class Toy
{
    public static PredictionStudy Study(SplitRule? split = null, params IReadOnlyList<string> late) =>
        new("toy")
        {
            Question = "?",
            IntendedUse = "tests",
            Limits = "all",
            Table = "gold.features",
            Key = "id",
            Target = "bad",
            FeatureGroups = new Dictionary<string, IReadOnlyList<string>> { ["one"] = ["a", "b"], ["two"] = ["word"] },
            KnownTooLate = late,
            Split = split ?? SplitRule.ByTime("day"),
            Metric = Metric.RocAuc,
            Bar = 0.6,
            Learners =
            [
                new NamedLearner(
                    "boosting",
                    of => new GradientBoosting { Trees = of.Whole("trees") },
                    new Dictionary<string, double> { ["trees"] = 10 }
                ),
            ],
        };

    /// <summary>400 rows; a and b are noise to the target unless a function of the row says otherwise.</summary>
    public static Frame Examples(
        Func<int, bool, double>? a = null,
        Func<int, bool, double>? b = null,
        Func<int, bool, string?>? word = null,
        Func<int, int>? trip = null
    )
    {
        var rows = Enumerable.Range(0, 400).ToArray();
        var bad = rows.Select(row => Noise(row, 1) > 0.6).ToArray();
        return new Frame(
            TextColumn.FromValues("id", rows.Select(row => FormattableString.Invariant($"e{row:000}"))),
            new Column<bool>("bad", bad),
            new Column<DateOnly>("day", [.. rows.Select(row => new DateOnly(2024, 1, 1).AddDays(row))]),
            new Column<int>("trip", [.. rows.Select(row => trip?.Invoke(row) ?? row / 10)]),
            new Column<double>("a", [.. rows.Select(row => a?.Invoke(row, bad[row]) ?? Noise(row, 2))]),
            new Column<double>("b", [.. rows.Select(row => b?.Invoke(row, bad[row]) ?? Noise(row, 3))]),
            TextColumn.FromValues("word", rows.Select(row => word is null ? "w" + row % 5 : word(row, bad[row])))
        );
    }

    /// <summary>A champion's run that learned from some features and reached an AUC.</summary>
    public static ExperimentRun Run(IReadOnlyList<string> features, double auc) =>
        new()
        {
            Id = "r",
            Domain = "toy",
            Study = "toy",
            Learner = "boosting",
            Parameters = [],
            Seed = 0,
            Groups = ["one"],
            Features = features,
            Target = "bad",
            Classes = ["false", "true"],
            Balance = [],
            Split = "",
            SplitHash = "",
            TrainRows = 1,
            ValidationRows = 1,
            TestRows = 1,
            Unlabelled = 0,
            Inputs = [],
            Code = "",
            Metric = "roc_auc",
            HigherIsBetter = true,
            Metrics = new() { ["roc_auc"] = new Measured(auc, auc, auc) },
            Validation = [],
            Baseline = [],
            Leaks = [],
        };

    /// <summary>A fixed number 0…1 per row and stream.</summary>
    public static double Noise(int row, int stream)
    {
        var mixed = unchecked((uint)(row * 2654435761u + stream * 40503u));
        mixed ^= mixed >> 15;
        mixed = unchecked(mixed * 2246822519u);
        mixed ^= mixed >> 13;
        mixed = unchecked(mixed * 3266489917u);
        return (mixed ^ mixed >> 16) / (double)uint.MaxValue;
    }
}
