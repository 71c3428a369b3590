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
    public Matrix Encode(Frame frame)
    {
        var values = new float[checked(frame.RowCount * Count)];
        var buffer = new float[frame.RowCount];
        for (var j = 0; j < Count; j++)
        {
            Encode(Features[j], frame, buffer);
            for (int row = 0, at = j; row < buffer.Length; row++, at += Count)
                values[at] = buffer[row];
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
            throw new SchemaException($"The rows have {rows.Columns} columns; the model takes {Count}: {string.Join(", ", Names)}.");
    }

    /// <summary>Gives 0-based row and column of the first missing value, or null.</summary>
    internal (int Row, int Column)? FirstMissing(Matrix rows)
    {
        if (!System.Numerics.Tensors.TensorPrimitives.IsNaNAny<float>(rows.Values))
            return null;
        var at = Array.FindIndex(rows.Values, float.IsNaN);
        return (at / Count, at % Count);
    }

    public bool Equals(Schema? other) => other is not null && Unseen == other.Unseen && Features.SequenceEqual(other.Features);

    public override int GetHashCode() => Features.Count;

    private static Feature Of(Column column) => column is TextColumn text
        ? new Feature(text.Name, FeatureKind.Categorical, [.. Words(text)])
        : Feature.Numeric(column.Name);

    private static IEnumerable<string> Words(TextColumn text)
    {
        var used = new bool[text.Dictionary.Count];
        foreach (var code in text.Codes)
        {
            if (code >= 0)
                used[code] = true;
        }

        return text.Dictionary.Where((_, code) => used[code]).Distinct().Order(StringComparer.Ordinal);
    }

    private void Encode(Feature feature, Frame frame, float[] buffer)
    {
        if (!frame.TryGet(feature.Name, out var column))
            throw new SchemaException($"The model needs a column '{feature.Name}' ({feature.Kind}); the frame has: {string.Join(", ", frame.Names)}.");
        switch (feature.Kind, column)
        {
            case (FeatureKind.Numeric, TextColumn text):
                var row = Enumerable.Range(0, text.Count).FirstOrDefault(row => !text.IsNull(row), -1);
                if (row >= 0)
                    throw new SchemaException($"Column '{feature.Name}' must hold numbers, but is text: row {row + 1} holds '{text.At(row)}'. Convert it, or encode it as a category when fitting.");
                Array.Fill(buffer, float.NaN);
                break;
            case (FeatureKind.Numeric, _):
                column.CopyTo(buffer);
                if (System.Numerics.Tensors.TensorPrimitives.IsInfinityAny<float>(buffer))
                    RefuseInfinity(feature, column, buffer);
                break;
            case (FeatureKind.Categorical, TextColumn text):
                var codeOf = feature.Categories.Select((word, code) => (word, code)).ToDictionary(pair => pair.word, pair => (float)pair.code, StringComparer.Ordinal);
                var map = text.Dictionary.Select(word => codeOf.GetValueOrDefault(word, float.NaN)).ToArray();
                for (var i = 0; i < buffer.Length; i++)
                {
                    buffer[i] = text.Codes[i] < 0 ? float.NaN : map[text.Codes[i]];
                    if (Unseen == UnseenCategory.Error && text.Codes[i] >= 0 && float.IsNaN(buffer[i]))
                        throw new SchemaException($"Column '{feature.Name}' holds '{text.At(i)}' in row {i + 1}, which training did not; it held {feature.Categories.Count} words such as '{feature.Categories.FirstOrDefault()}'. Correct the word, or fit with Unseen = UnseenCategory.AsMissing.");
                }

                break;
            default:
                throw new SchemaException($"Column '{feature.Name}' must be text (a category), but holds {column.Type}. Convert it to text as it was when the model was fitted.");
        }
    }

    private static Column Decode(Feature feature, Matrix rows, int column)
    {
        if (feature.Kind == FeatureKind.Categorical)
        {
            var codes = new int[rows.Rows];
            for (var row = 0; row < codes.Length; row++)
                codes[row] = float.IsNaN(rows[row, column]) ? -1 : (int)rows[row, column];
            return new TextColumn(feature.Name, codes, [.. feature.Categories]);
        }

        var values = new float[rows.Rows];
        var validity = new ulong[(values.Length + 63) / 64];
        for (var row = 0; row < values.Length; row++)
        {
            values[row] = rows[row, column];
            if (!float.IsNaN(values[row]))
                validity[row >> 6] |= 1UL << (row & 63);
        }

        return new Column<float>(feature.Name, values, validity);
    }

    private static void RefuseInfinity(Feature feature, Column column, float[] buffer)
    {
        var row = Array.FindIndex(buffer, float.IsInfinity);
        throw new SchemaException(FormattableString.Invariant($"Column '{feature.Name}' ({column.Type}) holds {column[row]} in row {row + 1}; a feature must be missing or within ±{float.MaxValue:R} (single precision). Make it null, or rescale the column."));
    }
}
