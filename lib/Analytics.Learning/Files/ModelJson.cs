using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Text.Json;

namespace Analytics.Learning;

/// <summary>A model inside a JSON object: the whole of model.json, and the parts of a pipeline or a calibrated model.</summary>
internal static class ModelJson
{
    public static void WriteModel(this Utf8JsonWriter json, string name, Model model)
    {
        json.WriteStartObject(name);
        json.WriteString("kind", model.Kind);
        json.WriteFeatures("features", model.Schema);
        json.WriteString("unseen", model.Schema.Unseen == UnseenCategory.Error ? "error" : "missing");
        if (model is Predictor { Target: var target })
        {
            json.WriteStartObject("target");
            json.WriteString("name", target.Name);
            json.WriteValues("classes", target.Classes);
            json.WriteEndObject();
        }

        model.Write(json);
        json.WriteEndObject();
    }

    public static Model Model(this JsonElement json, string name)
    {
        var model = json.Member(name);
        var kind = model.Text("kind");
        if (!ModelFile.Readers.TryGetValue(kind, out var read))
        {
            throw new ModelFileException(
                $"The model is of kind '{kind}', which this library does not know; it knows: {string.Join(", ", ModelFile.Readers.Keys.Order(StringComparer.Ordinal))}."
            );
        }

        var target = new Target("", []);
        if (read.DeclaringType!.IsSubclassOf(typeof(Predictor)))
        {
            target = new Target(model.Member("target").Text("name"), model.Member("target").Texts("classes"));
        }

        try
        {
            return (Model)
                read.Invoke(
                    null,
                    [
                        model.Schema("features") with
                        {
                            Unseen = model.Text("unseen") == "error" ? UnseenCategory.Error : UnseenCategory.AsMissing,
                        },
                        target,
                        model,
                    ]
                )!;
        }
        catch (TargetInvocationException exception) when (exception.InnerException is { } inner)
        {
            ExceptionDispatchInfo.Throw(inner);
            throw;
        }
    }

    public static void WriteFeatures(this Utf8JsonWriter json, string name, Schema schema)
    {
        json.WriteStartArray(name);
        foreach (var feature in schema.Features)
        {
            json.WriteStartObject();
            json.WriteString("name", feature.Name);
            json.WriteString("type", feature.Kind == FeatureKind.Numeric ? "number" : "category");
            if (feature.Kind == FeatureKind.Categorical)
            {
                json.WriteValues("categories", feature.Categories);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static Schema Schema(this JsonElement json, string name) => new([.. json.Member(name).EnumerateArray().Select(Feature)]);

    private static Feature Feature(JsonElement json) =>
        json.Text("type") switch
        {
            "number" => Learning.Feature.Numeric(json.Text("name")),
            "category" => new Feature(json.Text("name"), FeatureKind.Categorical, json.Texts("categories")),
            var type => throw new ModelFileException(
                $"Feature '{json.Text("name")}' is of type '{type}'; 'number' or 'category' was expected."
            ),
        };
}
