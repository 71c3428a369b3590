using Analytics.Frames;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Analytics.Interop;

/// <summary>Frames as Microsoft.ML's <see cref="IDataView"/>, and back.</summary>
public static class DataViewFrames
{
    /// <summary>
    /// The frame as a data view, read in place: no column is copied. Numbers and dates are <c>Single</c>, as the trainers of
    /// Microsoft.ML want them, or as <paramref name="numbers"/> says; missing is NaN; dates are days since 1970-01-01. Booleans are
    /// <c>Boolean</c>, which has no missing value: a column with gaps becomes a number, 0, 1 or NaN. Text is <c>Text</c>; missing text
    /// is empty, as Microsoft.ML has it. Cursors may run in parallel.
    /// </summary>
    /// <param name="frame">n rows × m columns.</param>
    /// <param name="numbers">The type of all numbers. Default: single precision, exact up to 16,777,216.</param>
    public static IDataView ToDataView(this Frame frame, NumberPrecision numbers = NumberPrecision.Single)
    {
        ArgumentNullException.ThrowIfNull(frame);
        return new FrameDataView(frame, numbers);
    }

    /// <summary>
    /// Reads a data view into a frame. NaN and empty text become null; a key becomes its value, or its 1-based number where it has no
    /// values; a vector of known size becomes a column per slot, named <c>column.slot</c>.
    /// </summary>
    /// <param name="view">Any data view; columns that a later one of the same name hides are left out.</param>
    /// <param name="columns">The columns to read. Default: all.</param>
    /// <exception cref="NotSupportedException">A column is of a type that a frame cannot hold; the message names it. Name the other columns.</exception>
    /// <exception cref="KeyNotFoundException">A named column does not exist; the message lists those there are.</exception>
    public static Frame ToFrame(this IDataView view, params IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(view);
        var wanted =
            columns.Count == 0
                ? [.. view.Schema.Where(column => !column.IsHidden)]
                : columns.Select(name => Find(view.Schema, name)).ToArray();
        using var cursor = view.GetRowCursor(wanted);
        var builders = wanted.SelectMany(column => ColumnBuilder.Of(cursor, column)).ToArray();
        while (cursor.MoveNext())
        {
            foreach (var builder in builders)
            {
                builder.Add();
            }
        }

        return new Frame(builders.Select(builder => builder.Build()));
    }

    private static DataViewSchema.Column Find(DataViewSchema schema, string name) =>
        schema.GetColumnOrNull(name)
        ?? throw new KeyNotFoundException(
            $"No column '{name}'. The data view has: {string.Join(", ", schema.Where(column => !column.IsHidden).Select(column => column.Name))}."
        );
}

/// <summary>How numbers of a frame are given to Microsoft.ML.</summary>
public enum NumberPrecision
{
    /// <summary>All as <c>Single</c>: 24 bits. What trainers take.</summary>
    Single,

    /// <summary>All as <c>Double</c>: 53 bits. Convert before training: <c>ml.Transforms.Conversion.ConvertType</c>.</summary>
    Double,
}
