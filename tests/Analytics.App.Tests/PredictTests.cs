using Analytics.Frames;

namespace Analytics.App.Tests;

/// <summary>scripts/predict.csx as a person types it.</summary>
public sealed class PredictTests
{
    internal const string Case =
        "hour=17,weekday=5,month_of_year=3,weather_condition=CLEAR,posted_speed_limit=30,first_crash_type=PEDESTRIAN";

    private static Script Predict(params string[] words) => Script.Run("predict", ["crashes", .. words, "--data", TempData.Trained.Data]);

    private static Frame Rows(Script script)
    {
        Assert.True(script.Code == 0, script.Error);
        return Frame.ReadCsv(new StringReader(script.Out));
    }

    [Fact]
    public void A_version_can_be_chosen_and_one_that_is_not_there_is_told_which_there_are()
    {
        Assert.Equal(1, Rows(Predict("--row", Case, "--version", "1")).RowCount);
        Predict("--row", Case, "--version", "7").Refused(2, "crashes/severity@7", "Versions: 1");
    }

    [Fact]
    public void A_word_that_the_model_never_saw_is_scored_like_a_missing_one_and_noted()
    {
        var rows = Rows(
            Predict(
                "--row",
                Case + ",lighting_condition=GLOW",
                "--row",
                Case + ",lighting_condition=UNKNOWN",
                "--row",
                Case + ",lighting_condition=",
                "--row",
                Case
            )
        );
        var (probability, notes) = (rows["probability"].ToDoubles(), rows.Text("notes"));

        Assert.All(probability, each => Assert.Equal(probability[0], each, 12));
        Assert.Contains("lighting_condition: unknown word \"GLOW\"", notes.At(0), StringComparison.Ordinal);
        Assert.DoesNotContain("lighting_condition", notes.At(1) ?? "", StringComparison.Ordinal);
        Assert.Contains("lighting_condition: empty text", notes.At(2), StringComparison.Ordinal);
        Assert.Contains("lighting_condition: missing", notes.At(3), StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_that_the_lake_would_refuse_is_scored_like_a_missing_one_and_noted()
    {
        var rows = Rows(
            Predict(
                "--row",
                Case.Replace("limit=30", "limit=900", StringComparison.Ordinal),
                "--row",
                Case.Replace(",posted_speed_limit=30", "", StringComparison.Ordinal)
            )
        );

        Assert.Equal(rows["probability"].ToDoubles()[1], rows["probability"].ToDoubles()[0], 12);
        Assert.Contains("posted_speed_limit: expected 0…", rows.Text("notes").At(0), StringComparison.Ordinal);
        Assert.Contains("got 900", rows.Text("notes").At(0), StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_for_a_number_names_the_value_and_a_wrong_name_the_right_ones()
    {
        var wrong = Predict("--row", "hour=abc");
        wrong.Refused(2, "hour is 'abc'", "number", "0 to 23");
        Assert.DoesNotContain("contract", wrong.Error, StringComparison.Ordinal);
        Predict("--row", "hours=5").Refused(2, "'hours'", "hour, weekday");
        Predict("--row", "hour").Refused(2, "name=value pairs");
    }
}
