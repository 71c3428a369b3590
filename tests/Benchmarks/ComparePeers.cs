using Analytics.App;

namespace Analytics.Benchmarks;

/// <summary>
/// dotnet run -c Release --project tests/Benchmarks -- comparepeers [filter]: trains every predicting study whose name holds the filter as <c>rebuild.csx</c>
/// does and sets it beside LightGBM, scikit-learn, our other learners, the best single feature and the constant: same features, same split, same rows.
/// Prints the tables and writes lib/Analytics.Domains/PEERS.md and .csv; results of studies left out are kept.
/// </summary>
public static class ComparePeers
{
    public static int Run(string[] arguments)
    {
        var filter = arguments.Length > 0 ? arguments[0] : "";
        var said = new SortedSet<string>(StringComparer.Ordinal);
        var kept = Directory.CreateDirectory(Path.Combine(Repository.Root, "lib", "artifacts", "peers")).FullName;
        string Kept(PeerStudy study, string extension) => Path.Combine(kept, $"models-{study.Domain}-{study.Name}{extension}");
        void Say(string text)
        {
            if (said.Add(text))
            {
                Console.Error.WriteLine(text);
            }
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
                File.WriteAllText(Kept(study, ".md"), ComparisonPage.Section(comparison, scores));
                File.WriteAllLines(Kept(study, ".csv"), ComparisonPage.Lines(comparison, scores));
                Console.WriteLine(File.ReadAllText(Kept(study, ".md")));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        PeerStudy[] done = [.. PeerStudy.All.Where(study => File.Exists(Kept(study, ".md")))];
        var page = Path.Combine(Repository.Root, "lib", "Analytics.Domains", "PEERS.md");
        File.WriteAllText(page, ComparisonPage.Page([.. done.Select(study => File.ReadAllText(Kept(study, ".md")))], said));
        File.WriteAllLines(
            Path.ChangeExtension(page, ".csv"),
            [ComparisonPage.Header, .. done.SelectMany(study => File.ReadAllLines(Kept(study, ".csv")))]
        );
        return 0;
    }
}
