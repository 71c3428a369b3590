using System.Globalization;
using System.Text.Json;

namespace Analytics.Learning.Trees;

/// <summary>Trees in a model file: one list per property of the nodes, so that a thousand trees stay readable and small.</summary>
internal static class TreeJson
{
    public static void Write(Utf8JsonWriter json, TreeEnsemble ensemble)
    {
        json.WriteBoolean("average", ensemble.Average);
        json.WriteValues("start", ensemble.Start);
        json.WriteStartArray("trees");
        foreach (var tree in ensemble.Trees)
        {
            Write(json, tree);
        }

        json.WriteEndArray();
    }

    public static TreeEnsemble Read(Schema schema, JsonElement json)
    {
        var start = json.Doubles("start");
        var trees = json.Member("trees").EnumerateArray().Select(tree => ReadTree(schema, start.Length, tree));
        return new TreeEnsemble(schema, [.. trees], start, json.Bool("average"));
    }

    private static void Write(Utf8JsonWriter json, Tree tree)
    {
        json.WriteStartObject();
        json.WriteNumber("output", tree.Output);
        json.WriteNumber("width", tree.Width);
        json.WriteValues("feature", [.. tree.Nodes.Select(node => node.Feature)]);
        json.WriteValues("threshold", (ReadOnlySpan<float>)[.. tree.Nodes.Select(node => node.Threshold)]);
        json.WriteValues("left", [.. tree.Nodes.Select(node => node.Left)]);
        json.WriteValues("right", [.. tree.Nodes.Select(node => node.Right)]);
        json.WriteValues("missingLeft", [.. tree.Nodes.Select(node => node.MissingLeft ? 1 : 0)]);
        json.WriteValues("gain", (ReadOnlySpan<double>)[.. tree.Nodes.Select(node => node.Gain)]);
        json.WriteValues("cover", (ReadOnlySpan<double>)[.. tree.Nodes.Select(node => node.Cover)]);
        json.WriteValues("values", tree.Values);
        if (tree.Nodes.Any(node => node.Codes is not null))
        {
            json.WriteValues("codes", tree.Nodes.Select(node => Hex(node.Codes)));
        }

        json.WriteEndObject();
    }

    private static Tree ReadTree(Schema schema, int outputs, JsonElement json)
    {
        var feature = json.Ints("feature");
        var (threshold, left, right, missing) = (json.Floats("threshold"), json.Ints("left"), json.Ints("right"), json.Ints("missingLeft"));
        var (gain, cover, values) = (json.Doubles("gain"), json.Doubles("cover"), json.Doubles("values"));
        var codes = json.TryGetProperty("codes", out _) ? json.Texts("codes") : [.. feature.Select(_ => "")];
        var (output, width) = (json.Int("output"), json.Int("width"));
        int[] lengths = [threshold.Length, left.Length, right.Length, missing.Length, gain.Length, cover.Length, codes.Length];
        if (feature.Length == 0 || lengths.Any(length => length != feature.Length))
        {
            throw Damaged("its lists of nodes differ in length");
        }

        if (output < 0 || output >= outputs || (width != 1 && width != outputs))
        {
            throw Damaged(FormattableString.Invariant($"output {output} of width {width} does not fit {outputs} outputs"));
        }

        var nodes = new Node[feature.Length];
        var leaves = 0;
        for (var i = 0; i < nodes.Length; i++)
        {
            if (feature[i] < 0)
            {
                nodes[i] = Node.OfLeaf(cover[i], leaves++);
                continue;
            }

            // Children stand after their parent, so no file can send a prediction round in a circle.
            if (feature[i] >= schema.Count || left[i] <= i || right[i] <= i || left[i] >= nodes.Length || right[i] >= nodes.Length)
            {
                throw Damaged(FormattableString.Invariant($"node {i} asks for feature {feature[i]} and nodes {left[i]} and {right[i]}"));
            }

            nodes[i] = new Node(feature[i], threshold[i], left[i], right[i], missing[i] != 0, Words(codes[i]), gain[i], cover[i], -1);
        }

        return values.Length == leaves * width
            ? new Tree(nodes, values, width, output)
            : throw Damaged(
                FormattableString.Invariant($"{leaves} leaves of width {width} need {leaves * width} values, it has {values.Length}")
            );
    }

    private static string Hex(ulong[]? codes) =>
        codes is null ? "" : string.Concat(codes.Select(word => word.ToString("x16", CultureInfo.InvariantCulture)));

    private static ulong[]? Words(string hex)
    {
        if (hex.Length == 0)
        {
            return null;
        }

        if (hex.Length % 16 != 0)
        {
            throw Damaged($"a set of categories is written '{hex}', not in whole words of 16 digits");
        }

        return
        [
            .. Enumerable
                .Range(0, hex.Length / 16)
                .Select(word => ulong.Parse(hex.AsSpan(16 * word, 16), NumberStyles.HexNumber, CultureInfo.InvariantCulture)),
        ];
    }

    private static ModelFileException Damaged(string what) => new($"A tree of the model is damaged: {what}. Fit and save the model again.");
}
