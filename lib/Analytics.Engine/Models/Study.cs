using Analytics.Frames;
using Analytics.Interop;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>A model of a domain: what it learns from, how it is judged, when it may replace the one in force.</summary>
/// <param name="Name">Unique in the domain, lower-case: <c>severity</c>. The registry knows it as <c>domain/name</c>.</param>
public abstract record Study(string Name)
{
    /// <summary>The question it answers.</summary>
    public required string Question { get; init; }

    /// <summary>What it is meant for, and for whom; stands on the card.</summary>
    public required string IntendedUse { get; init; }

    /// <summary>What it does not know and must not be used for; stands on the card.</summary>
    public required string Limits { get; init; }

    /// <summary>The table of examples, as in SQL: <c>gold.features</c>. One row per entity.</summary>
    public required string Table { get; init; }

    /// <summary>The table's name in the lake: <c>gold.crashes.features</c>.</summary>
    /// <param name="domain">The study's domain.</param>
    /// <exception cref="ArgumentException"><see cref="Table"/> is not so written.</exception>
    public string TableIn(Domain domain) =>
        Table.Split('.', 2) is [var layer, var table]
            ? $"{layer}.{domain.Name}.{table}"
            : throw new ArgumentException($"Study '{Name}': its table '{Table}' is not written as gold.features.");

    /// <summary>The column that names the entity.</summary>
    public required string Key { get; init; }

    /// <summary>The raw column that tells the entity in the source's own files; scores show it as it was given. Default: that of the key's name.</summary>
    public string GivenKey
    {
        get => field ?? Key;
        init;
    }

    /// <summary>The columns that may be learned from, in named groups, e.g. <c>base</c>, <c>report</c>; all known at prediction time.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> FeatureGroups { get; init; }

    /// <summary>Columns that are known only after the fact; the leak guard refuses them as features.</summary>
    public IReadOnlyList<string> KnownTooLate { get; init; } = [];

    /// <summary>
    /// Feature → what it is and when it is known, for features that tell so much that the leak guard asks: a single one that stands far above all others or
    /// above <see cref="PredictionStudy.Reference"/>, or a new one that tells more than all that the champion had. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, string> Meanings { get; init; } = new Dictionary<string, string>();

    /// <summary>The least that a first champion must reach on the deciding metric; a baseline that must be beaten.</summary>
    public required double Bar { get; init; }

    /// <summary>How much better than the champion, on the same rows, a challenger must be to replace it. Default 0.002.</summary>
    public double Margin { get; init; } = 0.002;

    /// <summary>The learners by name with their parameters' defaults.</summary>
    public abstract IReadOnlyList<(string Name, IReadOnlyDictionary<string, double> Parameters)> Ways { get; }

    /// <summary>Learners that every study of its kind has besides: <c>constant</c> and <c>one-feature</c> where something is predicted.</summary>
    public virtual IReadOnlyList<(string Name, IReadOnlyDictionary<string, double> Parameters)> SimplestWays => [];

    /// <summary>Learners of packages that every study of its kind can be compared with, e.g. <c>lightgbm</c>.</summary>
    public abstract IReadOnlyList<(string Name, IReadOnlyDictionary<string, double> Parameters)> PackageWays { get; }

    /// <summary>All learners that can be named.</summary>
    internal IReadOnlyList<(string Name, IReadOnlyDictionary<string, double> Parameters)> AllWays =>
        [.. Ways, .. SimplestWays, .. PackageWays];

    /// <summary>The package that a learner comes from; null for our own.</summary>
    internal abstract LearnerPackage? PackageOf(string learner);

    /// <summary>All columns of all groups, in order.</summary>
    public IReadOnlyList<string> Features => [.. FeatureGroups.Values.SelectMany(group => group).Distinct(StringComparer.Ordinal)];
}

/// <summary>A study that predicts a target.</summary>
public sealed record PredictionStudy(string Name) : Study(Name)
{
    /// <summary>The column to predict: bool or text makes classes, a number a regression.</summary>
    public required string Target { get; init; }

    /// <summary>How examples are divided into training, validation and test.</summary>
    public required SplitRule Split { get; init; }

    /// <summary>The learners compared, by name, the likeliest first. When nothing else is asked for all are trained, and one is chosen on the validation rows; when only parameters or features are, the first is. Parameters come from a sweep.</summary>
    public required IReadOnlyList<NamedLearner> Learners { get; init; }

    /// <summary>What decides between them, e.g. <c>Metric.RocAuc</c>.</summary>
    public required Metric Metric { get; init; }

    /// <summary>What honest models of this question reach on the deciding metric, on real data; a single feature above it needs a meaning. Null where nobody knows.</summary>
    public double? Reference { get; init; }

    /// <summary>What wrong decisions cost, where there are two classes. Default: both 1.</summary>
    public Costs Costs { get; init; } = Costs.Equal;

    /// <summary>What was done before this, for comparison: features and a random split as the original had them. Null for none.</summary>
    public OriginalWay? Original { get; init; }

    /// <summary>A method of another kind to compare with. Null for none.</summary>
    public Yardstick? Yardstick { get; init; }

    /// <summary>A test at a later cut-off, where the table has one cut-off for all. Null for none.</summary>
    public OutOfTime? OutOfTime { get; init; }

    /// <summary>Where the target is ln(1 + x): the name of x, which predictions then show too, as <c>predicted_x</c>. Null otherwise.</summary>
    public string? LogOf { get; init; }

    /// <summary>Words for ranges of the probability, or of the number predicted (of x, where the target is its logarithm). Null for none.</summary>
    public Bands? Bands { get; init; }

