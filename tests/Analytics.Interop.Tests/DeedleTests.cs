using Analytics.Frames;
using Deedle;

namespace Analytics.Interop.Tests;

public sealed class DeedleTests
{
    private static readonly DateTime s_start = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static Analytics.Frames.Frame Readings { get; } =
        new(
            new Column<DateTime>("at", [.. Enumerable.Range(0, 6).Select(hour => s_start.AddHours(hour * 12))]),
            Column<double>.FromNullable("speed", [10, 20, null, 40, 50, 60]),
            Column<int>.FromNullable("gear", [1, 2, 2, null, 3, 3]),
            TextColumn.FromValues("road", ["dry", null, "wet", "wet", "dry", "dry"])
        );

    [Fact]
    public void A_series_keeps_keys_values_and_gaps()
    {
        var series = Readings.ToSeries<DateTime>("at", "speed");

        Assert.Equal(6, series.KeyCount);
        Assert.Equal(5, series.ValueCount);
        Assert.False(series.TryGet(s_start.AddHours(24)).HasValue);
        var back = series.ToFrame("at", "speed");
        Assert.Equal(Readings.Select("at", "speed"), back);
    }

    [Fact]
    public void Windows_and_resampling_work_on_it()
    {
        var series = Readings.ToSeries<DateTime>("at", "speed");

        var daily = series.ResampleEquivalence(DateOnly.FromDateTime).SelectValues(day => day.Mean());

        // Means over the values that are there: (10 + 20) / 2, 40, (50 + 60) / 2.
        Assert.Equal([15, 40, 55], daily.Values);
        Assert.Equal([30, 60, 90, 110], series.DropMissing().Window(2).SelectValues(window => window.Sum()).Values);
    }

    [Fact]
    public void A_frame_goes_there_and_back_with_types_and_gaps()
    {
        var data = Readings.ToDeedle<DateTime>("at");

        Assert.Equal(["speed", "gear", "road"], data.ColumnKeys);
        Assert.Equal(Readings, data.ToFrame("at"));
    }

    [Fact]
    public void Every_type_goes_there_and_back_with_its_gaps_as_a_frame_and_as_a_series()
    {
        var frame = new Analytics.Frames.Frame([new Column<int>("k", [1, 2, 3]), .. Table.OfEveryType.Columns]);
        Assert.Equal(frame, frame.ToDeedle<int>("k").ToFrame("k"));
        Same<bool>("bool");
        Same<int>("int");
        Same<long>("long");
        Same<float>("float");
        Same<double>("double");
        Same<decimal>("decimal");
        Same<string>("text");
        Same<DateOnly>("date");
        Same<DateTime>("time");
        Assert.Contains(
            "holds String, not Int32",
            Assert.Throws<ArgumentException>(() => frame.ToSeries<int, int>("k", "text")).Message,
            StringComparison.Ordinal
        );

        void Same<T>(string name)
        {
            var series = frame.ToSeries<int, T>("k", name);
            Assert.Equal((3, 2), (series.KeyCount, series.ValueCount));
            Assert.Equal(frame.Select("k", name), series.ToFrame("k", name));
        }
    }

    [Fact]
    public void Keys_are_of_any_type_that_tells_rows_apart()
    {
        var frame = new Analytics.Frames.Frame(
            new Column<long>("long", [1, 2]),
            TextColumn.FromValues("text", ["a", "b"]),
            new Column<DateOnly>("date", [new DateOnly(2024, 1, 1), new DateOnly(2024, 1, 2)]),
            new Column<double>("v", [1, 2])
        );
        Assert.Equal(frame.Select("long", "v"), frame.ToSeries<long>("long", "v").ToFrame("long", "v"));
        Assert.Equal(frame.Select("text", "v"), frame.ToSeries<string>("text", "v").ToFrame("text", "v"));
        Assert.Equal(frame.Select("date", "v"), frame.ToSeries<DateOnly>("date", "v").ToFrame("date", "v"));
        Assert.StartsWith("key  value", frame.ToSeries<string>("text", "v").Show(1, from: 1).ToString(), StringComparison.Ordinal);
        Assert.EndsWith("rows 2 to 2 of 2\n", frame.ToDeedle<string>("text").Show(1, from: 1).ToString(), StringComparison.Ordinal);
        Assert.EndsWith("rows 2 to 2 of 2\n", frame.ToDataFrame().Show(1, from: 1).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_repeated_or_missing_key_is_named_by_row()
    {
        var repeated = new Analytics.Frames.Frame(new Column<int>("k", [1, 2, 1]), new Column<int>("v", [1, 2, 3]));
        Assert.Contains(
            "holds 1 in rows 1 and 3",
            Assert.Throws<ArgumentException>(() => repeated.ToSeries<int>("k", "v")).Message,
            StringComparison.Ordinal
        );
        var missing = new Analytics.Frames.Frame(Column<int>.FromNullable("k", [1, null]), new Column<int>("v", [1, 2]));
        Assert.Contains(
            "missing in row 2",
            Assert.Throws<ArgumentException>(() => missing.ToDeedle<int>("k")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "holds Int32, not String",
            Assert.Throws<ArgumentException>(() => repeated.ToSeries<string>("k", "v")).Message,
            StringComparison.Ordinal
        );
    }
}
