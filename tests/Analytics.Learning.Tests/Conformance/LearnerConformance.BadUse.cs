using Analytics.Frames;

namespace Analytics.Learning.Tests.Conformance;

public sealed partial class LearnerConformance
{
    [Theory]
    [MemberData(nameof(Everyone))]
    public void Refuses_data_that_cannot_teach(string name, Work work)
    {
        var subject = Subject.Of(name, work);
        var rows = subject.Rows(30);
        Refused<TrainingDataException>(subject, rows.Take([]), null, "no rows");
        Refused<TrainingDataException>(subject, rows, new FitOptions { Features = ["speed", "spead"] }, "'spead'", "speed, age");
        Refused<TrainingDataException>(subject, rows, new FitOptions { Features = [] }, "feature");
        Refused<TrainingDataException>(subject, rows, new FitOptions { Weight = "heft" }, "'heft'");
        var weights = Enumerable.Repeat(1.0, 30).ToArray();
        weights[3] = -1;
        Refused<TrainingDataException>(
            subject,
            rows.With(new Column<double>("w", weights)),
            new FitOptions { Weight = "w" },
            "'w'",
            "row 4",
            "-1"
        );
        weights[3] = double.NaN;
        Refused<TrainingDataException>(
            subject,
            rows.With(new Column<double>("w", weights)),
            new FitOptions { Weight = "w" },
            "'w'",
            "row 4"
        );
        Refused<TrainingDataException>(
            subject,
            rows.With(new Column<double>("w", new double[30])),
            new FitOptions { Weight = "w" },
            "'w'",
            "zero"
        );
    }

    [Theory]
    [MemberData(nameof(Supervised))]
    public void Refuses_a_target_that_cannot_be_learned(string name, Work work)
    {
        var subject = Subject.Of(name, work);
        var (rows, target) = (subject.Rows(30), Samples.Target(work));
        Refused<TrainingDataException>(subject, rows.Drop(target), null, $"'{target}'");
        Refused<TrainingDataException>(subject, rows, new FitOptions { Features = ["speed", target] }, $"'{target}'");
        if (work == Work.Number)
        {
            var numbers = rows[target].ToDoubles();
            numbers[2] = double.NaN;
            Refused<TrainingDataException>(subject, rows.With(new Column<double>(target, numbers)), null, $"'{target}'", "row 3");
            numbers[2] = double.PositiveInfinity;
            Refused<TrainingDataException>(subject, rows.With(new Column<double>(target, numbers)), null, $"'{target}'", "row 3");
            return;
        }

        Refused<TrainingDataException>(
            subject,
            rows.With(TextColumn.FromValues(target, Enumerable.Repeat("same", 30))),
            null,
            "one class",
            "'same'"
        );
        Refused<TrainingDataException>(
            subject,
            rows.With(
                TextColumn.FromValues(
                    target,
                    Enumerable
                        .Range(0, 30)
                        .Select(row =>
                            row == 4 ? null
                            : row % 2 == 0 ? "a"
                            : "b"
                        )
                )
            ),
            null,
            $"'{target}'",
            "row 5"
        );
    }

    [Theory]
    [MemberData(nameof(Everyone))]
    public void Refuses_other_columns_than_it_was_fitted_on(string name, Work work)
    {
        var subject = Subject.Of(name, work);
        var rows = subject.Rows(60);
        var model = subject.Fit(rows);
        Assert.Contains(
            "'age'",
            Assert.Throws<SchemaException>(() => Subject.Answer(model, rows.Drop("age"))).Message,
            StringComparison.Ordinal
        );
        var text = Assert
            .Throws<SchemaException>(() => Subject.Answer(model, rows.With(TextColumn.FromValues("age", Enumerable.Repeat("old", 60)))))
            .Message;
        Assert.Contains("'age'", text, StringComparison.Ordinal);
        Assert.Contains("'old'", text, StringComparison.Ordinal);
        Assert.Throws<SchemaException>(() => Subject.Answer(model, new Matrix(new float[2], 1, 2)));
        // More columns than it needs, in another order, are no harm.
        Assert.Equal(
            Subject.Answer(model, rows),
            Subject.Answer(model, new Frame(rows.Columns.Reverse().Append(new Column<int>("more", new int[60]))))
        );
    }

    [Theory]
    [MemberData(nameof(Everyone))]
    public void Refuses_every_option_outside_its_range_by_name(string name, Work work)
    {
        var subject = Subject.Of(name, work);
        var rows = subject.Rows(60);
        foreach (
            var property in subject
                .Learner.GetType()
                .GetProperties()
                .Where(property => property is { CanWrite: true, Name: not nameof(Learner.Seed) })
        )
        {
            var bad =
                property.PropertyType == typeof(int) ? int.MinValue
                : property.PropertyType == typeof(double) ? double.NaN
                : property.PropertyType.IsEnum ? Enum.ToObject(property.PropertyType, 99)
                : null;
            if (bad is null)
            {
                continue;
            }

            var learner = subject.Learner with { };
            property.SetValue(learner, bad);
            var error = Record.Exception(() => subject.Fit(learner, rows));
            Assert.True(
                error is OptionException,
                $"{name}.{property.Name} = {bad} gave {error?.GetType().Name ?? "a model"}: {error?.Message}"
            );
            Assert.Contains(property.Name, error!.Message, StringComparison.Ordinal);
        }
    }

    private static void Refused<T>(Subject subject, Frame rows, FitOptions? options, params string[] words)
        where T : Exception
    {
        var message = Assert.Throws<T>(() => subject.Fit(rows, options)).Message;
        Assert.All(words, word => Assert.Contains(word, message, StringComparison.Ordinal));
    }
}
