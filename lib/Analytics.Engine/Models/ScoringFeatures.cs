using System.Collections.Frozen;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>What a model's features may hold, made ready once: the words it knows and the ranges of its numbers.</summary>
internal sealed class ScoringFeatures
{
    /// <summary>The word that tables of features write where a word is missing, if the model knows it.</summary>
    public const string UnknownWord = "UNKNOWN";

    /// <param name="schema">What the model was fitted with.</param>
    /// <param name="fields">Fields whose rules judge the numbers, by name.</param>
    public ScoringFeatures(Schema schema, IReadOnlyDictionary<string, Field> fields)
    {
        (Schema, Fields, Ranges) = (schema, fields, RangeRules.Of(schema, fields));
        Known =
        [
            .. schema.Features.Select(feature =>
                feature.Kind == FeatureKind.Categorical ? feature.Categories.ToFrozenSet(StringComparer.Ordinal) : null
            ),
        ];
        Unknown =
        [
            .. schema.Features.Select(feature =>
                feature.Categories.FirstOrDefault(word => word.Equals(UnknownWord, StringComparison.OrdinalIgnoreCase))
            ),
        ];
    }

    public Schema Schema { get; }

    public IReadOnlyDictionary<string, Field> Fields { get; }

    public RangeRules Ranges { get; }

    /// <summary>Per feature the words it knows; null for a number.</summary>
    public FrozenSet<string>?[] Known { get; }

    /// <summary>Per feature what stands for a word that is missing; null where it knows none.</summary>
    public string?[] Unknown { get; }

    /// <summary>The rules of the study's table, and of the entity's own where that has none.</summary>
    public static ScoringFeatures Of(Domain domain, Study study, Schema schema)
    {
        var tables = domain
            .Tables.Where(table => table is SilverTable && table.Contract.Key is [var key] && key == study.Key)
            .Prepend(domain.Tables.First(table => study.Table == table.NameInDomain));
        return new ScoringFeatures(
            schema,
            tables
                .SelectMany(table => table.Contract.Fields)
                .Where(field => field.Min is not null || field.Max is not null)
                .GroupBy(field => field.Name, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal)
        );
    }
}
