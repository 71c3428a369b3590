using Analytics.Engine;
using Analytics.Interop;
using DuckDB.NET.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Analytics.App.Tests;

/// <summary>Any published table is one call away from Microsoft.ML.</summary>
public sealed class WorkbenchViewTests : IDisposable
{
    private readonly TempData _temp = new TempData().Filled();
    private readonly string? _before = Environment.GetEnvironmentVariable("ANALYTICS_DATA");

    public WorkbenchViewTests() => Environment.SetEnvironmentVariable("ANALYTICS_DATA", _temp.Data);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("ANALYTICS_DATA", _before);
        _temp.Dispose();
    }

    [Fact]
    public void A_table_is_a_data_view_with_its_types_gaps_and_the_order_of_its_key()
    {
        var view = Workbench.View("crashes.features");
        var frame = Workbench.Query("SELECT * FROM crashes.features ORDER BY crash_record_id");
        Assert.Equal(frame.Names, view.Schema.Select(column => column.Name));
        Assert.Equal(frame.RowCount, view.GetRowCount());
        Assert.Equal(BooleanDataViewType.Instance, view.Schema["injury_or_tow"].Type);
        Assert.Equal(TextDataViewType.Instance, view.Schema["weather_condition"].Type);
        Assert.Equal(NumberDataViewType.Single, view.Schema["posted_speed_limit"].Type);
        var back = view.ToFrame("crash_record_id", "posted_speed_limit", "weather_condition");
        Assert.True(back["crash_record_id"].SameValues(frame["crash_record_id"]));
        Assert.True(back["weather_condition"].SameValues(frame["weather_condition"]));
        Assert.Equal(frame["posted_speed_limit"].ToDoubles(), back["posted_speed_limit"].ToDoubles());

        var ml = new MLContext(seed: 1);
        var pipeline = ml
            .Transforms.Categorical.OneHotEncoding("lighting_condition")
            .Append(ml.Transforms.Concatenate("Features", "hour", "lighting_condition"))
            .Append(ml.BinaryClassification.Trainers.Boosting(labelColumnName: "injury_or_tow"));
        Assert.InRange(ml.BinaryClassification.Evaluate(pipeline.Fit(view).Transform(view), "injury_or_tow").AreaUnderRocCurve, 0.5, 1);
    }

    [Fact]
    public void A_question_is_always_put_to_what_is_published_now()
    {
        Assert.NotEqual(0, Workbench.Query("FROM crashes.by_month").RowCount);
        Assert.NotEqual(0, Workbench.Query("FROM crashes.by_month").RowCount);

        using (var lake = Analytics.Lake.Lake.Open(_temp.Data))
        using (var writer = lake.Write(TimeProvider.System, "test"))
        {
            writer.Drop("gold.crashes.by_month");
            writer.Publish("without months");
        }

        Assert.Contains(
            "by_month does not exist",
            Assert.Throws<DuckDBException>(() => Workbench.Query("FROM crashes.by_month")).Message,
            StringComparison.Ordinal
        );
        Assert.NotEqual(0, Workbench.Query("FROM crashes.crashes").RowCount);
    }

    [Fact]
    public async Task Several_may_ask_at_once()
    {
        var expected = Workbench.Query("SELECT count(*)::BIGINT AS n FROM crashes.crashes")["n"][0];

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(_ => Task.Run(() => Workbench.Query("SELECT count(*)::BIGINT AS n FROM crashes.crashes")["n"][0]))
        );

        Assert.All(answers, answer => Assert.Equal(expected, answer));
    }

    [Fact]
    public void Columns_are_chosen_and_wrong_names_are_told_the_right_ones()
    {
        Assert.Equal(["hour", "weekday"], Workbench.View("crashes.features", "hour", "weekday").Schema.Select(column => column.Name));
        Assert.Contains(
            "It has: ",
            Assert.Throws<UsageException>(() => Workbench.View("crashes.nothing")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "features",
            Assert.Throws<UsageException>(() => Workbench.View("crashes.nothing")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "crashes.features",
            Assert.Throws<UsageException>(() => Workbench.View("features")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "no column 'z'. It has: ",
            Assert.Throws<UsageException>(() => Workbench.View("crashes.features", "z")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Type one of",
            Assert.Throws<UsageException>(() => Workbench.View("nobody.features")).Message,
            StringComparison.Ordinal
        );
    }
}
