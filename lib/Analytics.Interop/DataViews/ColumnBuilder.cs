using System.Globalization;
using Analytics.Frames;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Analytics.Interop;

/// <summary>Collects one column of a frame from a cursor.</summary>
internal abstract class ColumnBuilder(string name)
{
    protected string Name => name;

    /// <summary>Takes the value of the row that the cursor stands on.</summary>
    public abstract void Add();

    public abstract Column Build();

    /// <summary>The builders of a column: one, or one for each slot of a vector.</summary>
    public static IEnumerable<ColumnBuilder> Of(DataViewRowCursor cursor, DataViewSchema.Column column) =>
        column.Type switch
        {
            KeyDataViewType key => [Keyed(cursor, column, key)],
            VectorDataViewType { IsKnownSize: true } vector => Slots(cursor, column, vector),
            _ => [Scalar(cursor, column)],
        };

    private static ColumnBuilder Scalar(DataViewRowCursor cursor, DataViewSchema.Column column) =>
        Type.GetTypeCode(column.Type.RawType) switch
        {
            TypeCode.Single => Values<float, float>(cursor, column, value => float.IsNaN(value) ? null : value),
            TypeCode.Double => Values<double, double>(cursor, column, value => double.IsNaN(value) ? null : value),
            TypeCode.SByte => Values<sbyte, int>(cursor, column, value => value),
            TypeCode.Byte => Values<byte, int>(cursor, column, value => value),
            TypeCode.Int16 => Values<short, int>(cursor, column, value => value),
            TypeCode.UInt16 => Values<ushort, int>(cursor, column, value => value),
            TypeCode.Int32 => Values<int, int>(cursor, column, value => value),
            TypeCode.UInt32 => Values<uint, long>(cursor, column, value => value),
            TypeCode.Int64 => Values<long, long>(cursor, column, value => value),
            TypeCode.UInt64 => Values<ulong, decimal>(cursor, column, value => value),
            TypeCode.Boolean => Values<bool, bool>(cursor, column, value => value),
            TypeCode.DateTime => Values<DateTime, DateTime>(cursor, column, value => value),
            _ when column.Type is TextDataViewType => new Words<ReadOnlyMemory<char>>(
                column.Name,
                cursor.GetGetter<ReadOnlyMemory<char>>(column),
                value => value.IsEmpty ? null : value.ToString()
            ),
            _ => throw new NotSupportedException(
                $"Column '{column.Name}' holds {column.Type}, which a frame cannot hold. Name the columns to read: view.ToFrame(\"a\", \"b\")."
            ),
        };

    private static Numbers<TRaw, T> Values<TRaw, T>(DataViewRowCursor cursor, DataViewSchema.Column column, Func<TRaw, T?> convert)
        where T : struct => new(column.Name, cursor.GetGetter<TRaw>(column), convert);

    /// <summary>A key is a 1-based number, 0 for missing, of a value that the column's annotations may hold.</summary>
    private static ColumnBuilder Keyed(DataViewRowCursor cursor, DataViewSchema.Column column, KeyDataViewType key)
    {
        if (key.RawType != typeof(uint))
        {
            throw new NotSupportedException(
                $"Column '{column.Name}' holds keys of {key.RawType.Name}; a frame takes keys of UInt32. Convert it back: ml.Transforms.Conversion.MapKeyToValue(\"{column.Name}\")."
            );
        }

        var getter = cursor.GetGetter<uint>(column);
        if (column.Annotations.Schema.GetColumnOrNull("KeyValues") is not { Type: VectorDataViewType { ItemType: TextDataViewType } })
        {
            return new Numbers<uint, long>(column.Name, getter, value => value == 0 ? null : value);
        }

        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetKeyValues(ref names);
        string[] words = [.. names.DenseValues().Select(word => word.ToString())];
        return new Words<uint>(column.Name, getter, value => value == 0 ? null : words[value - 1]);
    }

    private static IEnumerable<ColumnBuilder> Slots(DataViewRowCursor cursor, DataViewSchema.Column column, VectorDataViewType vector)
    {
        if (vector.ItemType != NumberDataViewType.Single)
        {
            throw new NotSupportedException(
                $"Column '{column.Name}' holds {vector}; of vectors a frame takes those of Single. Name the other columns: view.ToFrame(\"a\", \"b\")."
            );
        }

        var getter = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> row = default;
        var (values, at) = (new float[vector.Size], -1L);
        var names = SlotNames.Of(column, vector.Size);
        return Enumerable
            .Range(0, vector.Size)
            .Select(slot => new Numbers<float, float>(names[slot], Slot(slot), value => float.IsNaN(value) ? null : value));

        ValueGetter<float> Slot(int slot) =>
            (ref float value) =>
            {
                // The slots of a row are asked one after the other: the vector is read once for all of them.
                if (at != cursor.Position)
                {
                    getter(ref row);
                    row.CopyTo(values);
                    at = cursor.Position;
                }

                value = values[slot];
            };
    }

    private sealed class Numbers<TRaw, T>(string name, ValueGetter<TRaw> getter, Func<TRaw, T?> convert) : ColumnBuilder(name)
        where T : struct
    {
        private readonly List<T?> _values = [];
        private TRaw _raw = default!;

        public override void Add()
        {
            getter(ref _raw);
            _values.Add(convert(_raw));
        }

        public override Column Build() => Column<T>.FromNullable(Name, _values);
    }

    private sealed class Words<TRaw>(string name, ValueGetter<TRaw> getter, Func<TRaw, string?> convert) : ColumnBuilder(name)
    {
        private readonly List<string?> _values = [];
        private TRaw _raw = default!;

        public override void Add()
        {
            getter(ref _raw);
            _values.Add(convert(_raw));
        }

        public override Column Build() => TextColumn.FromValues(Name, _values);
    }
}

/// <summary>Names for the slots of a vector column.</summary>
internal static class SlotNames
{
    /// <summary><c>column.slot</c> by the column's own names of its slots, or by their 0-based numbers; each once.</summary>
    public static string[] Of(DataViewSchema.Column column, int size)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        VBuffer<ReadOnlyMemory<char>> names = default;
        if (column.HasSlotNames())
        {
            column.GetSlotNames(ref names);
        }

        var words = names.Length == size ? [.. names.DenseValues().Select(word => word.ToString())] : new string[size];
        return
        [
            .. words.Select(
                (word, slot) =>
                    Unique($"{column.Name}.{(string.IsNullOrEmpty(word) ? slot.ToString(CultureInfo.InvariantCulture) : word)}", slot)
            ),
        ];

        string Unique(string name, int slot) => seen.Add(name) ? name : string.Create(CultureInfo.InvariantCulture, $"{name}#{slot}");
    }
}
