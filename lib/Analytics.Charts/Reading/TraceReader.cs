using System.Text.Json.Nodes;

namespace Analytics.Charts;

/// <summary>Reads one layer of plotly JSON by its type; one of a type without a still form becomes words that say so.</summary>
internal static partial class TraceReader
{
    public static IEnumerable<Trace> Read(TraceSource source, JsonObject trace, int index, JsonObject? before)
    {
        var name = ReadValues.Untagged(trace.Text("name") ?? "");
        var color = ReadValues.Color(trace.At("marker", "color")) ?? source.Color(index);
        IEnumerable<Trace> read = trace.Text("type") switch
        {
            "scatter" or "scattergl" or null => Points(source, trace, before, index),
            "scattergeo" or "scattermapbox" or "scattermap" or "densitymapbox" => Places(source, trace),
            "bar" => [Bars(source, trace)],
            "histogram" => [Histogram(source, trace)],
            "box" => [Boxes(source, trace, name, isViolin: false)],
            "violin" => [Boxes(source, trace, name, isViolin: true)],
            "heatmap" or "heatmapgl" => [Cells(source, trace)],
            "contour" or "surface" => [Surface(source, trace)],
            "histogram2d" or "histogram2dcontour" => [Counts(source, trace)],
            "pie" => [Slices(trace)],
            "scatter3d" => [Space(trace)],
            "indicator" => [Dial(trace)],
            "parcoords" => [Parallel(trace)],
            { } other => [Other(trace, other)],
        };
        foreach (var each in read)
        {
            yield return each with
            {
                Name =
                    each.Name.Length > 0 ? each.Name
                    : trace.Flag("showlegend") == false && each is not (BoxTrace or OtherTrace) ? ""
                    : name,
                Color = each.Color ?? color,
            };
        }
    }

    /// <summary>The texts of a layer's entries: one for each, or one for all.</summary>
    private static IReadOnlyList<string> Texts(JsonObject trace, int count) =>
        trace.At("text") switch
        {
            JsonArray list when list.Count >= count && list.FirstOrDefault() is not JsonArray =>
            [
                .. list.Take(count).Select(item => string.Join(' ', ReadValues.Lines(item.Word()))),
            ],
            JsonValue value => [.. Enumerable.Repeat(ReadValues.Untagged(((JsonNode)value).Word()), count)],
            _ => [],
        };

    private static Spread? Errors(JsonNode? error, double[] values)
    {
        if (error is null || error.Flag("visible") == false)
        {
            return null;
        }

        double[] Fixed(Func<double, double> of) => [.. values.Select(of)];
        switch (error.Text("type") ?? "data")
        {
            case "constant" when error.Number("value") is { } value:
                return new Spread(Fixed(_ => error.Number("valueminus") ?? value), Fixed(_ => value));
            case "percent" when error.Number("value") is { } share:
                return new Spread(Fixed(each => Math.Abs(each) * share / 100), Fixed(each => Math.Abs(each) * share / 100));
            case "sqrt":
                return new Spread(Fixed(each => Math.Sqrt(Math.Abs(each))), Fixed(each => Math.Sqrt(Math.Abs(each))));
            default:
                if (error.List("array") is not { } list)
                {
                    return null;
                }

                double[] Fitted(double[] distances) =>
                    [.. values.Select((_, i) => i < distances.Length ? Math.Max(0, distances[i]) : double.NaN)];
                var above = Fitted(list.Numbers());
                return new Spread(
                    error.Flag("symmetric") == true || error.List("arrayminus") is not { } minus ? above : Fitted(minus.Numbers()),
                    above
                );
        }
    }

    /// <summary>A list as long as the other: what is longer is cut, as plotly.js does.</summary>
    private static (Values X, Values Y) Pair(Values x, Values y)
    {
        var count = Math.Min(x.Count, y.Count);
        int[] rows = [.. Enumerable.Range(0, count)];
        return (x.Count == count ? x : x.Take(rows), y.Count == count ? y : y.Take(rows));
    }

    /// <summary>Where no places are given they are 0, 1, 2.</summary>
    private static Values Count(int count) => Values.Number(Enumerable.Range(0, count).Select(i => (double)i));

    private static OtherTrace Other(JsonObject trace, string type)
    {
        var sizes = trace
            .Where(pair => pair.Value is JsonArray { Count: > 0 })
            .Select(pair => $"{NumberText.Short(((JsonArray)pair.Value!).Count)} {pair.Key}")
            .Take(4)
            .ToArray();
        return new OtherTrace(type, (sizes.Length == 0 ? "" : $"{string.Join(", ", sizes)}; ") + "drawn by the interactive form only");
    }
}
