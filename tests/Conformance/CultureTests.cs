using System.Security.Cryptography;
using Analytics.App;
using Analytics.Engine;

namespace Analytics.Conformance;

/// <summary>Each domain as people of other cultures make it: manifests, logs, tables, models, cards, runs, file by file.</summary>
public sealed class CultureTests
{
    private static readonly string[] s_cultures = ["de-DE", "tr-TR", "ar-SA"];

    public static TheoryData<string> Domains => [.. Catalog.Domains.Select(domain => domain.Name)];

    [Theory, MemberData(nameof(Domains))]
    public void Every_file_of_a_lake_with_its_models_is_the_same_in_every_culture_and_fresh_under_another(string name)
    {
        var domain = Catalog.Of(name);
        var folder = Directory.CreateTempSubdirectory("analytics-culture-").FullName;
        try
        {
            var inputs = SampleWriter.Write(domain, new SampleOptions(Math.Min(domain.SampleRows, 1200)), Path.Combine(folder, "samples"));
            var expected = InCulture.Do("", () => Make(domain, inputs, Path.Combine(folder, "data")));
            Assert.Contains(expected.Keys, file => file.StartsWith("manifests", StringComparison.Ordinal));
            Assert.Contains(
                expected.Keys,
                file => file.EndsWith("card.md", StringComparison.Ordinal) && file.StartsWith("models", StringComparison.Ordinal)
            );
            foreach (var culture in s_cultures)
            {
                // In the same place each time: raw files and MLflow remember paths.
                Directory.Delete(Path.Combine(folder, "data"), recursive: true);
                var found = InCulture.Do(culture, () => Make(domain, inputs, Path.Combine(folder, "data")));
                Assert.Equal(expected.Keys, found.Keys);
                Assert.All(
                    expected,
                    file =>
                        Assert.True(
                            found[file.Key] == file.Value,
                            $"{culture}: {file.Key} differs:\n{found[file.Key]}\ninvariant:\n{file.Value}"
                        )
                );
            }

            using var lake = Lake.Lake.Open(Path.Combine(folder, "data"));
            Assert.True(InCulture.Do("sv-SE", () => new Runner(lake, new Standing(), new RunOptions()).Run(domain)).IsFresh);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Path → text, or the hash of what is no short text. DuckDB's file and the note of its hash differ at every writing.</summary>
    private static SortedDictionary<string, string> Make(Domain domain, IReadOnlyList<InputPath> inputs, string data)
    {
        using var lake = Lake.Lake.Open(data);
        var time = new Standing();
        Landing.Land(lake, domain, inputs, time);
        new Runner(lake, time, new RunOptions()).Run(domain);
        foreach (var study in domain.Studies)
        {
            try
            {
                new Trainer(lake, time).Train(domain, study with { Bar = double.NegativeInfinity });
            }
            catch (UntrainableException)
            {
                // A study of few groups has too few rows in a small sample.
            }
        }

        return new SortedDictionary<string, string>(
            Directory
                .EnumerateFiles(data, "*", SearchOption.AllDirectories)
                .Where(file => Path.GetFileName(file) != "LOCK")
                .ToDictionary(
                    file => Path.GetRelativePath(data, file),
                    file =>
                        File.ReadAllBytes(file) is { Length: < 100_000 } bytes
                        && !file.EndsWith(".parquet", StringComparison.Ordinal)
                        && !file.EndsWith(".onnx", StringComparison.Ordinal)
                            ? System.Text.Encoding.UTF8.GetString(bytes)
                            : Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))
                ),
            StringComparer.Ordinal
        );
    }

    /// <summary>A clock that stands, so that durations are the same too.</summary>
    private sealed class Standing : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

        public override long GetTimestamp() => 0;
    }
}
