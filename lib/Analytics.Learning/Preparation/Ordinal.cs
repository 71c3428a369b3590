using System.Text.Json;

namespace Analytics.Learning;

/// <summary>Puts in place of each category the 0-based place of its word in an order. Missing and unseen words are missing.</summary>
public sealed record Ordinal : Preparation
{
    /// <summary>The words of a column in their order, by column. Default: the ordinal order of the words that training held.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Order { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    internal override void Check() { }

    private protected override bool Takes(Feature feature) => feature.Kind == FeatureKind.Categorical;

    private protected override Schema Plan(Schema input, bool[] chosen, Target target) => TableModel.OutputOf(input, chosen, []);

    internal override Transformer FitCore(TrainingSet set)
    {
        var chosen = Chosen(set.Schema);
        var tables = set.Schema.Features.Select((feature, j) => chosen[j] ? Places(feature) : []).ToArray();
        return new TableModel(set.Schema, chosen, [], tables);
    }

    /// <summary>One place per word of the vocabulary, and NaN for none.</summary>
    private float[] Places(Feature feature)
    {
        var order = Order
            .GetValueOrDefault(feature.Name, feature.Categories)
            .Select((word, place) => (word, place))
            .ToDictionary(pair => pair.word, pair => pair.place, StringComparer.Ordinal);
        return
        [
            .. feature.Categories.Select(word =>
                order.TryGetValue(word, out var place)
                    ? place
                    : throw new OptionException(
                        nameof(Ordinal),
                        nameof(Order),
                        feature.Name,
                        $"a list of all words of the column; '{word}' is missing from it"
                    )
            ),
            float.NaN,
        ];
    }
}
