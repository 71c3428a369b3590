namespace Analytics.Engine;

/// <summary>One training run as <c>run.json</c> holds it: the same inputs and code give the same bytes, so no clock, duration or path stands in it.</summary>
public sealed record ExperimentRun
{
    /// <summary>Hash over all that the run is made of; the folder's name.</summary>
    public required string Id { get; init; }

    public required string Domain { get; init; }

    public required string Study { get; init; }

    public required string Learner { get; init; }

    /// <summary>The package and version that the learner comes from, e.g. <c>Microsoft.ML.LightGbm 5.0.1</c>; null for our own.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public string? Package { get; init; }

    /// <summary>Why it can be compared but never becomes champion; null for what may.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
    public string? ComparedOnly { get; init; }

    public required SortedDictionary<string, double> Parameters { get; init; }

    public required int Seed { get; init; }

    public required IReadOnlyList<string> Groups { get; init; }

    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>The column predicted; empty where groups are found.</summary>
    public required string Target { get; init; }

    /// <summary>The classes in order, the positive one last of two; empty for a number. The groups by name in the model's order where groups are found.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Class or group → share of the training rows.</summary>
    public required SortedDictionary<string, double> Balance { get; init; }

    public required string Split { get; init; }

    public required string SplitHash { get; init; }

    public required int TrainRows { get; init; }

    public required int ValidationRows { get; init; }

    public required int TestRows { get; init; }

    /// <summary>Rows without a target, left out.</summary>
    public required int Unlabelled { get; init; }

    /// <summary>Table → content hash.</summary>
    public required SortedDictionary<string, string> Inputs { get; init; }

    /// <summary>Hash of the study's declaration and of the training code's version.</summary>
    public required string Code { get; init; }

    /// <summary>Decides for the positive class; null unless there are two classes.</summary>
    public double? Threshold { get; init; }

    /// <summary>How the probabilities of two classes were calibrated and on which rows; null otherwise.</summary>
    public string? Calibration { get; init; }

    /// <summary>What wrong decisions cost; null unless there are two classes.</summary>
    public Costs? Costs { get; init; }

    /// <summary>What the threshold does on the test rows, beside always yes and always no; empty unless there are two classes.</summary>
    public IReadOnlyList<Alarms> Alarms { get; init; } = [];

    /// <summary>Where the target is a logarithm: of what.</summary>
    public string? LogOf { get; init; }

    /// <summary>Words for ranges of the prediction; null for none.</summary>
    public Bands? Bands { get; init; }

    /// <summary>Of groups: the stability below which they never become champion. Null where something is predicted.</summary>
    public double? LeastStability { get; init; }

    /// <summary>The metric that decides.</summary>
    public required string Metric { get; init; }

    public required bool HigherIsBetter { get; init; }

    /// <summary>On the test rows; of groups on all rows. Empty for a run that was not put up for a decision: the test is touched once for each, and for nothing else.</summary>
    public required SortedDictionary<string, Measured> Metrics { get; init; }

    /// <summary>How the intervals were drawn; null where groups are found and on cards from before there was this.</summary>
    public Drawn? Drawn { get; init; }

    /// <summary>Whether the validation rows are like the test rows by their target; null where the test was not touched, for three classes or more, where groups are found, and on cards from before there was this.</summary>
    public Claim? Likeness { get; init; }

    /// <summary>On the validation rows; what sweeps choose by. Empty where groups are found.</summary>
    public required SortedDictionary<string, double> Validation { get; init; }

    /// <summary>The deciding metric on the validation rows, with its interval; null where groups are found and on cards from before there was this.</summary>
    public Measured? Validated { get; init; }

    /// <summary>The simplest models on the same test rows; empty where the test was not touched, where groups are found, and on cards from before there was this.</summary>
    public IReadOnlyList<Rival> Rivals { get; init; } = [];

    /// <summary>What a model that ignores the features reaches on the test rows; of groups what the same learner finds when each feature is shuffled on its own.</summary>
    public required SortedDictionary<string, double> Baseline { get; init; }

    /// <summary>What the leak guard found; empty unless leaks were allowed.</summary>
    public required IReadOnlyList<Leak> Leaks { get; init; }

    /// <summary>What may be a leak or may be honest; a run with any never becomes champion before the study gives the feature a meaning. Empty on cards from before there was this.</summary>
    public IReadOnlyList<Leak> Suspicions { get; init; } = [];

    /// <summary>Feature → AUC or R² of that feature alone, learned on one half of all rows and judged on the other. Empty where groups are found and on cards from before there was this.</summary>
    public SortedDictionary<string, double> Solo { get; init; } = [];

    /// <summary>What the leak guard looked for, in words. Empty where groups are found and on cards from before there was this.</summary>
    public IReadOnlyList<string> Searched { get; init; } = [];

    /// <summary>Whether the test rows were touched for this run; of groups always.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsMeasured => Metrics.Count > 0;

    /// <summary>The deciding metric on the test rows; on the validation rows where the test was not touched (see <see cref="IsMeasured"/>).</summary>
    public Measured Score => IsMeasured ? Metrics[Metric] : Chosen;

    /// <summary>The deciding metric where every run of a study has it: on the validation rows, of groups on all rows. What runs are compared by.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public Measured Chosen =>
        Target.Length == 0
            ? Metrics[Metric]
            : Validated ?? new Measured(Validation.GetValueOrDefault(Metric, double.NaN), double.NaN, double.NaN);

    /// <summary>The rows of <see cref="Chosen"/>, in words.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string ChosenOn => Target.Length == 0 ? "all rows" : "the validation rows";

    /// <summary>What runs of one study are ranked by, the greater the better: the deciding metric on the validation rows, of groups on all rows.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public double Rank
    {
        get
        {
            var value = Target.Length == 0 ? Score.Value : Validation.GetValueOrDefault(Metric, double.NaN);
            return double.IsNaN(value) ? double.NegativeInfinity
                : HigherIsBetter ? value
                : -value;
        }
    }
}
