using Analytics.Frames;

namespace Analytics.Learning;

/// <summary>
/// Preparations, one after the other, and a learner at the end: fitted together, saved together, exported together.
/// <c>new Pipeline(new Imputer(), new StandardScaler(), new LogisticRegression()).Fit(train, "serious")</c>
/// </summary>
/// <param name="Preparations">In the order they run.</param>
/// <param name="Learner">What learns from their result.</param>
public sealed record Pipeline(IReadOnlyList<Preparation> Preparations, SupervisedLearner Learner) : SupervisedLearner
{
    public Pipeline(Preparation first, SupervisedLearner learner)
        : this([first], learner) { }

    public Pipeline(Preparation first, Preparation second, SupervisedLearner learner)
        : this([first, second], learner) { }

    public Pipeline(Preparation first, Preparation second, Preparation third, SupervisedLearner learner)
        : this([first, second, third], learner) { }

    public Pipeline(Preparation first, Preparation second, Preparation third, Preparation fourth, SupervisedLearner learner)
        : this([first, second, third, fourth], learner) { }

    public override bool LooksAtValidation() => Learner.LooksAtValidation();

    internal override bool TakesMissing => true;

    internal override bool TakesCategories => true;

    /// <summary>The columns that reach the learner, known before anything is fitted.</summary>
    public Schema Output(Schema input, Target target) => Preparations.Aggregate(input, (schema, step) => step.Output(schema, target));

    internal override bool Classifies(ColumnType target) => Learner.Classifies(target);

    internal override void Check()
    {
        Steps.Check(Preparations);
        Learner.Check();
    }

    internal override Predictor FitCore(TrainingSet set)
    {
        var (steps, prepared) = Steps.Fit(Preparations, set);
        return new PipelineModel(set.Schema, set.Target, steps, Learner.FitCore(prepared.Require(Learner)));
    }
}

/// <summary>As <see cref="Pipeline"/>, with a learner of groups at the end.</summary>
/// <param name="Preparations">In the order they run; none needs a target.</param>
/// <param name="Learner">What finds groups in their result.</param>
public sealed record ClusterPipeline(IReadOnlyList<Preparation> Preparations, ClusterLearner Learner) : ClusterLearner
{
    public ClusterPipeline(Preparation first, ClusterLearner learner)
        : this([first], learner) { }

    public ClusterPipeline(Preparation first, Preparation second, ClusterLearner learner)
        : this([first, second], learner) { }

    public ClusterPipeline(Preparation first, Preparation second, Preparation third, ClusterLearner learner)
        : this([first, second, third], learner) { }

    internal override bool TakesMissing => true;

    internal override bool TakesCategories => true;

    /// <summary>The columns that reach the learner, known before anything is fitted.</summary>
    public Schema Output(Schema input) => Preparations.Aggregate(input, (schema, step) => step.Output(schema));

    internal override void Check()
    {
        Steps.Check(Preparations);
        Learner.Check();
    }

    internal override Clusterer FitCore(TrainingSet set)
    {
        var (steps, prepared) = Steps.Fit(Preparations, set);
        return new ClusterPipelineModel(set.Schema, steps, Learner.FitCore(prepared.Require(Learner)));
    }
}
