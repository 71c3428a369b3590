using Analytics.Frames;

namespace Analytics.Learning.Tests.Conformance;

public sealed partial class LearnerConformance
{
    [Theory]
    [MemberData(nameof(Everyone))]
    public void Takes_a_constant_column(string name, Work work)
    {
        var subject = Subject.Of(name, work);
        var train = subject.Rows(200).With(new Column<double>("constant", [.. Enumerable.Repeat(3.5, 200)]));
        Assert.All(Subject.Answer(subject.Fit(train), train), value => Assert.True(double.IsFinite(value)));
    }

    [Theory]
    [MemberData(nameof(Everyone))]
    public void Takes_an_empty_column_or_says_where_it_is(string name, Work work)
    {
        var subject = Subject.Of(name, work);
        var train = subject.Rows(200).With(Column<double>.FromNullable("empty", Enumerable.Repeat((double?)null, 200)));
        if (subject.Learner.TakesMissing)
        {
            Assert.All(Subject.Answer(subject.Fit(train), train), value => Assert.True(double.IsFinite(value)));
        }
        else
        {
            Assert.Contains("'empty'", Assert.Throws<TrainingDataException>(() => subject.Fit(train)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Everyone))]
    public void Takes_one_row_or_says_that_it_is_not_enough(string name, Work work)
    {
        var subject = Subject.Of(name, work);
        foreach (var count in new[] { 1, 2, 3 })
        {
            try
            {
                Assert.All(
                    Subject.Answer(subject.Fit(subject.Rows(count)), subject.Rows(5, seed: 2)),
                    value => Assert.True(double.IsFinite(value))
                );
            }
            catch (TrainingDataException) { }
        }
    }

    [Theory]
    [MemberData(nameof(Everyone))]
    public void Takes_huge_and_tiny_numbers(string name, Work work)
    {
        var subject = Subject.Of(name, work);
        foreach (var scale in new[] { 1e30, 1e-30 })
        {
            var rows = subject.Rows(200);
            var speed = rows["speed"].ToDoubles();
            var scaled = rows.With(
                Column<double>.FromNullable("speed", speed.Select(value => double.IsNaN(value) ? (double?)null : value * scale))
            );
            Assert.All(Subject.Answer(subject.Fit(scaled), scaled), value => Assert.True(double.IsFinite(value)));
        }
    }

    [Theory]
    [MemberData(nameof(Everyone))]
    public void Refuses_infinity_by_column_and_row(string name, Work work)
    {
        var subject = Subject.Of(name, work);
        var rows = subject.Rows(20);
        var speed = rows["speed"].ToDoubles();
        speed[6] = double.NegativeInfinity;
        var message = Assert.Throws<SchemaException>(() => subject.Fit(rows.With(new Column<double>("speed", speed)))).Message;
        Assert.Contains("'speed'", message, StringComparison.Ordinal);
        Assert.Contains("row 7", message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Everyone))]
    public void Takes_a_gap_or_refuses_it_by_column_and_row_in_training_and_after(string name, Work work)
    {
        var subject = Subject.Of(name, work);
        var rows = subject.Rows(60);
        var speed = rows["speed"].ToDoubles();
        speed[6] = double.NaN;
        var gap = rows.With(new Column<double>("speed", speed));
        if (subject.Learner.TakesMissing)
        {
            Assert.All(Subject.Answer(subject.Fit(gap), gap), value => Assert.True(double.IsFinite(value)));
            return;
        }

        foreach (
            var message in new[]
            {
                Assert.Throws<TrainingDataException>(() => subject.Fit(gap)).Message,
                Assert.Throws<SchemaException>(() => Subject.Answer(subject.Fit(rows), gap)).Message,
            }
        )
        {
            Assert.Contains("'speed'", message, StringComparison.Ordinal);
            Assert.Contains("row 7", message, StringComparison.Ordinal);
            Assert.Contains("Imputer", message, StringComparison.Ordinal);
        }
    }
}
