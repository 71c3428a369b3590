using System.Globalization;
using System.Numerics;
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
        var notes = new List<string>?[given.RowCount];
        var columns = new Column[features.Schema.Count];
        for (var at = 0; at < columns.Length; at++)
        {
            var feature = features.Schema.Features[at];
            columns[at] =
                feature.Kind == FeatureKind.Categorical
                    ? Words(features, at, given[feature.Name], isMissingNoted, notes)
                    : Numbers(given[feature.Name], features, isMissingNoted, notes);
        }
        // What is out of its range is noted after what cannot be read.
        for (var at = 0; at < columns.Length; at++)
        {
            if (columns[at] is Column<double> numbers && features.Ranges.Judges(at))
            {
                columns[at] = Judged(features.Ranges, at, numbers, notes);
            }
        }

        return new ScoringInput(new Frame(columns), Array.ConvertAll(notes, of => (IReadOnlyList<string>?)of ?? []));
    }

    /// <summary>A category's words, each judged once however many rows have it.</summary>
    private static TextColumn Words(ScoringFeatures features, int at, Column given, bool isMissingNoted, List<string>?[] notes)
    {
        var name = given.Name;
        var text =
            given as TextColumn ?? TextColumn.FromValues(name, [.. Enumerable.Range(0, given.Count).Select(row => Text(given[row]))]);
        string[] words = [.. text.Dictionary];
        var isKnown = Array.ConvertAll(words, features.Known[at]!.Contains);
        var noted = words.Select((word, code) => isKnown[code] ? null : Noted(name, word)).ToArray();
        var unknown = -1;
        if (features.Unknown[at] is { } instead && (unknown = Array.IndexOf(words, instead)) < 0)
        {
            unknown = words.Length;
            words = [.. words, instead];
        }

        var codes = text.Codes.ToArray();
        for (var row = 0; row < codes.Length; row++)
        {
            var code = codes[row];
            if (code >= 0 && isKnown[code])
            {
                continue;
            }

            codes[row] = unknown;
            var note =
                code >= 0 ? noted[code]
                : isMissingNoted ? Missing(name)
                : null;
            if (note is not null)
            {
                Note(notes, row, note);
            }
        }

        return new TextColumn(name, codes, words);
    }

    /// <summary>What is noted of a word that the model does not know; null for the word that says itself that it is not known.</summary>
    private static string? Noted(string name, string word) =>
        string.IsNullOrWhiteSpace(word) ? $"{name}: empty text"
        : word.Equals(ScoringFeatures.UnknownWord, StringComparison.OrdinalIgnoreCase) ? null
        : $"{name}: unknown word \"{word}\"";

    private static Column<double> Numbers(Column given, ScoringFeatures features, bool isMissingNoted, List<string>?[] notes) =>
        given switch
        {
            Column<double> column => Finite(column, isMissingNoted, notes),
            Column<float> column => Finite(column, isMissingNoted, notes),
            Column<int> column => Finite(column, isMissingNoted, notes),
            Column<long> column => Finite(column, isMissingNoted, notes),
            _ => Finite(Read(given, features.Fields, isMissingNoted, notes), isMissingNoted: false, notes),
        };

    /// <summary>What is no column of numbers, e.g. their text, as one; what is missing is noted and becomes NaN.</summary>
    private static Column<double> Read(Column given, IReadOnlyDictionary<string, Field> fields, bool isMissingNoted, List<string>?[] notes)
    {
        var numbers = new double[given.Count];
        for (var row = 0; row < numbers.Length; row++)
        {
            var value = given[row];
            var number = Number(given.Name, value, row, fields);
            numbers[row] = number ?? double.NaN;
            if (number is null && value is string)
            {
                Note(notes, row, $"{given.Name}: empty text");
            }
            else if (number is null && isMissingNoted)
            {
                Note(notes, row, Missing(given.Name));
            }
        }

        return new Column<double>(given.Name, numbers);
    }

    /// <summary>The numbers that are finite in single precision; others are missing, and are noted.</summary>
    private static Column<double> Finite<T>(Column<T> given, bool isMissingNoted, List<string>?[] notes)
        where T : struct, INumber<T>
    {
        var values = given.Values;
        var numbers = new double[values.Length];
        ulong[]? validity = null;
        for (var row = 0; row < numbers.Length; row++)
        {
            var number = given.IsNull(row) ? double.NaN : double.CreateChecked(values[row]);
            if (float.IsFinite((float)number))
            {
                numbers[row] = number;
                continue;
            }

            validity ??= AllValid(numbers.Length);
            validity[row >> 6] &= ~(1UL << row);
            if (!double.IsNaN(number))
            {
                Note(notes, row, FormattableString.Invariant($"{given.Name}: expected a finite number, got {number}"));
            }
            else if (isMissingNoted)
            {
                Note(notes, row, Missing(given.Name));
            }
        }

        return new Column<double>(given.Name, numbers, validity);
    }

    /// <summary>The numbers within their range; others are missing, and are noted.</summary>
    private static Column<double> Judged(RangeRules ranges, int at, Column<double> given, List<string>?[] notes)
    {
        double[]? numbers = null;
        ulong[]? validity = null;
        var values = given.Values;
        for (var row = 0; row < values.Length; row++)
        {
            if (given.IsNull(row) || ranges.Broken(at, values[row]) is not { } reason)
            {
                continue;
            }

            numbers ??= values.ToArray();
            numbers[row] = 0;
            validity ??= given.NullCount > 0 ? given.Validity.ToArray() : AllValid(values.Length);
            validity[row >> 6] &= ~(1UL << row);
            Note(notes, row, reason);
        }

        return numbers is null ? given : new Column<double>(given.Name, numbers, validity);
    }

    private static string Missing(string name) => $"{name}: missing";

    private static ulong[] AllValid(int rows)
    {
        var validity = new ulong[(rows + 63) / 64];
        Array.Fill(validity, ulong.MaxValue);
        return validity;
    }

    private static void Note(List<string>?[] notes, int row, string note) => (notes[row] ??= []).Add(note);

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
                        ?? Missing(lacking.Name)
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
