using System.Text.Json.Nodes;

namespace Analytics.Charts;

/// <summary>Histograms, boxes, violins and matrices.</summary>
internal static partial class TraceReader
{
    private static BarTrace Histogram(TraceSource source, JsonObject trace)
    {
        var isLying = trace.List("x") is null && trace.List("y") is not null;
        var letter = isLying ? "y" : "x";
        var values = ReadValues.Of(trace.List(letter), isLying ? source.YType : source.XType);
        if ((trace.Text("histfunc") ?? "count") != "count")
        {
            source.Notes.Add($"The {trace.Text("histfunc")} of each bin is drawn by the interactive form; here are the counts.");
        }

        var isBeside = source.Layout.Text("barmode") is null or "group";
        if (values.Kind == ValueKind.Text)
        {
            var counts = values.Labels.Select((_, code) => (double)values.Numbers.Count(number => number == code)).ToArray();
            return new BarTrace(values.Labels, Values.Number(counts)) { Horizontal = isLying };
        }

        var bins = SharedBins.Of(trace, letter, values);
        var heights = bins.Counts(values.Numbers).Select(count => (double)count).ToArray();
        var total = heights.Sum();
        var (norm, unit) = (trace.Text("histnorm") ?? "", total == 0 ? 1 : total);
        var scale = norm switch
        {
            "percent" => 100 / unit,
            "probability" => 1 / unit,
            "density" => 1 / bins.Width,
            "probability density" => 1 / unit / bins.Width,
            _ => 1.0,
        };
        if (trace.Flag("cumulative", "enabled") == true)
        {
            heights = [.. heights.Select((_, i) => heights[..(i + 1)].Sum())];
        }

        var centres = new Values(values.Kind, [.. Enumerable.Range(0, bins.Count).Select(bins.Centre)], []);
        return new BarTrace(centres, Values.Number(heights.Select(height => height * scale)))
        {
            Horizontal = isLying,
            Width = bins.Width,
            IsBeside = isBeside,
        };
    }

    private static BoxTrace Boxes(TraceSource source, JsonObject trace, string name, bool isViolin)
    {
        if (trace.List("q1") is { } q1)
        {
            return Given(trace, q1, name);
        }

        var isLying = trace.Text("orientation") == "h" || (trace.List("y") is null && trace.List("x") is not null);
        if (isLying)
        {
            source.Notes.Add($"The {(isViolin ? "violins" : "boxes")} lie in the interactive form.");
        }

        var values = ReadValues.Of(trace.List(isLying ? "x" : "y"), "linear");
        var groups = ReadValues.Of(trace.List(isLying ? "y" : "x"), "category");
        var named =
            groups.Count == values.Count && groups.Count > 0
                ? Enumerable
                    .Range(0, values.Count)
                    .GroupBy(groups.LabelAt, StringComparer.Ordinal)
                    .Select(group => (Label: group.Key, Numbers: group.Select(i => values.Numbers[i]).ToArray()))
                : [(Label: name, Numbers: values.Numbers)];
        return new BoxTrace([
            .. named.Select(group =>
                Quartiles.Box(group.Label, group.Numbers) with
                {
                    Shape = isViolin ? Violin.Shape(group.Numbers) : [],
                }
            ),
        ])
        {
            Name = name,
        };
    }

    /// <summary>Boxes whose quartiles the chart gives itself.</summary>
    private static BoxTrace Given(JsonObject trace, JsonArray q1, string name)
    {
        var labels = ReadValues.Of(trace.List("x"), "category");
        double At(string key, int i) => trace.List(key) is { } list && i < list.Count ? list[i].Number() ?? double.NaN : double.NaN;
        return new BoxTrace([
            .. Enumerable
                .Range(0, q1.Count)
                .Select(i => new Box(
                    i < labels.Count ? labels.LabelAt(i) : name,
                    1,
                    At("lowerfence", i),
                    At("q1", i),
                    At("median", i),
                    At("q3", i),
                    At("upperfence", i),
                    At("mean", i),
                    []
                )),
        ])
        {
            Name = name,
        };
    }

