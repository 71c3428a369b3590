using Analytics.Frames;
using Analytics.Learning.Tests.Files;

namespace Analytics.Learning.Tests.Conformance;

public sealed partial class LearnerConformance
{
    [Theory]
    [MemberData(nameof(Everyone))]
    public void Comes_back_from_its_file_bit_by_bit(string name, Work work)
    {
        var subject = Subject.Of(name, work);
        var model = subject.Fit(subject.Rows(300));
        var loaded = Model.FromJson(model.ToJson());
        var rows = subject.Rows(200, seed: 2);
        Assert.Equal(model.GetType(), loaded.GetType());
        Assert.Equal(Subject.Answer(model, rows), Subject.Answer(loaded, rows));
        Assert.Equal(model.ToJson(), loaded.ToJson());
    }

    [Theory]
    [MemberData(nameof(Everyone))]
    public void Refuses_its_file_where_a_member_is_gone(string name, Work work)
    {
        var subject = Subject.Of(name, work);
        var json = subject.Fit(subject.Rows(100)).ToJson();
        var rows = subject.Rows(5, seed: 2);
        foreach (var line in json.Split('\n').Where(line => line.Contains("\": ", StringComparison.Ordinal)))
        {
            var member = line[(line.IndexOf('"', StringComparison.Ordinal) + 1)..line.IndexOf("\": ", StringComparison.Ordinal)];
            // Either it is refused when read, or the member was not needed: an answer never comes with another exception.
            try
            {
                Subject.Answer(Model.FromJson(json.Replace($"\"{member}\": ", "\"gone\": ", StringComparison.Ordinal)), rows);
            }
            catch (LearningException) { }
        }
    }

    [Theory]
    [MemberData(nameof(Everyone))]
    public void Gives_the_same_answers_in_onnx_runtime_with_gaps_and_unseen_words(string name, Work work)
    {
        var subject = Subject.Of(name, work).Prepared();
        var (gaps, text) = (subject.Learner.TakesMissing, subject.Learner.TakesCategories);
        var model = subject.Fit(subject.Rows(1000));
        var rows = Samples.Of(10_000, seed: 7, gaps, unseen: true).Drop(text ? [] : ["road"]);
        if (Excused.From(subject with { Learner = Subject.Of(name, work).Learner }, Excused.Onnx))
        {
            Assert.Throws<OnnxException>(model.ToOnnx);
            return;
        }

        var outputs = OnnxRuntime.Run(model, rows);
        switch (model)
        {
            case Predictor { Target.IsClass: true } classifier:
                var prediction = classifier.Predict(rows);
                Golden.Near(prediction.Scores, outputs["probabilities"].Numbers, 1e-5);
                // Where two classes are all but equally probable single precision may choose the other.
                var (codes, words) = (prediction.Codes, outputs["label"].Words);
                Assert.All(
                    Enumerable.Range(0, rows.RowCount),
                    row =>
                        Assert.True(
                            words[row] == classifier.Target.Classes[codes[row]]
                                || prediction.Scores[row * classifier.Width + codes[row]]
                                    - prediction.Scores[row * classifier.Width + classifier.Target.Classes.ToList().IndexOf(words[row])]
                                    < 2e-5
                        )
                );
                break;
            case Predictor predictor:
                Golden.Near(predictor.Predict(rows).Values, outputs["value"].Numbers, 1e-5);
                break;
            case Clusterer clusterer:
                // A row as near to one centre as to another may fall to either side in single precision.
                Assert.InRange(clusterer.Assign(rows).Labels.Zip(outputs["label"].Numbers).Count(pair => pair.First != pair.Second), 0, 5);
                break;
            default:
                Golden.Near(Subject.Answer(model, model.Schema.Encode(rows)), outputs["value"].Numbers, 1e-5);
                break;
        }
    }
}
