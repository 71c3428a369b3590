using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Analytics.Interactive.Notebooks;
using Analytics.Tests;

namespace Analytics.Interactive.Tests.Notebooks;

/// <summary>What the figures and sentences of the committed notebooks say: words, never the names that programs use.</summary>
public sealed partial class KeptFigureTests
{
    public static TheoryData<string> Notebooks =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(Root(), "notebooks"), "*.ipynb", SearchOption.AllDirectories)
                .Where(path => !path.Contains(".ipynb_checkpoints", StringComparison.Ordinal))
                .Select(path => Path.GetRelativePath(Root(), path).Replace('\\', '/'))
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void No_figure_names_a_column_or_a_measure_as_programs_do(string notebook)
    {
        var figures = Figures(notebook);

        Assert.All(figures, figure => Assert.DoesNotContain(Texts(figure), text => Raw().IsMatch(text)));
        Assert.True(figures.Length > 0, $"{notebook} holds no figure: render it");
    }

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void No_sentence_names_a_column_or_a_measure_as_programs_do(string notebook) =>
        Assert.All(Sentences(notebook), sentence => Assert.DoesNotMatch(Raw(), sentence));

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void Every_figure_has_a_title(string notebook) =>
        Assert.All(
            Figures(notebook),
            figure => Assert.False(string.IsNullOrEmpty(TextOf(figure["layout"]?["title"])), $"a figure of {notebook} has no title")
        );

    [Theory]
    [InlineData("share_injury_or_tow", true)]
    [InlineData("Mean of roc_auc over folds", true)]
    [InlineData("by dayofweek", true)]
    [InlineData("what", true)]
    [InlineData("harm", true)]
    [InlineData("latlon", true)]
    [InlineData("no value in 'crash_date'", true)]
    [InlineData("Area under the ROC curve", false)]
    [InlineData("What sets the groups apart", false)]
    [InlineData("purchases-2023.csv.gz", false)]
    [InlineData("https://example.org/a_b", false)]
    public void A_raw_name_is_told_from_words(string text, bool isRaw) => Assert.Equal(isRaw, Raw().IsMatch(text));

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Analytics.sln")))
        {
            folder =
                Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("no Analytics.sln above " + AppContext.BaseDirectory);
        }

        return folder;
    }

    private static JsonObject[] Figures(string notebook) =>
        [.. Data(notebook).Select(data => data["application/vnd.plotly.v1+json"]).OfType<JsonObject>()];

    /// <summary>What is shown as text alone: answers, claims, decisions. Tables and figures have other forms beside it.</summary>
    private static string[] Sentences(string notebook) =>
        [
            .. Data(notebook)
                .Where(data => data.Count == 1)
                .Select(data => data["text/plain"])
                .OfType<JsonNode>()
                .Select(text =>
                    text is JsonArray lines ? string.Concat(lines.Select(line => line!.GetValue<string>())) : text.GetValue<string>()
                ),
        ];

    private static IEnumerable<JsonObject> Data(string notebook) =>
        Notebook
            .Parse(File.ReadAllText(Path.Combine(Root(), notebook)), notebook)
            .Cells.SelectMany(cell => cell.Json["outputs"] as JsonArray ?? [])
            .Select(output => output?["data"])
            .OfType<JsonObject>();

    /// <summary>All that a reader sees as text: titles, axes, notes, names of layers, of categories, of dimensions.</summary>
    private static IEnumerable<string> Texts(JsonNode? node, string key = "")
    {
        string[] read = ["title", "text", "name", "label", "x", "y", "ticktext", "hovertemplate", "labels"];
        return node switch
        {
            JsonObject fields => fields.SelectMany(field => Texts(field.Value, field.Key)),
            JsonArray items => items.SelectMany(item => Texts(item, key)),
            JsonValue value when read.Contains(key) && value.TryGetValue<string>(out var text) => [text],
            _ => [],
        };
    }

    private static string? TextOf(JsonNode? title) => (title is JsonObject ? title["text"] : title)?.GetValue<string>();

    [GeneratedRegex(@"(?<![\w/:.\-])[a-z][a-z0-9]*(_[a-z0-9]+)+\b(?![\w.]*/)|\b(dayofweek|latlon)\b|^(what|harm|auc|mae|rmse|lat|lon)$")]
    private static partial Regex Raw();
}
