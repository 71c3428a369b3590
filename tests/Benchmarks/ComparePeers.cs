using Analytics.App;

namespace Analytics.Benchmarks;

/// <summary>
/// dotnet run -c Release --project tests/Benchmarks -- comparepeers [filter]: trains every predicting study whose name holds the filter as <c>rebuild.csx</c>
/// does and sets it beside LightGBM, scikit-learn, our other learners, the best single feature and the constant: same features, same split, same rows.
/// Prints the tables; without a filter writes them to lib/Analytics.Domains/PEERS.md and .csv.
/// </summary>
public static class ComparePeers
{
    public static int Run(string[] arguments)
    {
        var filter = arguments.Length > 0 ? arguments[0] : "";
        var (said, pages, lines) = (new SortedSet<string>(StringComparer.Ordinal), new List<string>(), new List<string> { ComparisonPage.Header });
        void Say(string text)
        {
            if (said.Add(text))
                Console.Error.WriteLine(text);
        }

        foreach (var study in PeerStudy.All.Where(each => $"{each.Domain}/{each.Name}".Contains(filter, StringComparison.Ordinal)))
        {
            if (study.Missing is { } missing)
            {
                Say(missing);
                continue;
            }

            var folder = Directory.CreateTempSubdirectory("analytics-peers-").FullName;
            try
            {
                using var lake = Lake.Lake.Open(folder);
                var comparison = new Comparison(study, lake);
                var scores = comparison.Scores(Say);
                pages.Add(ComparisonPage.Section(comparison, scores));
                lines.AddRange(ComparisonPage.Lines(comparison, scores));
                Console.WriteLine(pages[^1]);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        if (filter.Length > 0)
            return 0;
        var page = Path.Combine(Repository.Root, "lib", "Analytics.Domains", "PEERS.md");
        File.WriteAllText(page, ComparisonPage.Page(pages, said));
        File.WriteAllLines(Path.ChangeExtension(page, ".csv"), lines);
        return 0;
    }
}
