using System.Numerics.Tensors;
using Analytics.Frames;

namespace Analytics.Learning;

/// <summary>One column on its way into a matrix: numbers as they are, words by a table from the column's dictionary to the feature's codes.</summary>
internal sealed class ColumnReader
{
    /// <summary>Rows that are read at a time.</summary>
    public const int Rows = 2048;

    private readonly Feature _feature;
    private readonly Column _column;
    private readonly float[]? _codes;
    private readonly float[]? _whole;

    private ColumnReader(Feature feature, Column column, float[]? codes, float[]? whole) =>
        (_feature, _column, _codes, _whole) = (feature, column, codes, whole);

    /// <exception cref="SchemaException">The column is missing, is text where a number is wanted, or the other way round.</exception>
    public static ColumnReader Of(Feature feature, Frame frame)
    {
        if (!frame.TryGet(feature.Name, out var column))
        {
            throw new SchemaException(
                $"The model needs a column '{feature.Name}' ({feature.Kind}); the frame has: {string.Join(", ", frame.Names)}."
            );
        }

        switch (feature.Kind, column)
        {
            case (FeatureKind.Numeric, TextColumn text):
                var row = Enumerable.Range(0, text.Count).FirstOrDefault(row => !text.IsNull(row), -1);
                if (row >= 0)
                {
                    throw new SchemaException(
                        Invariant(
                            $"Column '{feature.Name}' must hold numbers, but is text: row {row + 1} holds '{text.At(row)}'. Convert it, or encode it as a category when fitting."
                        )
                    );
                }

                return new ColumnReader(feature, column, null, [.. Enumerable.Repeat(float.NaN, text.Count)]);
            case (FeatureKind.Numeric, Column<float> or Column<double> or Column<int> or Column<long> or Column<bool>):
                return new ColumnReader(feature, column, null, null);
            case (FeatureKind.Numeric, _):
                var whole = new float[column.Count];
                column.CopyTo(whole);
                return new ColumnReader(feature, column, null, whole);
            case (FeatureKind.Categorical, TextColumn text):
                return new ColumnReader(feature, column, Codes(feature.Categories, text.Dictionary), null);
            default:
                throw new SchemaException(
                    $"Column '{feature.Name}' must be text (a category), but holds {column.Type}. Convert it to text as it was when the model was fitted."
                );
        }
    }

    /// <summary>The feature's code of each word; NaN for one that it does not know.</summary>
    private static float[] Codes(IReadOnlyList<string> categories, IReadOnlyList<string> words)
    {
        // A case that is scored alone has one word, which is found sooner than a table of all of them is made.
        if (words.Count == 1)
        {
            for (var code = 0; code < categories.Count; code++)
            {
                if (string.Equals(categories[code], words[0], StringComparison.Ordinal))
                {
                    return [code];
                }
            }

            return [float.NaN];
        }

        var codeOf = categories
            .Select((word, code) => (word, code))
            .ToDictionary(pair => pair.word, pair => (float)pair.code, StringComparer.Ordinal);
        return [.. words.Select(word => codeOf.GetValueOrDefault(word, float.NaN))];
    }

    /// <summary>Writes the rows from the given one on; false if one of them must be refused.</summary>
    public bool Read(int from, Span<float> target, UnseenCategory unseen)
    {
        if (_codes is not null)
        {
            return ReadWords(((TextColumn)_column).Codes.Slice(from, target.Length), target) || unseen != UnseenCategory.Error;
        }

        switch (_column)
        {
            case Column<float> column when _whole is null:
                column.Values.Slice(from, target.Length).CopyTo(target);
                break;
            case Column<double> column:
                TensorPrimitives.ConvertTruncating(column.Values.Slice(from, target.Length), target);
                break;
            case Column<int> column:
                TensorPrimitives.ConvertTruncating(column.Values.Slice(from, target.Length), target);
                break;
            case Column<long> column:
                TensorPrimitives.ConvertTruncating(column.Values.Slice(from, target.Length), target);
                break;
            case Column<bool> column:
                var flags = column.Values.Slice(from, target.Length);
                for (var row = 0; row < flags.Length; row++)
                {
                    target[row] = flags[row] ? 1 : 0;
                }

                break;
            default:
                _whole.AsSpan(from, target.Length).CopyTo(target);
                break;
        }

        if (_column.NullCount > 0)
        {
            for (var row = 0; row < target.Length; row++)
            {
                if (_column.IsNull(from + row))
                {
                    target[row] = float.NaN;
                }
            }
        }

        return !TensorPrimitives.IsInfinityAny<float>(target);
    }

    /// <summary>Throws for the first row that must be refused, if there is one.</summary>
    public void Refuse(UnseenCategory unseen)
    {
        var value = new float[1];
        for (var row = 0; row < _column.Count; row++)
        {
            if (Read(row, value, unseen))
            {
                continue;
            }

            throw new SchemaException(
                _codes is null
                    ? FormattableString.Invariant(
                        $"Column '{_feature.Name}' ({_column.Type}) holds {_column[row]} in row {row + 1}; a feature must be missing or within ±{float.MaxValue:R} (single precision). Make it null, or rescale the column."
                    )
                    : Invariant(
                        $"Column '{_feature.Name}' holds '{_column[row]}' in row {row + 1}, which training did not; it held {_feature.Categories.Count} words such as '{_feature.Categories.FirstOrDefault()}'. Correct the word, or fit with Unseen = UnseenCategory.AsMissing."
                    )
            );
        }
    }

    /// <summary>False if a word has no code.</summary>
    private bool ReadWords(ReadOnlySpan<int> words, Span<float> target)
    {
        var isKnown = true;
        for (var row = 0; row < words.Length; row++)
        {
            target[row] = words[row] < 0 ? float.NaN : _codes![words[row]];
            isKnown &= words[row] < 0 || !float.IsNaN(target[row]);
        }

        return isKnown;
    }
}
