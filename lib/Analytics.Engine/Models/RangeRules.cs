using System.Globalization;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>
/// The ranges that a model's numbers must lie in, compiled: they judge a row as the lake's own rules do, with the same words, without a database.
/// </summary>
internal sealed class RangeRules
{
    private readonly Rule?[] _rules;

    private RangeRules(Rule?[] rules) => _rules = rules;

    /// <param name="schema">What the model was fitted with.</param>
    /// <param name="fields">Fields whose ranges judge its numbers, by name.</param>
    public static RangeRules Of(Schema schema, IReadOnlyDictionary<string, Field> fields) =>
        new([
            .. schema.Features.Select(feature =>
                feature.Kind == FeatureKind.Numeric && fields.TryGetValue(feature.Name, out var field) ? Rule.Of(field) : null
            ),
        ]);

    /// <summary>Whether a feature has a range.</summary>
    /// <param name="feature">0-based place in the schema.</param>
    public bool Judges(int feature) => _rules[feature] is not null;

    /// <summary>What is wrong with a number, or null; the number is finite.</summary>
    /// <param name="feature">0-based place in the schema.</param>
    /// <param name="value">The number.</param>
    public string? Broken(int feature, double value) =>
        _rules[feature] is { } rule && (value < rule.Low || value > rule.High)
            ? $"{rule.Expected}, got {(rule.IsWhole && value == Math.Truncate(value) && Math.Abs(value) < 1e15 ? ((long)value).ToString(CultureInfo.InvariantCulture) : NumberText(value))}"
            : null;

    /// <summary>A number as DuckDB casts a DOUBLE to text: the shortest digits that read back as it, with a point, or an exponent below 1e-4 and from 1e16 on.</summary>
    internal static string NumberText(double value)
    {
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        if (value == 0)
        {
            return double.IsNegative(value) ? "-0.0" : "0.0";
        }
        // The digits come from the shortest form; the exponent says where its point stands.
        var mantissa = shortest.Split('E')[0];
        var digits = mantissa
            .Replace("-", "", StringComparison.Ordinal)
            .Replace(".", "", StringComparison.Ordinal)
            .TrimStart('0')
            .TrimEnd('0');
        var exponent = ExponentOf(shortest);
        var sign = value < 0 ? "-" : "";
        if (exponent is < -4 or >= 16)
        {
            var power = Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture);
            return $"{sign}{digits[0]}{(digits.Length > 1 ? "." + digits[1..] : "")}e{(exponent < 0 ? '-' : '+')}{power}";
        }

        if (exponent < 0)
        {
            return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        }

        return digits.Length <= exponent + 1
            ? $"{sign}{digits}{new string('0', exponent + 1 - digits.Length)}.0"
            : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    /// <summary>The decimal exponent of the first digit of a number that is not 0, from its shortest form.</summary>
    private static int ExponentOf(string shortest)
    {
        if (shortest.Split('E') is [_, var power])
        {
            return int.Parse(power, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        }

        var plain = shortest.TrimStart('-');
        var point = plain.IndexOf('.', StringComparison.Ordinal) is var at and >= 0 ? at : plain.Length;
        return plain[0] != '0' ? point - 1 : -(plain.AsSpan(2).IndexOfAnyExcept('0') + 1);
    }

    private sealed record Rule(double Low, double High, bool IsWhole, string Expected)
    {
        public static Rule? Of(Field field) =>
            field.Min is null && field.Max is null
                ? null
                : new Rule(
                    Bound(field, field.Min, double.NegativeInfinity),
                    Bound(field, field.Max, double.PositiveInfinity),
                    field.Type is "INTEGER" or "BIGINT",
                    $"{field.Name}: expected {field.Min}…{field.Max}"
                );

        private static double Bound(Field field, string? text, double open) =>
            text is null ? open
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var bound) ? bound
            : throw new RunException(
                $"The bound '{text}' of {field.Name} is no number, so it cannot judge a model's number. Write it as one, e.g. Range(0, 100)."
            );
    }
}
