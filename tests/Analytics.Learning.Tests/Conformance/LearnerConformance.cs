using Analytics.Frames;

namespace Analytics.Learning.Tests.Conformance;

/// <summary>What holds for every learner. Which parts a learner is excused from, and why, stands in <see cref="Excused"/>.</summary>
public sealed partial class LearnerConformance
{
    public static TheoryData<string, Work> Everyone => Subject.Where(_ => true);

    public static TheoryData<string, Work> Supervised => Subject.Where(subject => subject.Learner is SupervisedLearner);

    [Theory]
    [MemberData(nameof(Everyone))]
    public void Gives_one_finite_answer_per_row(string name, Work work)
    {
        var subject = Subject.Of(name, work);
        var model = subject.Fit(subject.Rows(300));
        var rows = subject.Rows(50, seed: 2);
        var answer = Subject.Answer(model, rows);
        Assert.All(answer, value => Assert.True(double.IsFinite(value)));
        switch (model)
        {
            case Predictor { Target.IsClass: true } classifier:
                var prediction = classifier.Predict(rows);
                Assert.Equal(50 * classifier.Target.Classes.Count, answer.Length);
                Assert.All(
                    Enumerable.Range(0, 50),
                    row => Assert.Equal(1, prediction.Scores.AsSpan(row * classifier.Width, classifier.Width).ToArray().Sum(), 9)
                );
                Assert.All(prediction.Scores, probability => Assert.InRange(probability, 0, 1));
                Assert.Equal(50, prediction.Labels.Length);
                break;
            case Predictor:
                Assert.Equal(50, answer.Length);
                break;
            case Clusterer clusterer:
                Assert.Equal(100, answer.Length);
                Assert.All(answer.Take(50), label => Assert.InRange(label, -1, clusterer.Clusters - 1));
                Assert.All(answer.Skip(50), strength => Assert.InRange(strength, 0, 1));
                break;
            default:
                Assert.True(answer.Length > 0 && answer.Length % 50 == 0);
                break;
        }
    }

    [Theory]
    [MemberData(nameof(Supervised))]
    public void Beats_the_baseline_on_new_rows(string name, Work work)
    {
        var subject = Subject.Of(name, work);
        if (!Excused.From(subject, Excused.Learning))
        {
            Learns(subject);
        }
    }

    [Theory]
    [MemberData(nameof(Everyone))]
    public void Answers_a_row_alike_alone_and_among_others(string name, Work work)
    {
        var subject = Subject.Of(name, work);
        var model = subject.Fit(subject.Rows(300));
        var rows = subject.Rows(40, seed: 3);
        var together = Subject.Answer(model, rows);
        var per = together.Length / 40;
        if (model is Clusterer)
        {
            Assert.Equal(together.Take(40), Enumerable.Range(0, 40).Select(row => Subject.Answer(model, rows.Take([row]))[0]));
        }
        else if (model is Predictor)
        {
            Assert.Equal(together, Enumerable.Range(0, 40).SelectMany(row => Subject.Answer(model, rows.Take([row]))));
        }
        else
        {
            Assert.True(per > 0);
        }
    }

    [Theory]
    [MemberData(nameof(Everyone))]
    public void Leaves_its_inputs_as_they_were(string name, Work work)
    {
        var subject = Subject.Of(name, work);
        var (train, copy) = (subject.Rows(300), subject.Rows(300));
        var model = subject.Fit(train);
        var matrix = model.Schema.Encode(train);
        float[] values = [.. matrix.Values];
        Subject.Answer(model, matrix);
        Assert.Equal(copy, train);
        Assert.Equal(values, matrix.Values);
    }

    [Theory]
    [MemberData(nameof(Everyone))]
    public void Learns_the_same_from_rows_in_another_order(string name, Work work)
    {
        var subject = Subject.Of(name, work);
        if (!Excused.From(subject, Excused.Order))
        {
            IgnoresOrder(subject);
        }
    }

    [Theory]
    [MemberData(nameof(Everyone))]
    public void Takes_a_weight_for_repetition(string name, Work work)
    {
        var subject = Subject.Of(name, work);
        if (Excused.From(subject, Excused.AnyWeight))
        {
            Assert.Contains(
                "weight",
                Assert.Throws<TrainingDataException>(() => RepeatsByWeight(subject)).Message,
                StringComparison.Ordinal
            );
        }
        else if (!Excused.From(subject, Excused.Weight))
        {
            RepeatsByWeight(subject);
        }
    }

    [Theory]
    [MemberData(nameof(Excused.All), MemberType = typeof(Excused))]
    public void Is_excused_only_from_what_it_cannot_do(string name, string what)
    {
        Action<Subject> shows = what switch
        {
            Excused.Learning => Learns,
            Excused.Order => IgnoresOrder,
            Excused.Weight or Excused.AnyWeight => RepeatsByWeight,
            _ => subject => subject.Fit(subject.Rows(100)).ToOnnx(),
        };
        Assert.Contains(Subject.All.Where(subject => subject.Name == name), subject => Record.Exception(() => shows(subject)) is not null);
    }

    private static void Learns(Subject subject)
    {
        var (train, test) = (subject.Rows(1000), subject.Rows(500, seed: 2));
        var evaluation = Evaluation.Of((Predictor)subject.Fit(train), test);
        Assert.True(
            subject.Work == Work.Number
                ? evaluation[Metric.Rmse] < 0.9 * Evaluation.Of((Predictor)subject.Fit(new Baseline(), train), test)[Metric.Rmse]
                : evaluation[Metric.RocAuc] > 0.8
        );
    }

    private static void IgnoresOrder(Subject subject)
    {
        var train = subject.Rows(400);
        var turned = train.Take(Mixing.Shuffle(400, 5));
        Same(subject, subject.Fit(train), subject.Fit(turned));
    }

    private static void RepeatsByWeight(Subject subject)
    {
        var rows = subject.Rows(300);
        int[] weights = [.. Enumerable.Range(0, 300).Select(row => 1 + row % 3)];
        int[] repeated = [.. Enumerable.Range(0, 300).SelectMany(row => Enumerable.Repeat(row, weights[row]))];
        Same(
            subject,
            subject.Fit(rows.Take(repeated)),
            subject.Fit(rows.With(new Column<int>("weight", weights)), new FitOptions { Weight = "weight" })
        );
    }

    private static void Same(Subject subject, Model one, Model other)
    {
        var rows = subject.Rows(200, seed: 4);
        double[] first = Subject.Answer(one, rows),
            second = Subject.Answer(other, rows);
        if (one is Clusterer)
        {
            // Clusters may be numbered otherwise: the grouping is what counts.
            Assert.True(
                ClusterMetrics.AdjustedRand(
                    [.. first.Take(200).Select(label => (int)label)],
                    [.. second.Take(200).Select(label => (int)label)]
                ) > 0.999
            );
        }
        else
        {
            Golden.Near(first, second, Excused.Tolerance(subject));
        }
    }
}
