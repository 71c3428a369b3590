using Analytics.Frames;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Analytics.Interop.Tests;

public sealed class DataViewTests
{
    [Fact]
    public void A_missing_value_is_never_a_value()
    {
        var back = Table.OfEveryType.ToDataView(NumberPrecision.Double).ToFrame();

        Assert.All(back.Columns, column => Assert.Equal([false, true, false], Enumerable.Range(0, 3).Select(column.IsNull)));
        Assert.Equal(1.0, back["bool"][0]);
        Assert.Equal(0.0, back["bool"][2]);
        Assert.Equal((double)(1L << 40), back["long"][0]);
        Assert.Equal(12.34, back["decimal"][0]);
        Assert.Equal(new DateOnly(2024, 2, 29).DayNumber - new DateOnly(1970, 1, 1).DayNumber, Assert.IsType<double>(back["date"][0]));
        Assert.Equal((Table.Noon - DateTime.UnixEpoch).TotalDays, back["time"][0]);
        Assert.Equal("b c", back["text"][2]);
    }

    [Fact]
    public void Booleans_without_gaps_and_text_keep_their_types_and_numbers_are_what_trainers_take()
    {
        var schema = Table.Drives(10).ToDataView().Schema;

        Assert.Equal(BooleanDataViewType.Instance, schema["label"].Type);
        Assert.Equal(TextDataViewType.Instance, schema["road"].Type);
        Assert.Equal(NumberDataViewType.Single, schema["x"].Type);
        Assert.Equal(NumberDataViewType.Double, Table.OfEveryType.ToDataView(NumberPrecision.Double).Schema["int"].Type);
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 4)]
    [InlineData(5000, 1)]
    [InlineData(5000, 3)]
    [InlineData(5000, 100)]
    public void Cursors_side_by_side_read_every_row_once(int rows, int cursors)
    {
        var frame = new Frame(new Column<int>("n", [.. Enumerable.Range(0, rows)]));
        var view = frame.ToDataView();

        var read = new List<(long Batch, float N)>();
        foreach (var cursor in view.GetRowCursorSet([view.Schema["n"]], cursors))
        {
            using (cursor)
            {
                var getter = cursor.GetGetter<float>(view.Schema["n"]);
                float value = 0;
                while (cursor.MoveNext())
                {
                    getter(ref value);
                    read.Add((cursor.Batch, value));
                }
            }
        }

        // Ordered by batch, as a reader does, the rows stand as in the frame.
        Assert.Equal(
            Enumerable.Range(0, rows).Select(each => (float)each),
            read.OrderBy(each => each.Batch).ThenBy(each => each.N).Select(each => each.N)
        );
        Assert.All(read, each => Assert.Equal((long)each.N / 1024, each.Batch));
    }

    [Fact]
    public void Shuffled_rows_are_the_same_rows()
    {
        var view = new Frame(new Column<int>("n", [.. Enumerable.Range(0, 3000)])).ToDataView();
        var shuffled = new MLContext(seed: 5).Data.ShuffleRows(view).ToFrame()["n"].ToDoubles();

        Assert.NotEqual(shuffled.Order(), shuffled);
        Assert.Equal(Enumerable.Range(0, 3000).Select(each => (double)each), shuffled.Order());
    }

    [Fact]
    public void Vectors_and_keys_made_by_transforms_come_back_as_named_columns_and_words()
    {
        var ml = new MLContext(seed: 1);
        var frame = Table.Drives(50);
        var pipeline = ml.Transforms.Concatenate("Features", "x", "noise").Append(ml.Transforms.Conversion.MapValueToKey("key", "road"));

        var back = pipeline.Fit(frame.ToDataView()).Transform(frame.ToDataView()).ToFrame("Features", "key");

        Assert.Equal(["Features.x", "Features.noise", "key"], back.Names);
        Assert.True(back["Features.x"].SameValues(frame["x"]));
        Assert.True(back["key"].SameValues(frame["road"]));
    }

    [Fact]
    public void A_column_that_a_frame_cannot_hold_is_named_with_what_to_do()
    {
        var ml = new MLContext(seed: 1);
        var view = ml
            .Transforms.Text.TokenizeIntoWords("words", "road")
            .Fit(Table.Drives(3).ToDataView())
            .Transform(Table.Drives(3).ToDataView());

        var error = Assert.Throws<NotSupportedException>(() => view.ToFrame());

        Assert.Contains("'words'", error.Message, StringComparison.Ordinal);
        Assert.Contains("ToFrame(", error.Message, StringComparison.Ordinal);
        Assert.Contains("No column 'z'", Assert.Throws<KeyNotFoundException>(() => view.ToFrame("z")).Message, StringComparison.Ordinal);
    }
}
