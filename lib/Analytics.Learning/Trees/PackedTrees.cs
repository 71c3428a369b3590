using System.IO.Compression;
using System.Text.Json;

namespace Analytics.Learning.Trees;

/// <summary>
/// Many trees in a model file, small: a tenth of the text, equal predictions and importances. The member <c>packed</c> holds a version,
/// the gain of each feature over all trees (that of each node is not kept), and Base64 of Brotli (RFC 7932) of: the distinct thresholds,
/// covers and values, then per tree its nodes property by property, each number as an index into those or as a LEB128.
/// </summary>
internal static class PackedTrees
{
    public const string Member = "packed";

    private const int Version = 1;

    /// <summary>Nodes of all trees: no file, however small, has a reader take the memory of more.</summary>
    private const int MostNodes = 1 << 24;

    /// <summary>Whether its trees are few enough for this form, and all of their numbers are numbers.</summary>
    public static bool Takes(TreeEnsemble ensemble) =>
        ensemble.Trees.Sum(tree => (long)tree.Nodes.Length) <= MostNodes
        && ensemble.Trees.All(tree => !tree.Values.Any(double.IsNaN) && !tree.Nodes.Any(node => double.IsNaN(node.Cover)));

    public static void Write(Utf8JsonWriter json, TreeEnsemble ensemble)
    {
        var bytes = new MemoryStream();
        using (var brotli = new BrotliStream(bytes, new BrotliCompressionOptions { Quality = 6 }, leaveOpen: true))
        using (var buffered = new BufferedStream(brotli, 1 << 16))
        {
            Write(new PackedWriter(buffered), ensemble.Trees);
        }

        json.WriteStartObject(Member);
        json.WriteNumber("version", Version);
        json.WriteValues("gain", ensemble.Gain);
        json.WriteBase64String("trees", bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        json.WriteEndObject();
    }

    public static TreeEnsemble Read(Schema schema, JsonElement json, double[] start, bool average)
    {
        var packed = json.Member(Member);
        if (packed.Int("version") is not Version and var version)
        {
            throw new ModelFileException(
                Invariant(
                    $"Its trees are packed in version {version}; this library reads version {Version}. Update the library, or fit and save the model again."
                )
            );
        }

        var gain = packed.Doubles("gain");
        if (gain.Length != schema.Count)
        {
            throw TreeColumns.Damaged(Invariant($"{gain.Length} gains do not fit {schema.Count} features"));
        }

        using var brotli = new BrotliStream(new MemoryStream(packed.Member("trees").GetBytesFromBase64()), CompressionMode.Decompress);
        using var buffered = new BufferedStream(brotli, 1 << 16);
        try
        {
            var reader = new PackedReader(buffered);
            var trees = Read(reader, schema, start.Length);
            return reader.IsAtEnd
                ? new TreeEnsemble(schema, trees, start, average, gain)
                : throw TreeColumns.Damaged("more follows its last tree");
        }
        catch (Exception error) when (error is EndOfStreamException or InvalidDataException or InvalidOperationException)
        {
            throw TreeColumns.Damaged("its packed form is cut short or changed");
        }
    }

    private static void Write(PackedWriter to, Tree[] trees)
    {
        var thresholds = to.Table(trees.SelectMany(tree => tree.Nodes).Where(node => !node.IsLeaf).Select(node => (double)node.Threshold));
        var covers = to.Table(trees.SelectMany(Covers).Where(cover => !double.IsNaN(cover)));
        var values = to.Table(trees.SelectMany(Values).Where(value => !double.IsNaN(value)));
        to.Number(trees.Length);
        foreach (var tree in trees)
        {
            to.Number(tree.Output);
            to.Number(tree.Width);
            to.Number(tree.Nodes.Length);
            to.Numbers(tree.Nodes.Select(node => node.IsLeaf ? 0 : 1 + 2 * node.Feature + (node.MissingLeft ? 1 : 0)));
            var splits = tree.Nodes.Select((node, at) => (Node: node, At: at)).Where(each => !each.Node.IsLeaf).ToArray();
            var rights = Rights([.. tree.Nodes.Select(node => node.IsLeaf)]);
            to.Signed(splits.Select(split => split.Node.Left - split.At - 1));
            to.Signed(splits.Select(split => split.Node.Right - rights[split.At]));
            to.Numbers(splits.Select(split => thresholds[split.Node.Threshold]));
            to.Numbers(splits.Select(split => split.Node.Codes?.Length ?? 0));
            foreach (var word in splits.SelectMany(split => split.Node.Codes ?? []))
            {
                to.Word(word);
            }

            to.Numbers(Covers(tree).Select(cover => double.IsNaN(cover) ? 0 : 1 + covers[cover]));
            // A class after the other: what is next to each other is alike.
            var ofLeaves = Values(tree);
            for (var output = 0; output < tree.Width; output++)
            {
                to.Numbers(
                    Enumerable
                        .Range(0, tree.Leaves)
                        .Select(leaf => ofLeaves[leaf * tree.Width + output])
                        .Select(value => double.IsNaN(value) ? 0 : 1 + values[value])
                );
            }
        }
    }

    /// <summary>The right children of a tree whose nodes stand parent, left subtree, right subtree: only what differs from it is written.</summary>
    private static int[] Rights(bool[] isLeaf)
    {
        var (rights, ends) = (new int[isLeaf.Length], new int[isLeaf.Length + 1]);
        ends[^1] = isLeaf.Length;
        for (var at = isLeaf.Length - 1; at >= 0; at--)
        {
            rights[at] = ends[at + 1];
            ends[at] = isLeaf[at] ? at + 1 : ends[rights[at]];
        }

        return rights;
    }

    /// <summary>NaN for a node to whom exactly as much came as to its children, which is most.</summary>
    private static IEnumerable<double> Covers(Tree tree) =>
        tree.Nodes.Select(node =>
            !node.IsLeaf && tree.Nodes[node.Left].Cover + tree.Nodes[node.Right].Cover == node.Cover ? double.NaN : node.Cover
        );

    /// <summary>NaN for the share of a leaf's last class where it is what the others leave of 1.</summary>
    private static double[] Values(Tree tree)
    {
        var values = tree.Values.ToArray();
        for (var last = tree.Width - 1; tree.Width > 1 && last < values.Length; last += tree.Width)
        {
            if (Rest(tree.Values, last, tree.Width) == values[last])
            {
                values[last] = double.NaN;
            }
        }

        return values;
    }

    private static double Rest(double[] values, int last, int width)
    {
        var rest = 1.0;
        for (var at = last - width + 1; at < last; at++)
        {
            rest -= values[at];
        }

        return rest;
    }

    private static Tree[] Read(PackedReader from, Schema schema, int outputs)
    {
        var (thresholds, covers, values) = (from.Table(MostNodes), from.Table(MostNodes), from.Table(MostNodes));
        var count = from.Number();
        var (trees, left) = (new List<Tree>(), MostNodes);
        for (var tree = 0; tree < count; tree++)
        {
            trees.Add(ReadTree(from, left, outputs, thresholds, covers, values).ToTree(schema, outputs));
            left -= trees[^1].Nodes.Length;
        }

        return [.. trees];
    }

    private static TreeColumns ReadTree(PackedReader from, int most, int outputs, double[] thresholds, double[] covers, double[] values)
    {
        var (output, width, count) = (from.Number(), from.Number(), from.Number());
        if (count > most || width > outputs)
        {
            throw TreeColumns.Damaged(Invariant($"{count} nodes, values of width {width}"));
        }

        var shape = from.Numbers(count);
        var splits = Enumerable.Range(0, count).Where(at => shape[at] > 0).ToArray();
        int[] Spread(int[] ofSplits)
        {
            var all = new int[count];
            foreach (var (at, number) in splits.Zip(ofSplits))
            {
                all[at] = number;
            }

            return all;
        }

        var rights = Rights([.. shape.Select(code => code == 0)]);
        var left = Spread([.. splits.Zip(from.Signed(splits.Length), (at, more) => checked(at + 1 + more))]);
        var right = Spread([.. splits.Zip(from.Signed(splits.Length), (at, more) => checked(rights[at] + more))]);
        var threshold = new float[count];
        foreach (var (at, index) in splits.Zip(from.Numbers(splits.Length)))
        {
            threshold[at] = (float)From(thresholds, index);
        }

        var words = Spread(from.Numbers(splits.Length));
        var codes = words.Select(number => number == 0 ? null : from.Words(number)).ToArray();
        var coverAt = from.Numbers(count);
        var cover = new double[count];
        for (var at = count - 1; at >= 0; at--)
        {
            cover[at] = coverAt[at] > 0 ? From(covers, coverAt[at] - 1) : From(cover, left[at]) + From(cover, right[at]);
        }

        var leaves = count - splits.Length;
        var ofLeaves = new double[leaves * width];
        for (var part = 0; part < width; part++)
        {
            var indices = from.Numbers(leaves);
            for (var leaf = 0; leaf < leaves; leaf++)
            {
                var at = leaf * width + part;
                var isRest = indices[leaf] == 0 && width > 1 && part == width - 1;
                ofLeaves[at] = isRest ? Rest(ofLeaves, at, width) : From(values, indices[leaf] - 1);
            }
        }

        return new TreeColumns(
            output,
            width,
            [.. shape.Select(code => (code + 1) / 2 - 1)],
            threshold,
            left,
            right,
            [.. shape.Select(code => code > 0 && code % 2 == 0)],
            codes,
            new double[count],
            cover,
            ofLeaves
        );
    }

    private static double From(double[] table, int index) =>
        index >= 0 && index < table.Length ? table[index] : throw TreeColumns.Damaged(Invariant($"number {index} of {table.Length}"));
}
