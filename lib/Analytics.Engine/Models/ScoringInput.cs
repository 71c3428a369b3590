using System.Globalization;
using System.Text.RegularExpressions;
using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>Rows as a model takes them. What it has never seen (a word, an empty text, a number that the lake would have refused) is missing, and is noted.</summary>
/// <param name="Features">The model's features, of the types it was fitted with.</param>
/// <param name="Notes">Per row what became missing and why; an empty list for nothing.</param>
internal sealed partial record ScoringInput(Frame Features, IReadOnlyList<string>[] Notes)
{
    /// <param name="features">What the model was fitted with, and the rules that judge its numbers.</param>
    /// <param name="given">A column for each of its features.</param>
    /// <param name="isMissingNoted">Whether a value that is not given is noted too.</param>
    /// <exception cref="UsageException">A text stands where a number is wanted.</exception>
    public static ScoringInput Of(ScoringFeatures features, Frame given, bool isMissingNoted)
    {
        var schema = features.Schema;
        var notes = new List<string>[given.RowCount];
        for (var row = 0; row < notes.Length; row++)
        {
            notes[row] = [];
        }

        var columns = new Column[schema.Count];
        for (var at = 0; at < columns.Length; at++)
        {
            columns[at] =
                schema.Features[at].Kind == FeatureKind.Categorical
                    ? Words(at, given[schema.Features[at].Name])
                    : Numbers(at, given[schema.Features[at].Name]);
        }
        // What is out of its range is noted after what cannot be read.
        for (var at = 0; at < columns.Length; at++)
        {
            if (columns[at] is Column<double> numbers)
            {
                columns[at] = Judged(at, numbers);
            }
        }

        return new ScoringInput(new Frame(columns), notes);

        Column Words(int at, Column column)
        {
            var name = schema.Features[at].Name;
            var words = new string?[column.Count];
            for (var row = 0; row < words.Length; row++)
            {
                var word = Text(column[row]);
                words[row] = word is not null && features.Known[at]!.Contains(word) ? word : features.Unknown[at];
                if (ReferenceEquals(words[row], word) && word is not null)
                {
                    continue;
                }

                if (word is null && isMissingNoted)
                {
                    notes[row].Add($"{name}: missing");
                }
                else if (word is not null && string.IsNullOrWhiteSpace(word))
                {
                    notes[row].Add($"{name}: empty text");
                }
                else if (word is not null && !word.Equals(ScoringFeatures.UnknownWord, StringComparison.OrdinalIgnoreCase))
                {
                    notes[row].Add($"{name}: unknown word \"{word}\"");
                }
            }

            return TextColumn.FromValues(name, words);
        }

        Column<double> Numbers(int at, Column column)
        {
            var name = schema.Features[at].Name;
            var numbers = new double?[column.Count];
            for (var row = 0; row < numbers.Length; row++)
            {
                var value = Number(name, column[row], row, features.Fields);
                if (value is null)
                {
                    if (column[row] is string)
                    {
                        notes[row].Add($"{name}: empty text");
                    }
                    else if (isMissingNoted)
                    {
                        notes[row].Add($"{name}: missing");
                    }
                }
                else if (!float.IsFinite((float)value))
                {
                    notes[row].Add(FormattableString.Invariant($"{name}: expected a finite number, got {value}"));
                    value = null;
                }

                numbers[row] = value;
            }

            return Column<double>.FromNullable(name, numbers);
        }

        Column<double> Judged(int at, Column<double> column)
        {
            double?[]? kept = null;
            for (var row = 0; row < column.Count; row++)
            {
                if (column.IsNull(row) || features.Ranges.Broken(at, column.Values[row]) is not { } reason)
                {
                    continue;
                }

                notes[row].Add(reason);
                kept ??= [.. Enumerable.Range(0, column.Count).Select(each => column.IsNull(each) ? (double?)null : column.Values[each])];
                kept[row] = null;
            }

            return kept is null ? column : Column<double>.FromNullable(column.Name, kept);
        }
    }

    /// <summary>0-based rows in which a feature is missing, with the reason.</summary>
    public IEnumerable<(int Row, string Reason)> Lacking()
    {
        for (var row = 0; row < Features.RowCount; row++)
        {
            if (Features.Columns.FirstOrDefault(column => column.IsNull(row)) is { } lacking)
            {
                yield return (
                    row,
                    Notes[row].FirstOrDefault(note => note.StartsWith(lacking.Name + ":", StringComparison.Ordinal))
                        ?? $"{lacking.Name}: missing"
                );
            }
        }
    }

    /// <summary>A note without the value that came, so that notes can be counted.</summary>
    public static string Kind(string note) => Value().Replace(note, "");

    private static string? Text(object? value) => value is null ? null : ClassWord.Of(value);

    private static double? Number(string name, object? value, int row, IReadOnlyDictionary<string, Field> fields)
    {
        if (value is null || (value is string blank && string.IsNullOrWhiteSpace(blank)))
        {
            return null;
        }

        if (value is not string text)
        {
            return Convert.ToDouble(value, CultureInfo.InvariantCulture) is var number && double.IsNaN(number) ? null : number;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed))
        {
            return double.IsNaN(parsed) ? null : parsed;
        }

        if (bool.TryParse(text, out var yes))
        {
            return yes ? 1 : 0;
        }

        var range =
            fields.TryGetValue(name, out var field) && (field.Min ?? field.Max) is not null
                ? $" from {field.Min ?? "any"} to {field.Max ?? "any"}"
                : "";
        throw new UsageException(
            FormattableString.Invariant($"row {row + 1}: {name} is '{text}', and a number{range} is wanted there, e.g. {name}=5")
        );
    }

    [GeneratedRegex("(, got .*| \"[^\"]*\")$", RegexOptions.Singleline)]
    private static partial Regex Value();
}
