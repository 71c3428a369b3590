using Analytics.Frames;

namespace Analytics.Learning;

public enum FeatureKind
{
    /// <summary>A number; missing is NaN.</summary>
    Numeric,

    /// <summary>One of a fixed vocabulary, held as its 0-based code; missing and unseen are NaN.</summary>
    Categorical,
}

/// <summary>One input of a model.</summary>
/// <param name="Name">The column it is read from.</param>
/// <param name="Kind">Number or category.</param>
/// <param name="Categories">The vocabulary in ordinal order, for a category; empty for a number.</param>
public sealed record Feature(string Name, FeatureKind Kind, IReadOnlyList<string> Categories)
{
    public static Feature Numeric(string name) => new(name, FeatureKind.Numeric, []);

    public bool Equals(Feature? other) =>
        other is not null && Name == other.Name && Kind == other.Kind && Categories.SequenceEqual(other.Categories, StringComparer.Ordinal);

    public override int GetHashCode() => HashCode.Combine(Name, Kind, Categories.Count);
}

/// <summary>The inputs of a model, in order: known before anything runs, and checked against every frame that comes in.</summary>
public sealed record Schema(IReadOnlyList<Feature> Features)
{
    /// <summary>What a word outside a vocabulary becomes. Default: missing.</summary>
    public UnseenCategory Unseen { get; init; }

    public int Count => Features.Count;

    public IEnumerable<string> Names => Features.Select(feature => feature.Name);

    /// <summary>Reads a schema off a frame: text becomes a category with its sorted vocabulary, all else a number.</summary>
    public static Schema Of(Frame frame, IEnumerable<string> features) => new([.. features.Select(name => Of(frame[name]))]);

    /// <summary>The frame's columns as a matrix in the schema's order. Null, and a category that the vocabulary lacks, become NaN.</summary>
    /// <exception cref="SchemaException">
    /// A column is missing, is text where a number is wanted or the other way round, or holds an infinity or a number beyond single precision.
    /// </exception>
    public Matrix Encode(Frame frame) => Encode(frame, s_default);

    internal Matrix Encode(Frame frame, FitOptions options)
    {
        var columns = new ColumnReader[Count];
        for (var j = 0; j < columns.Length; j++)
        {
            columns[j] = ColumnReader.Of(Features[j], frame);
        }

        var values = GC.AllocateUninitializedArray<float>(checked(frame.RowCount * Count));
        var isBad = false;
        if (frame.RowCount > 0)
        {
            RowSums.For(
                frame.RowCount,
                options,
                (from, to) =>
                {
                    // Some thousand rows at a time stay in the cache while their columns are woven together.
                    var buffer = new float[Math.Min(ColumnReader.Rows, to - from)];
                    for (; from < to; from += buffer.Length)
                    {
                        var part = buffer.AsSpan(0, Math.Min(buffer.Length, to - from));
                        for (var j = 0; j < columns.Length; j++)
                        {
                            if (!columns[j].Read(from, part, Unseen))
                            {
                                Volatile.Write(ref isBad, true);
                            }

                            for (int row = 0, at = from * Count + j; row < part.Length; row++, at += Count)
                            {
                                values[at] = part[row];
                            }
                        }
                    }
                }
            );
        }

        // The first column and row are named, whichever thread came upon a fault first.
        if (isBad)
        {
            Array.ForEach(columns, column => column.Refuse(Unseen));
        }

        return new Matrix(values, frame.RowCount, Count);
    }

    /// <summary>The reverse of <see cref="Encode(Frame)"/>: single-precision numbers and text; NaN becomes null.</summary>
    public Frame Decode(Matrix rows)
    {
        CheckWidth(rows);
        return new Frame(Features.Select((feature, j) => Decode(feature, rows, j)));
    }

    /// <summary>Throws for a matrix of another width.</summary>
    internal void CheckWidth(Matrix rows)
    {
        if (rows.Columns != Count)
        {
            throw new SchemaException(
                Invariant($"The rows have {rows.Columns} columns; the model takes {Count}: {string.Join(", ", Names)}.")
            );
        }
    }

    /// <summary>Gives 0-based row and column of the first missing value, or null.</summary>
    internal (int Row, int Column)? FirstMissing(Matrix rows)
    {
        if (!System.Numerics.Tensors.TensorPrimitives.IsNaNAny<float>(rows.Values))
        {
            return null;
        }

        var at = Array.FindIndex(rows.Values, float.IsNaN);
        return (at / Count, at % Count);
    }

    public bool Equals(Schema? other) => other is not null && Unseen == other.Unseen && Features.SequenceEqual(other.Features);

    public override int GetHashCode() => Features.Count;

    private static Feature Of(Column column) =>
        column is TextColumn text ? new Feature(text.Name, FeatureKind.Categorical, [.. Words(text)]) : Feature.Numeric(column.Name);

    private static IEnumerable<string> Words(TextColumn text)
    {
        var used = new bool[text.Dictionary.Count];
        foreach (var code in text.Codes)
        {
            if (code >= 0)
            {
                used[code] = true;
            }
        }

        return text.Dictionary.Where((_, code) => used[code]).Distinct().Order(StringComparer.Ordinal);
    }

    private static Column Decode(Feature feature, Matrix rows, int column)
    {
        if (feature.Kind == FeatureKind.Categorical)
        {
            var codes = new int[rows.Rows];
            for (var row = 0; row < codes.Length; row++)
            {
                codes[row] = float.IsNaN(rows[row, column]) ? -1 : (int)rows[row, column];
            }

            return new TextColumn(feature.Name, codes, [.. feature.Categories]);
        }

        var values = new float[rows.Rows];
        var validity = new ulong[(values.Length + 63) / 64];
        for (var row = 0; row < values.Length; row++)
        {
            values[row] = rows[row, column];
            if (!float.IsNaN(values[row]))
            {
                validity[row >> 6] |= 1UL << (row & 63);
            }
        }

        return new Column<float>(feature.Name, values, validity);
    }

    private static readonly FitOptions s_default = new();
}
