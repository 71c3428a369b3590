using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Analytics.Charts;

/// <summary>Reads the layers, axes, lines across and texts of one panel.</summary>
internal static class PanelReader
{
    public static Figure Read(JsonObject layout, IReadOnlyList<(JsonObject Trace, int Index)> traces)
    {
        if (traces.Count == 0)
        {
            return new Figure { Traces = [] };
        }

        var (xKey, yKey) = (ChartReader.AxisKey(traces[0].Trace, "x"), ChartReader.AxisKey(traces[0].Trace, "y"));
        var source = new TraceSource(layout, xKey, yKey);
        var read = new List<Trace>();
        JsonObject? before = null;
        foreach (var (trace, index) in traces)
        {
            read.AddRange(TraceReader.Read(source, trace, index, before));
            before = trace;
        }

        var notes = source.Notes;
        if (read.Any(each => each is not OtherTrace))
        {
            notes.AddRange(
                read.OfType<OtherTrace>()
                    .Select(other =>
                        $"The {TraceText.NameOf(other.Type).ToLowerInvariant()}{(other.Name.Length > 0 ? $" “{other.Name}”" : "")} is drawn by the interactive form only."
                    )
            );
            read.RemoveAll(each => each is OtherTrace);
        }
        else
        {
            read = [read[0]];
        }

        var boxes = read.OfType<BoxTrace>().ToArray();
        if (boxes.Length > 1 && boxes.All(box => box.Boxes.All(each => each.Label == box.Name)))
        {
            read =
            [
                .. read.Where(each => each is not BoxTrace),
                new BoxTrace([.. boxes.SelectMany(box => box.Boxes)]) { Color = boxes[0].Color },
            ];
        }

        if (boxes.Any(box => box.Name.Length > 0) && boxes.Length == 1)
        {
            read = [.. read.Select(each => each is BoxTrace box ? box with { Name = "" } : each)];
        }

        var scene = layout.At(traces[0].Trace.Text("scene") ?? "scene");
        var isSpace = read.Any(each => each is SpaceTrace);
        var marks = Marks(layout, xKey, yKey, traces.Select(each => each.Index).Min() == 0);
        return new Figure
        {
            Traces = [.. read, .. marks],
            X = isSpace ? AxisReader.Title(scene.At("xaxis")) : AxisReader.Read(layout.At(xKey), isUpright: false, read),
            Y = isSpace ? AxisReader.Title(scene.At("yaxis")) : AxisReader.Read(layout.At(yKey), isUpright: true, read),
            Z = AxisReader.Title(scene.At("zaxis")),
            Stacked = source.IsStacked || (read.OfType<BarTrace>().Count() > 1 && layout.Text("barmode") is "stack" or "relative"),
            IsMap = source.IsMap || layout.Flag("meta", "map") == true,
            HasLegend = layout.Flag("showlegend"),
            References = [.. Lines(layout, xKey, yKey, notes)],
            Notes = [.. notes.Distinct()],
        };
    }

    /// <summary>Dashed lines over the whole width or height; other shapes are named as missing.</summary>
    private static IEnumerable<Reference> Lines(JsonObject layout, string xKey, string yKey, List<string> notes)
    {
        var (x, y, others) = (xKey.Replace("axis", "", StringComparison.Ordinal), yKey.Replace("axis", "", StringComparison.Ordinal), 0);
        foreach (var shape in (layout.List("shapes") ?? []).OfType<JsonObject>())
        {
            var (xRef, yRef) = (shape.Text("xref") ?? "x", shape.Text("yref") ?? "y");
            var label = ReadValues.Untagged(shape.Text("label", "text") ?? "");
            var isLine = shape.Text("type") == "line";
            if (isLine && yRef == y && (xRef == "paper" || xRef == x + " domain") && Place(shape.At("y0")) is { } level)
            {
                yield return new Reference(level, true, label);
            }
            else if (isLine && xRef == x && (yRef == "paper" || yRef == y + " domain") && Place(shape.At("x0")) is { } at)
            {
                yield return new Reference(at, false, label);
            }
            else if (xRef.StartsWith(x, StringComparison.Ordinal))
            {
                others++;
            }
        }

        if (others > 0)
        {
            notes.Add(Invariant($"{others} {(others == 1 ? "shape is" : "shapes are")} drawn by the interactive form only."));
        }
    }

    private static double? Place(JsonNode? node) => node.Number() ?? (node.Text() is { } text ? ReadValues.Time(text) : null);

    /// <summary>Texts at places of the axes, as a layer of words.</summary>
    private static IEnumerable<Trace> Marks(JsonObject layout, string xKey, string yKey, bool isFirst)
    {
        var (x, y) = (xKey.Replace("axis", "", StringComparison.Ordinal), yKey.Replace("axis", "", StringComparison.Ordinal));
        var texts = ChartReader
            .Texts(layout)
            .Where(text =>
                (text.Text("xref") ?? (isFirst ? "x" : "")) == x
                && (text.Text("yref") ?? (isFirst ? "y" : "")) == y
                && text.Text("text") is not null
            )
            .ToArray();
        if (texts.Length == 0 || layout.Flag("meta", "cells") == true)
        {
            return [];
        }

        return
        [
            new XyTrace(
                ReadValues.Of(new JsonArray([.. texts.Select(text => text.At("x")?.DeepClone())]), layout.Text(xKey, "type")),
                ReadValues.Of(new JsonArray([.. texts.Select(text => text.At("y")?.DeepClone())]), layout.Text(yKey, "type"))
            )
            {
                Texts = [.. texts.Select(text => string.Join(' ', ReadValues.Lines(text.Text("text")!)))],
            },
        ];
    }
}

/// <summary>What layers of a panel share, and what reading them finds out.</summary>
internal sealed class TraceSource(JsonObject layout, string xKey, string yKey)
{
    public JsonObject Layout { get; } = layout;

    public string? XType { get; } = layout.Text(xKey, "type");

    public string? YType { get; } = layout.Text(yKey, "type");

    public List<string> Notes { get; } = [];

    public bool IsStacked { get; set; }

    public bool IsMap { get; set; }

    private readonly string[] _colors =
    [
        .. (layout.List("colorway") ?? layout.List("template", "layout", "colorway") ?? []).Select(ReadValues.Color).OfType<string>(),
    ];

    /// <summary>The colour of a layer by its place in the whole chart.</summary>
    public string Color(int index) => _colors.Length == 0 ? Palette.Of(index) : _colors[index % _colors.Length];
}