    private static HeatTrace Cells(TraceSource source, JsonObject trace)
    {
        var z = ReadValues.Matrix(trace.List("z"));
        var (x, y) = (ReadValues.Of(trace.List("x"), source.XType), ReadValues.Of(trace.List("y"), source.YType));
        var annotations = source.Layout.List("annotations") is { } texts && source.Layout.Flag("meta", "cells") == true ? texts : null;
        var text =
            trace.List("text") is { Count: > 0 } own && own[0] is JsonArray && trace.Text("texttemplate") is not null ? Words(own, z)
            : annotations is null ? null
            : Annotated(annotations, z);
        var isDiverging = trace.Number("zmid") is not null || trace.Text("colorscale") is "RdBu" or "Picnic" or "Portland";
        var reach = Extent.Of(z.Cast<double>().Select(Math.Abs)).High;
        return new HeatTrace(
            x.Count == z.GetLength(1) ? x : Count(z.GetLength(1)),
            y.Count == z.GetLength(0) ? y : Count(z.GetLength(0)),
            z
        )
        {
            Scale =
                isDiverging ? ColorScale.Diverging
                : trace.Text("colorscale") == "Viridis" ? ColorScale.Viridis
                : ColorScale.Blues,
            ZTitle = string.Join(' ', ReadValues.Lines(trace.Text("colorbar", "title", "text") ?? trace.Text("colorbar", "title") ?? "")),
            From = trace.Number("zmin") ?? (isDiverging ? (trace.Number("zmid") ?? 0) - reach : null),
            To = trace.Number("zmax") ?? (isDiverging ? (trace.Number("zmid") ?? 0) + reach : null),
            Text = text,
            ShowValues = text is not null || trace.Text("texttemplate")?.Contains("%{z", StringComparison.Ordinal) == true,
            HasKey = trace.Flag("showscale") != false,
            IsPercent = trace.Text("colorbar", "tickformat")?.Contains('%', StringComparison.Ordinal) == true,
        };
    }

    private static string[,] Words(JsonArray rows, double[,] z)
    {
        var words = new string[z.GetLength(0), z.GetLength(1)];
        for (var i = 0; i < z.Length; i++)
        {
            var (row, column) = (i / z.GetLength(1), i % z.GetLength(1));
            words[row, column] =
                row < rows.Count && rows[row] is JsonArray cells && column < cells.Count
                    ? string.Join('\n', ReadValues.Lines(cells[column].Word()))
                    : "";
        }

        return words;
    }

    /// <summary>The texts that an annotated heat map puts over its cells.</summary>
    private static string[,] Annotated(JsonArray texts, double[,] z)
    {
        var words = new string[z.GetLength(0), z.GetLength(1)];
        for (var i = 0; i < z.Length; i++)
        {
            words[i / z.GetLength(1), i % z.GetLength(1)] = "";
        }

        foreach (var text in texts)
        {
            if (text.Number("x") is { } x && text.Number("y") is { } y && y >= 0 && y < z.GetLength(0) && x >= 0 && x < z.GetLength(1))
            {
                words[(int)y, (int)x] = string.Join('\n', ReadValues.Lines(text.Text("text") ?? ""));
            }
        }

        return words;
    }

    private static HeatTrace Surface(TraceSource source, JsonObject trace)
    {
        source.Notes.Add(
            trace.Text("type") == "surface"
                ? "The surface is shown from above; the interactive form turns it."
                : "Lines of equal height are drawn by the interactive form; here each cell has the colour of its value."
        );
        return Cells(source, trace) with { IsSmooth = true };
    }

    private static HeatTrace Counts(TraceSource source, JsonObject trace)
    {
        var (x, y) = Pair(ReadValues.Of(trace.List("x"), source.XType), ReadValues.Of(trace.List("y"), source.YType));
        int[] rows = [.. Enumerable.Range(0, x.Count).Where(i => double.IsFinite(x.Numbers[i] + y.Numbers[i]))];
        var (across, upright) = (SharedBins.Of(trace, "x", x.Take(rows)), SharedBins.Of(trace, "y", y.Take(rows)));
        var z = new double[upright.Count, across.Count];
        foreach (var i in rows)
        {
            z[
                Math.Clamp((int)((y.Numbers[i] - upright.From) / upright.Width), 0, upright.Count - 1),
                Math.Clamp((int)((x.Numbers[i] - across.From) / across.Width), 0, across.Count - 1)
            ]++;
        }

        Values Centres(Values of, Bins bins) =>
            new(of.Kind == ValueKind.Text ? ValueKind.Number : of.Kind, [.. Enumerable.Range(0, bins.Count).Select(bins.Centre)], []);
        return new HeatTrace(Centres(x, across), Centres(y, upright), z) { IsSmooth = true, ZTitle = "Count" };
    }
}
