using Analytics.Frames;

namespace Analytics.Learning.Tests.Core;

public sealed class SchemaTests
{
    private static readonly Frame s_train = new(
        new Column<double>("speed", [30, 40, 50]),
        TextColumn.FromValues("road", ["wet", "dry", "wet"]),
        new Column<double>("cost", [1, 2, 3])
    );

    private static readonly Predictor s_model = new Baseline().Fit(s_train, "cost");

    [Fact]
    public void A_frame_without_a_column_is_refused_by_the_column_s_name() => Refused(s_model, s_train.Drop("road"), "'road'");

    [Fact]
    public void Text_in_a_numeric_column_is_refused_with_column_row_and_value() =>
        Refused(s_model, s_train.With(TextColumn.FromValues("speed", [null, "fast", "1"])), "'speed'", "row 2", "'fast'");

    [Fact]
    public void Numbers_in_a_text_column_are_refused_with_column_and_type() =>
        Refused(s_model, s_train.With(new Column<int>("road", [1, 2, 3])), "'road'", "Int32");

    [Theory]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1e300)]
    public void A_number_beyond_single_precision_is_refused_with_column_and_row(double value) =>
        Refused(s_model, s_train.With(new Column<double>("speed", [1, 2, value])), "'speed'", "row 3", "rescale");

    [Fact]
    public void An_unseen_word_is_missing_unless_the_fit_asked_for_an_error()
    {
        var test = s_train.With(TextColumn.FromValues("road", ["wet", "icy", null]));
        Assert.Equal([1, float.NaN, float.NaN], Enumerable.Range(0, 3).Select(row => s_model.Schema.Encode(test)[row, 1]));
        var strict = new Baseline().Fit(s_train, "cost", new FitOptions { Unseen = UnseenCategory.Error });
        Refused(strict, test, "'road'", "'icy'", "row 2");
        Refused((Predictor)Model.FromJson(strict.ToJson()), test, "'icy'");
    }

    [Fact]
    public void A_matrix_of_another_width_is_refused_with_both_widths() =>
        Assert.Contains(
            "3 columns; the model takes 2",
            Assert.Throws<SchemaException>(() => s_model.Predict(new Matrix(new float[3], 1, 3))).Message,
            StringComparison.Ordinal
        );

    private static void Refused(Predictor model, Frame frame, params string[] words)
    {
        var message = Assert.Throws<SchemaException>(() => model.Predict(frame)).Message;
        Assert.All(words, word => Assert.Contains(word, message, StringComparison.Ordinal));
    }
}
