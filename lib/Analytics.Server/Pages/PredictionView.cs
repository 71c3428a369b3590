using System.Globalization;
using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Server.Pages;

/// <summary>A case that was typed into a model's form, and what the model in memory says of it.</summary>
/// <param name="Features">What the model takes.</param>
/// <param name="Given">Feature → what was typed; what was left out is missing.</param>
/// <param name="Scores">Name → value as the model gives it; empty where nothing was asked or it cannot say.</param>
/// <param name="Moved">Feature → how much it moved the score, the strongest first; empty for a model that cannot say.</param>
/// <param name="Unit">Of these.</param>
/// <param name="Problem">Why there is no prediction; null where there is one, or none was asked for.</param>
public sealed record PredictionView(
    IReadOnlyList<Feature> Features,
    IReadOnlyDictionary<string, string> Given,
    IReadOnlyList<(string Name, string Value)> Scores,
    IReadOnlyList<(string Feature, double Value)> Moved,
    string Unit,
    string? Problem
)
{
    /// <summary>Before a feature's name in the address, so that none is taken for another part of it.</summary>
    public const string Prefix = "x.";

    /// <param name="scorer">The model in force, in memory.</param>
    /// <param name="query">The address' parts.</param>
    public static PredictionView Of(Scorer scorer, IQueryCollection query)
    {
        var features = scorer.Schema.Features;
        var given = features
            .Select(feature => (feature.Name, Text: query[Prefix + feature.Name].ToString().Trim()))
            .Where(each => each.Text.Length > 0)
            .ToDictionary(each => each.Name, each => each.Text, StringComparer.Ordinal);
        var asked = new PredictionView(features, given, [], [], "", null);
        if (given.Count == 0)
        {
            return asked;
        }

        if (
            features.FirstOrDefault(feature =>
                feature.Kind == FeatureKind.Numeric
                && given.TryGetValue(feature.Name, out var text)
                && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
                && !bool.TryParse(text, out _)
            ) is
            { } wrong
        )
        {
            return asked with { Problem = $"{wrong.Name} takes a number, not '{given[wrong.Name]}'." };
        }

        var cases = new Frame(features.Select(feature => TextColumn.FromValues(feature.Name, [given.GetValueOrDefault(feature.Name)])));
        try
        {
            var (scored, contributions) = scorer.Explain(cases);
            return asked with
            {
                Scores =
                [
                    .. scored
                        .Columns.Where(column =>
                            !given.ContainsKey(column.Name) && features.All(feature => feature.Name != column.Name) && !column.IsNull(0)
                        )
                        .Select(column => (column.Name, Show.Cell(column, 0)))
                        .Where(each => each.Item2.Length > 0),
                ],
                Moved = contributions is null
                    ? []
                    :
                    [
                        .. contributions
                            .Features.Select((feature, i) => (feature, contributions.Values[0, i]))
                            .OrderByDescending(each => Math.Abs(each.Item2))
                            .ThenBy(each => each.feature, StringComparer.Ordinal),
                    ],
                Unit = contributions?.Unit ?? "",
            };
        }
        catch (Exception error) when (error is UsageException or RunException)
        {
            return asked with { Problem = error.Message };
        }
    }
}
