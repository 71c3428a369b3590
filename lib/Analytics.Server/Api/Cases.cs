using System.Globalization;
using System.Text.Json;
using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Server.Api;

/// <summary>Cases to be scored, from a body of one JSON object or an array of them; a member per feature, what is left out is missing.</summary>
/// <param name="IsMany">Whether an array came: then an array goes back.</param>
/// <param name="Rows">The objects.</param>
internal sealed record Cases(bool IsMany, IReadOnlyList<IReadOnlyDictionary<string, JsonElement>> Rows)
{
    private const int Most = 10_000;

    /// <exception cref="ProblemException">The body is something else.</exception>
    public static async Task<Cases> Read(HttpContext http)
    {
        ProblemException.RequireJson(http.Request);
        using var json = await Parse(http);
        // One copy that outlives the document, not one per member.
        var root = json.RootElement.Clone();
        var rows = (root.ValueKind == JsonValueKind.Array ? root.EnumerateArray() : (IEnumerable<JsonElement>)[root]).ToArray();
        if (rows.Length is 0 or > Most)
        {
            throw ProblemException.Field("body", Invariant($"one object, or an array of 1 to {Most} of them"), Invariant($"{rows.Length}"));
        }

        if (Array.FindIndex(rows, row => row.ValueKind != JsonValueKind.Object) is >= 0 and var bad)
        {
            throw ProblemException.Field(
                rows.Length == 1 ? "body" : Invariant($"[{bad}]"),
                "an object with a member per feature",
                rows[bad].ValueKind.ToString()
            );
        }

        return new Cases(
            root.ValueKind == JsonValueKind.Array,
            [.. rows.Select(row => (IReadOnlyDictionary<string, JsonElement>)Members(row))]
        );
    }

    private static async Task<JsonDocument> Parse(HttpContext http)
    {
        try
        {
            return await JsonDocument.ParseAsync(http.Request.Body, new JsonDocumentOptions { MaxDepth = 8 }, http.RequestAborted);
        }
        catch (JsonException error)
        {
            throw new ProblemException(
                StatusCodes.Status400BadRequest,
                "The body is no JSON.",
                Invariant($"It breaks off or goes wrong in line {(error.LineNumber ?? 0) + 1}.")
            );
        }
    }

    private static Dictionary<string, JsonElement> Members(JsonElement row)
    {
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in row.EnumerateObject())
        {
            members[member.Name] = member.Value;
        }

        return members;
    }

    /// <summary>The cases as a model takes them.</summary>
    /// <param name="scorer">The model.</param>
    /// <param name="also">Members that are no columns of its table but mean something here.</param>
    /// <exception cref="ProblemException">A member is unknown, or is not what its feature takes.</exception>
    public Frame For(Scorer scorer, params IReadOnlySet<string>[] also)
    {
        foreach (var (index, row) in Rows.Index())
        {
            foreach (var (name, value) in row)
            {
                if (!scorer.Columns.Contains(name) && !also.Any(each => each.Contains(name)))
                {
                    throw ProblemException.Field(Place(index, name), $"one of {string.Join(", ", scorer.Card.Run.Features)}", name);
                }

                if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
                {
                    throw ProblemException.Field(Place(index, name), "a number, a text, true, false or null", value.ValueKind.ToString());
                }
            }
        }

        return new Frame(
            scorer.Schema.Features.Select(feature =>
                feature.Kind == FeatureKind.Numeric && Numbers(feature.Name) is { } numbers
                    ? numbers
                    // What becomes a word, or a flag, is told by the model.
                    : TextColumn.FromValues(feature.Name, [.. Rows.Select((row, index) => Text(row, index, feature))])
            )
        );
    }

    /// <summary>A member of all rows as numbers; null where one of them is something else.</summary>
    private Column? Numbers(string name)
    {
        var numbers = new double?[Rows.Count];
        for (var row = 0; row < numbers.Length; row++)
        {
            if (!Rows[row].TryGetValue(name, out var value) || value.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number))
            {
                return null;
            }

            numbers[row] = number;
        }

        return Column<double>.FromNullable(name, numbers);
    }

    private string? Text(IReadOnlyDictionary<string, JsonElement> row, int index, Feature feature)
    {
        if (!row.TryGetValue(feature.Name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        if (
            feature.Kind == FeatureKind.Numeric
            && value.ValueKind == JsonValueKind.String
            && !string.IsNullOrWhiteSpace(text)
            && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            && !bool.TryParse(text, out _)
        )
        {
            throw ProblemException.Field(Place(index, feature.Name), "a number", text);
        }

        return text;
    }

    public string Place(int index, string name) => IsMany ? Invariant($"[{index}].{name}") : name;
}
