using System.Globalization;
using System.Text.Json;

namespace Analytics.Learning.Trees;

/// <summary>
/// Trees in a model file: one list per property of the nodes, so that a thousand trees stay readable and small. More than
/// <see cref="MostReadable"/> nodes, which nobody reads, are packed (<see cref="PackedTrees"/>).
/// </summary>
internal static class TreeJson
{
    /// <summary>About 6 MB of text.</summary>
    internal const int MostReadable = 100_000;

    public static void Write(Utf8JsonWriter json, TreeEnsemble ensemble)
    {
        json.WriteBoolean("average", ensemble.Average);
        json.WriteValues("start", ensemble.Start);
        if (ensemble.Trees.Sum(tree => (long)tree.Nodes.Length) > MostReadable && PackedTrees.Takes(ensemble))
        {
            PackedTrees.Write(json, ensemble);
            return;
        }

        json.WriteStartArray("trees");
        foreach (var tree in ensemble.Trees)
        {
            Write(json, tree);
        }

        json.WriteEndArray();
    }

    public static TreeEnsemble Read(Schema schema, JsonElement json)
    {
        var (start, average) = (json.Doubles("start"), json.Bool("average"));
        if (json.TryGetProperty(PackedTrees.Member, out _))
        {
            return PackedTrees.Read(schema, json, start, average);
        }

        var trees = json.Member("trees").EnumerateArray().Select(tree => ReadTree(schema, start.Length, tree));
        return new TreeEnsemble(schema, [.. trees], start, average);
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
        return new TreeColumns(
            json.Int("output"),
            json.Int("width"),
            feature,
            json.Floats("threshold"),
            json.Ints("left"),
            json.Ints("right"),
            [.. json.Ints("missingLeft").Select(left => left != 0)],
            json.TryGetProperty("codes", out _) ? [.. json.Texts("codes").Select(Words)] : new ulong[]?[feature.Length],
            json.Doubles("gain"),
            json.Doubles("cover"),
            json.Doubles("values")
        ).ToTree(schema, outputs);
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
            throw TreeColumns.Damaged($"a set of categories is written '{hex}', not in whole words of 16 digits");
        }

        return
        [
            .. Enumerable
                .Range(0, hex.Length / 16)
                .Select(word => ulong.Parse(hex.AsSpan(16 * word, 16), NumberStyles.HexNumber, CultureInfo.InvariantCulture)),
        ];
    }
}
