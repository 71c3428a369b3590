using System.Globalization;
using System.Text.RegularExpressions;
using Analytics.DuckDb;
using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>Rows as a model takes them. What it has never seen (a word, an empty text, a number that the lake would have refused) is missing, and is noted.</summary>
/// <param name="Features">The model's features, of the types it was fitted with.</param>
/// <param name="Notes">Per row what became missing and why; an empty list for nothing.</param>
internal sealed partial record ScoringInput(Frame Features, IReadOnlyList<string>[] Notes)
{
    /// <summary>The word that tables of features write where a word is missing, if the model knows it.</summary>
    private const string Unknown = "UNKNOWN";

    /// <param name="schema">What the model was fitted with.</param>
    /// <param name="given">A column for each of its features.</param>
    /// <param name="fields">Fields whose rules judge the numbers, by name.</param>
    /// <param name="isMissingNoted">Whether a value that is not given is noted too.</param>
    /// <exception cref="UsageException">A text stands where a number is wanted.</exception>
    public static ScoringInput Of(Schema schema, Frame given, IReadOnlyDictionary<string, Field> fields, bool isMissingNoted)
    {
        var notes = Enumerable.Range(0, given.RowCount).Select(_ => new List<string>()).ToArray();
        var columns = schema.Features.Select(feature => feature.Kind == FeatureKind.Categorical ? Words(feature, given[feature.Name]) : Numbers(feature, given[feature.Name])).ToArray();
        Judge(columns, schema, fields, notes);
        return new ScoringInput(new Frame(columns), notes);

        Column Words(Feature feature, Column column)
        {
            var known = feature.Categories.ToHashSet(StringComparer.Ordinal);
            var missing = feature.Categories.FirstOrDefault(word => word.Equals(Unknown, StringComparison.OrdinalIgnoreCase));
            return TextColumn.FromValues(feature.Name, Enumerable.Range(0, column.Count).Select(row =>
            {
                var word = Text(column[row]);
                if (word is not null && known.Contains(word))
                    return word;
                if (word is null && isMissingNoted)
                    notes[row].Add($"{feature.Name}: missing");
                else if (word is not null && string.IsNullOrWhiteSpace(word))
                    notes[row].Add($"{feature.Name}: empty text");
                else if (word is not null && !word.Equals(Unknown, StringComparison.OrdinalIgnoreCase))
                    notes[row].Add($"{feature.Name}: unknown word \"{word}\"");
                return missing;
            }));
        }

        Column Numbers(Feature feature, Column column) => Column<double>.FromNullable(feature.Name, Enumerable.Range(0, column.Count).Select(row =>
        {
            var value = Number(feature.Name, column[row], row, fields);
            if (value is null)
            {
                if (column[row] is string)
                    notes[row].Add($"{feature.Name}: empty text");
                else if (isMissingNoted)
                    notes[row].Add($"{feature.Name}: missing");
            }
            else if (!float.IsFinite((float)value))
            {
                notes[row].Add(FormattableString.Invariant($"{feature.Name}: expected a finite number, got {value}"));
                return null;
            }

            return value;
        }));
    }

    /// <summary>0-based rows in which a feature is missing, with the reason.</summary>
    public IEnumerable<(int Row, string Reason)> Lacking()
    {
        for (var row = 0; row < Features.RowCount; row++)
        {
            if (Features.Columns.FirstOrDefault(column => column.IsNull(row)) is { } lacking)
                yield return (row, Notes[row].FirstOrDefault(note => note.StartsWith(lacking.Name + ":", StringComparison.Ordinal)) ?? $"{lacking.Name}: missing");
        }
    }

    /// <summary>A note without the value that came, so that notes can be counted.</summary>
    public static string Kind(string note) => Value().Replace(note, "");

    /// <summary>Makes missing what breaks a field's rule, as the lake would have refused it.</summary>
    private static void Judge(Column[] columns, Schema schema, IReadOnlyDictionary<string, Field> fields, List<string>[] notes)
    {
        var rules = columns.Index().Where(each => schema.Features[each.Index].Kind == FeatureKind.Numeric && fields.ContainsKey(each.Item.Name))
            .Select(each => (each.Index, Rules: Contract.RulesOf(fields[each.Item.Name]).Where(rule => rule.Name.EndsWith(": range", StringComparison.Ordinal)).ToArray()))
            .Where(each => each.Rules.Length > 0).ToArray();
        if (rules.Length == 0 || notes.Length == 0)
            return;
        using var db = DuckDBConnection.InMemory();
        db.CreateTable("given", new Frame(rules.Select(each => columns[each.Index])));
        foreach (var (index, broken) in rules)
        {
            var name = Sql.Name(columns[index].Name);
            var found = db.Query($"SELECT {string.Join(", ", broken.Select((rule, i) => Invariant($"CASE WHEN {rule.Broken} THEN {rule.Reason.Replace($"{name}::VARCHAR", Shown(fields[columns[index].Name], name), StringComparison.Ordinal)} END AS r{i}")))} FROM given");
            var values = columns[index].ToDoubles();
            foreach (var column in found.Columns)
            {
                for (var row = 0; row < values.Length; row++)
                {
                    if (column[row] is string reason)
                    {
                        notes[row].Add(reason);
                        values[row] = double.NaN;
                    }
                }
            }

            columns[index] = Column<double>.FromNullable(columns[index].Name, values.Select(value => double.IsNaN(value) ? (double?)null : value));
        }
    }

    /// <summary>SQL of a number as a person writes it: a whole one without a point.</summary>
    private static string Shown(Field field, string name) => field.Type is "INTEGER" or "BIGINT" ? $"CASE WHEN {name} = trunc({name}) AND abs({name}) < 1e15 THEN {name}::BIGINT::VARCHAR ELSE {name}::VARCHAR END" : $"{name}::VARCHAR";

    private static string? Text(object? value) => value switch
    {
        null => null,
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static double? Number(string name, object? value, int row, IReadOnlyDictionary<string, Field> fields)
    {
        if (value is null || (value is string blank && string.IsNullOrWhiteSpace(blank)))
            return null;
        if (value is not string text)
            return Convert.ToDouble(value, CultureInfo.InvariantCulture) is var number && double.IsNaN(number) ? null : number;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed))
            return double.IsNaN(parsed) ? null : parsed;
        if (bool.TryParse(text, out var yes))
            return yes ? 1 : 0;
        var range = fields.TryGetValue(name, out var field) && (field.Min ?? field.Max) is not null ? $" from {field.Min ?? "any"} to {field.Max ?? "any"}" : "";
        throw new UsageException(FormattableString.Invariant($"row {row + 1}: {name} is '{text}', and a number{range} is wanted there, e.g. {name}=5"));
    }

    [GeneratedRegex("(, got .*| \"[^\"]*\")$", RegexOptions.Singleline)]
    private static partial Regex Value();
}
