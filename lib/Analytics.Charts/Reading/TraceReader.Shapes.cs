using System.Text.Json.Nodes;

namespace Analytics.Charts;

/// <summary>Slices, dials, space and parallel axes.</summary>
internal static partial class TraceReader
{
    private static Trace Slices(JsonObject trace)
    {
        var sizes = (trace.List("values") ?? []).Numbers();
        var labels = trace.List("labels") is { } list
            ? [.. list.Select(label => ReadValues.Untagged(label.Word()))]
            : sizes.Select((_, i) => Invariant($"{i}")).ToArray();
        int[] rows = [.. Enumerable.Range(0, Math.Min(labels.Length, sizes.Length)).Where(i => double.IsFinite(sizes[i]) && sizes[i] >= 0)];
        if (trace.Flag("sort") != false)
        {
            rows = [.. rows.OrderByDescending(i => sizes[i])];
        }

        return new PieTrace([.. rows.Select(i => labels[i])], [.. rows.Select(i => sizes[i])])
        {
            Hole = Math.Clamp(trace.Number("hole") ?? 0, 0, 0.9),
        };
    }

    private static SpaceTrace Space(JsonObject trace)
    {
        Values Axis(string letter) => ReadValues.Of(trace.List(letter), null);
        var (x, y) = Pair(Axis("x"), Axis("y"));
        var (_, z) = Pair(x, Axis("z"));
        int[] rows =
        [
            .. Enumerable.Range(0, Math.Min(x.Count, z.Count)).Where(i => double.IsFinite(x.Numbers[i] + y.Numbers[i] + z.Numbers[i])),
        ];
        return new SpaceTrace(x.Take(rows), y.Take(rows), z.Take(rows))
        {
            Shade = Shade(trace, x.Count)?.Take(rows),
            ShadeTitle = trace.Text("marker", "colorbar", "title", "text") ?? "",
        };
    }

    private static Trace Dial(JsonObject trace)
    {
        var value = trace.Number("value") ?? double.NaN;
        var range = trace.List("gauge", "axis", "range");
        if (trace.Text("mode")?.Contains("gauge", StringComparison.Ordinal) != true || !double.IsFinite(value))
        {
            return new OtherTrace("indicator", double.IsFinite(value) ? $"The value is {NumberText.Short(value)}" : "There is no value");
        }

        var (from, to) = range is { Count: 2 } ? (range[0].Number() ?? 0, range[1].Number() ?? 1) : (0, Math.Max(value * 1.5, 1));
        var isPercent =
            (trace.Text("number", "valueformat") ?? trace.Text("gauge", "axis", "tickformat"))?.Contains('%', StringComparison.Ordinal)
            == true;
        return new GaugeTrace(value, from, to > from ? to : from + 1)
        {
            Unit = isPercent ? "%" : ReadValues.Untagged(trace.Text("number", "suffix") ?? ""),
            Target = trace.Number("gauge", "threshold", "value"),
            Zones = [.. (trace.List("gauge", "steps") ?? []).Select(step => step.List("range")?[1].Number()).OfType<double>()],
        };
    }

    private static Trace Parallel(JsonObject trace)
    {
        var dimensions = (trace.List("dimensions") ?? [])
            .OfType<JsonObject>()
            .Select(each => (Name: ReadValues.Untagged(each.Text("label") ?? ""), Values: Named(each)))
            .Where(each => each.Values.Count > 0)
            .ToArray();
        if (dimensions.Length < 2)
        {
            return Other(trace, "parcoords");
        }

        var colors = trace.List("line", "color");
        return new ParallelTrace([.. dimensions.Select(each => each.Name)], [.. dimensions.Select(each => each.Values)])
        {
            Shade =
                colors is { } list
                && list.Count == dimensions[0].Values.Count
                && list.All(item => item is null || item.Number() is not null)
                    ? Values.Number(list.Numbers())
                    : null,
            ShadeTitle = string.Join(' ', ReadValues.Lines(trace.Text("line", "colorbar", "title", "text") ?? "")),
        };
    }

    /// <summary>Numbers whose ticks are all named are names.</summary>
    private static Values Named(JsonObject dimension)
    {
        var numbers = (dimension.List("values") ?? []).Numbers();
        if (dimension.List("tickvals") is not { } places || dimension.List("ticktext") is not { } texts || places.Count != texts.Count)
        {
            return Values.Number(numbers);
        }

        var names = places
            .Numbers()
            .Zip(texts.Select(text => text.Word()))
            .DistinctBy(pair => pair.First)
            .ToDictionary(pair => pair.First, pair => pair.Second);
        return numbers.All(names.ContainsKey) ? Values.From([.. numbers.Select(number => (object?)names[number])]) : Values.Number(numbers);
    }
}
