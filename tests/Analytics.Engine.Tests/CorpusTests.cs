using System.Text.Json;
using Analytics.Lake;

namespace Analytics.Engine.Tests;

/// <summary>Bad input files with what must come of each, in a JSON file beside it: rows kept, records in quarantine, words of the reasons.</summary>
public sealed class CorpusTests
{
    private sealed record Expected(string About, long Kept, long Quarantined, IReadOnlyList<string> Reasons);

    private static readonly Toy s_toy = new();
    private static readonly JsonSerializerOptions s_json = new() { PropertyNameCaseInsensitive = true };

    private static string Folder => Path.Combine(RealData.Repository, "tests", "Corpus");

    private static IEnumerable<string> Names =>
        Directory
            .GetFiles(Folder, "*.json")
            .Select(path => Path.GetFileName(path)[..^".json".Length])
            .Where(name => File.Exists(Path.Combine(Folder, name)))
            .Order(StringComparer.Ordinal);

    public static TheoryData<string> Files => [.. Names];

    private static Expected Of(string name) =>
        JsonSerializer.Deserialize<Expected>(File.ReadAllText(Path.Combine(Folder, name + ".json")), s_json)!;

    [Theory, MemberData(nameof(Files))]
    public void A_bad_file_keeps_its_good_rows_and_says_what_is_wrong_with_the_others(string name)
    {
        var expected = Of(name);
        using var lake = new ToyLake();

        // A run that reads nothing but a file nobody understands stops, unless that is fine.
        lake.Land(s_toy, new InputPath("items", Path.Combine(Folder, name)));
        var run = lake.Run(s_toy, new RunOptions { AcceptRefused = true });

        var account = run.Steps[0].Account!;
        var reasons = lake.Rows(s_toy, "SELECT reasons FROM silver.items_quarantine ORDER BY line");
        Assert.Equal(
            (expected.Kept, expected.Quarantined, ""),
            (account.Kept, account.Quarantined, account.Quarantined == expected.Quarantined ? "" : string.Join(" / ", reasons))
        );
        Assert.All(expected.Reasons, words => Assert.Contains(reasons, reason => reason.Contains(words, StringComparison.Ordinal)));
        Assert.Equal([name], lake.Rows(s_toy, "SELECT DISTINCT origin FROM silver.items_quarantine").DefaultIfEmpty(name));
    }

    [Fact]
    public void All_bad_files_together_do_not_stop_the_good_one()
    {
        using var lake = new ToyLake();
        var good = lake.Items("good.csv", [.. Enumerable.Range(100_000, 50).Select(id => $"{id},plum,1,2024-07-01")]);

        var run = lake.LandAndRun(s_toy, [good, .. Names.Select(name => new InputPath("items", Path.Combine(Folder, name)))]);

        Assert.Equal(["50"], lake.Rows(s_toy, "SELECT count(*) FROM silver.items WHERE name = 'plum' AND id >= 100000"));
        Assert.Equal(Names.Sum(name => Of(name).Quarantined), run.Steps[0].Account!.Quarantined);
        Assert.True(run.Steps[0].Account!.Holds);
    }
}