    public override IReadOnlyList<(string Name, IReadOnlyDictionary<string, double> Parameters)> Ways =>
        [.. Learners.Select(learner => (learner.Name, learner.Parameters))];

    public override IReadOnlyList<(string Name, IReadOnlyDictionary<string, double> Parameters)> SimplestWays =>
        [.. BuiltIn.All.Select(learner => (learner.Name, learner.Parameters))];

    public override IReadOnlyList<(string Name, IReadOnlyDictionary<string, double> Parameters)> PackageWays =>
        [.. PackageLearners.Predictors.Select(learner => (learner.Name, learner.Parameters))];

    internal NamedLearner LearnerOf(Recipe recipe) => LearnerOf(recipe.Learner);

    internal override LearnerPackage? PackageOf(string learner) => LearnerOf(learner).Package;

    /// <summary>A study's own name of a learner comes before that of a package's.</summary>
    private NamedLearner LearnerOf(string name) =>
        Learners.Concat(BuiltIn.All).Concat(PackageLearners.Predictors).First(learner => learner.Name == name);
}

/// <summary>The way a replaced system trained, reproduced to show what its number was worth.</summary>
/// <param name="Claim">What it said of itself, e.g. <c>accuracy 0.979</c>.</param>
/// <param name="Defect">What was wrong with it, in a sentence.</param>
/// <param name="Features">The columns it used, leaks included.</param>
/// <param name="Learner">How it learned.</param>
/// <param name="Metric">What it measured.</param>
public sealed record OriginalWay(string Claim, string Defect, IReadOnlyList<string> Features, SupervisedLearner Learner, Metric Metric)
{
    /// <summary>The label that it made for itself, of the study's table: what it is in words, and a column. Null where it predicted the study's target.</summary>
    public (string Words, Func<Frame, Column> Of)? OwnLabel { get; init; }
}

/// <summary>A learner that a study compares.</summary>
/// <param name="Name">E.g. <c>boosting</c>.</param>
/// <param name="Make">
/// Builds it from named parameters, given as text on a command line or in a sweep; unknown names are refused beforehand.
/// Includes the preparation it needs.
/// </param>
/// <param name="Parameters">Parameter → default value, in invariant culture.</param>
public sealed record NamedLearner(
    string Name,
    Func<LearnerParameters, SupervisedLearner> Make,
    IReadOnlyDictionary<string, double> Parameters
)
{
    /// <summary>The package that it comes from. Default: none, it is our own.</summary>
    public LearnerPackage? Package { get; init; }
}

/// <summary>Parameter values by name, completed with the learner's defaults.</summary>
public sealed class LearnerParameters(IReadOnlyDictionary<string, double> values, int seed)
{
    public int Seed { get; } = seed;

    public double this[string name] => values[name];

    public int Whole(string name) => (int)values[name];

    /// <summary>Gradient boosting of the parameters <c>trees, rate, leaves, min_leaf_rows, l2, column_sample, row_sample</c>.</summary>
    public GradientBoosting Boosting() =>
        new()
        {
            Seed = Seed,
            Trees = Whole("trees"),
            LearningRate = this["rate"],
            Leaves = Whole("leaves"),
            MinLeafRows = this["min_leaf_rows"],
            L2 = this["l2"],
            ColumnSample = this["column_sample"],
            RowSample = this["row_sample"],
        };
}

/// <summary>How examples are divided. Shares are of the rows (time) or of the groups.</summary>
public abstract record SplitRule
{
    /// <summary>Earlier rows train, later rows validate and test; cut between days where there are enough of them.</summary>
    public static SplitRule ByTime(string column, double validation = 0.15, double test = 0.25) => new TimeSplit(column, validation, test);

    /// <summary>All rows of a group fall on one side: trips, customers.</summary>
    public static SplitRule ByGroup(string column, double validation = 0.15, double test = 0.25) =>
        new GroupSplit(column, validation, test);

    /// <summary>
    /// For a few long groups, two at least: some whole groups test, others validate. Of two groups only one can teach, so that its last rows in the order
    /// of the entity key validate. No test row has a group in common with any other.
    /// </summary>
    public static SplitRule ByHeldOutGroup(string column, double validation = 0.2, double test = 0.25) =>
        new HeldOutGroupSplit(column, validation, test);

    /// <summary>By a hash of the entity key, for entities that know neither time nor group.</summary>
    public static SplitRule ByKey(double validation = 0.15, double test = 0.25) => new KeySplit(validation, test);

    /// <summary>The rule in words that never change, whatever the culture.</summary>
    internal abstract string Text { get; }

    /// <summary>The column that it divides by besides the key, or null.</summary>
    internal virtual string? By => null;

    /// <summary>Whether all rows with one value of <see cref="By"/> must fall on one side.</summary>
    internal virtual bool KeepsGroups => false;

    /// <summary>What is drawn as a whole when intervals of a part of the examples are asked for. Default: each row.</summary>
    internal virtual Blocks BlocksOf(Frame rows, string key) => Blocks.Rows(rows.RowCount, key);

    /// <summary>Divides a frame.</summary>
    /// <returns>0-based rows of training, validation and test.</returns>
    internal abstract (int[] Train, int[] Validation, int[] Test) Divide(Frame frame, string key, int seed);

    /// <summary>The same, knowing what is predicted: where classes are, training and validation should hold two of them.</summary>
    internal virtual (int[] Train, int[] Validation, int[] Test) Divide(Frame frame, string key, int seed, string? target) =>
        Divide(frame, key, seed);
}
