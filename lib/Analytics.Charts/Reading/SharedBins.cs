using System.Text.Json.Nodes;

namespace Analytics.Charts;

/// <summary>Writes the bins of histograms into the chart, round and shared by the layers of a panel: both forms then count alike.</summary>
internal static class SharedBins
{
    public static void Write(IReadOnlyList<JsonObject> histograms)
    {
        foreach (var letter in (string[])["x", "y"])
        {
            var own = histograms
                .Where(trace =>
                    trace.List(letter) is not null && trace.List(letter == "x" ? "y" : "x") is null && trace.At(letter + "bins") is null
                )
                .ToArray();
            var values = own.Select(trace => ReadValues.Of(trace.List(letter), null)).ToArray();
            if (own.Length == 0 || values.Any(each => each.Kind != ValueKind.Number))
            {
                continue;
            }

            var about = own.Select(trace => (int?)trace.Number("nbins" + letter)).FirstOrDefault(count => count is not null) ?? 0;
            var bins = Bins.Edges([.. values.SelectMany(each => each.Numbers).Where(double.IsFinite)], about);
            foreach (var trace in own)
            {
                trace[letter + "bins"] = new JsonObject
                {
                    ["start"] = bins.From,
                    ["end"] = bins.From + (bins.Count * bins.Width),
                    ["size"] = bins.Width,
                };
            }
        }
    }

    /// <summary>The bins that stand in a layer, or of its own when the values are times.</summary>
    public static Bins Of(JsonObject trace, string letter, Values values)
    {
        if (
            trace.Number(letter + "bins", "size") is { } size
            && size > 0
            && trace.Number(letter + "bins", "start") is { } start
            && trace.Number(letter + "bins", "end") is { } end
        )
        {
            return new Bins(start, size, (int)Math.Clamp(Math.Ceiling(((end - start) / size) - 1e-9), 1, 2000));
        }

        return Bins.Edges([.. values.Numbers.Where(double.IsFinite)], (int?)trace.Number("nbins" + letter) ?? 0);
    }
}
