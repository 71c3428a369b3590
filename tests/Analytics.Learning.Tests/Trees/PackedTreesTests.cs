using System.Text;
using System.Text.Json;
using Analytics.Frames;
using Analytics.Learning.Trees;

namespace Analytics.Learning.Tests.Trees;

public sealed class PackedTreesTests
{
    private static readonly Frame s_train = Tables.Mixed(3_000, seed: 1);
    private static readonly Frame s_test = Tables.Mixed(500, seed: 2);

    private static ForestModel Forest(string target, int trees, int leaf) =>
        new RandomForest { Trees = trees, MinLeafRows = leaf }.Fit(s_train, target, Tables.Options());

    private static string Packed(TreeEnsemble ensemble)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            PackedTrees.Write(json, ensemble);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static TreeEnsemble Read(TreeEnsemble like, string text)
    {
        using var json = JsonDocument.Parse(text);
        return PackedTrees.Read(like.Schema, json.RootElement, like.Start, like.Average);
    }

    [Fact]
    public void A_forest_of_many_nodes_is_saved_in_a_tenth_of_the_text_and_does_the_same()
    {
        var forest = Forest("class", 250, 1);
        var nodes = forest.Ensemble.Trees.Sum(tree => tree.Nodes.Length);
        Assert.True(nodes > TreeJson.MostReadable, $"{nodes} nodes");
        var text = forest.ToJson();
        Assert.InRange(text.Length, 1, 12 * nodes);

        var loaded = (ForestModel)Model.FromJson(text);
        Assert.Equal(forest.Predict(s_test).Scores, loaded.Predict(s_test).Scores);
        Assert.Equal(forest.Importances(), loaded.Importances());
        var rows = s_test.Head(5);
        Assert.Equal(forest.Explain(rows).Values, loaded.Explain(rows).Values);
        Assert.Equal(text, loaded.ToJson());
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("class")]
    [InlineData("number")]
    public void Every_node_and_value_comes_back_to_the_bit(string target)
    {
        var trees = Forest(target, 20, 2).Ensemble;
        Assert.Contains(trees.Trees.SelectMany(tree => tree.Nodes), node => node.Codes is not null);
        var back = Read(trees, Packed(trees));
        Assert.Equal(trees.Gain, back.Gain);
        foreach (var (tree, other) in trees.Trees.Zip(back.Trees))
        {
            Assert.Equal((tree.Output, tree.Width), (other.Output, other.Width));
            Assert.Equal(tree.Values, other.Values);
            foreach (var (node, twin) in tree.Nodes.Zip(other.Nodes))
            {
                Assert.Equal(node.Codes, twin.Codes);
                Assert.Equal(node with { Gain = 0, Codes = null }, twin with { Codes = null });
            }
        }
    }

    [Fact]
    public void One_that_is_cut_changed_or_of_a_later_version_is_refused_in_words_or_is_a_forest()
    {
        var trees = Forest("class", 5, 20).Ensemble;
        var text = Packed(trees);
        var later = Assert.Throws<ModelFileException>(() =>
            Read(trees, text.Replace("\"version\":1", "\"version\":2", StringComparison.Ordinal))
        );
        Assert.Contains("version 2", later.Message, StringComparison.Ordinal);

        var from = text.IndexOf("\"trees\":\"", StringComparison.Ordinal) + 9;
        var bytes = Convert.FromBase64String(text[from..text.IndexOf('"', from)]);
        string With(ReadOnlySpan<byte> changed) => text[..from] + Convert.ToBase64String(changed) + "\"}}";
        Assert.Equal(trees.Trees.Length, Read(trees, With(bytes)).Trees.Length);
        for (var length = 0; length < bytes.Length; length += Math.Max(1, bytes.Length / 100))
        {
            Assert.Throws<ModelFileException>(() => Read(trees, With(bytes.AsSpan(0, length))));
        }

        var refused = 0;
        for (var at = 0; at < bytes.Length; at += Math.Max(1, bytes.Length / 200))
        {
            var changed = bytes.ToArray();
            changed[at] ^= 0x55;
            try
            {
                Read(trees, With(changed));
            }
            catch (Exception error) when (error is ModelFileException or OverflowException)
            {
                refused++;
            }
        }

        Assert.True(refused > 50, $"{refused} refused");
    }
}
