using Analytics.Lake;

namespace Analytics.Engine;

/// <summary>A file of a registered version, made again.</summary>
/// <param name="Name">Its name in the version's folder.</param>
/// <param name="IsSame">Whether every byte came out again.</param>
public sealed record ReproducedFile(string Name, bool IsSame);

/// <summary>Trains a registered version again from the snapshot that its card pins, and compares the bytes.</summary>
public sealed class Reproduction(Lake.Lake lake)
{
    private readonly Registry _registry = new(lake);

    /// <exception cref="RunException">The study has changed since, so that another model is to be expected.</exception>
    /// <exception cref="LakeException">The snapshot is gone.</exception>
    public IReadOnlyList<ReproducedFile> Run(Domain domain, Study study, string version, CancellationToken cancellation = default)
    {
        var card = _registry.Card(domain.Name, study.Name, version);
        var before = _registry.FolderOf(domain.Name, study.Name, version);
        var training = Training.Of(domain, study, lake.At(card.Snapshot));
        if (training.Code != card.Run.Code)
        {
            throw new RunException(
                $"{domain.Name}/{study.Name}@{version} was trained by code {card.Run.Code}; the study is {training.Code} now, so other bytes are to be expected. Check out the commit that trained it and reproduce there."
            );
        }

        var trained = training.Measure(
            training.Run(TrainingRequest.Again(study, card.Run) with { AllowLeak = card.Run.Leaks.Count > 0 }, cancellation),
            card.Run.Leaks.Count > 0,
            cancellation
        );
        // What was decided and chosen among, and how often the test had been looked at by then, is history and not made again.
        var again = training.CardOf(
            trained,
            explain: card.Original is not null
                || card.Yardstick is not null
                || card.Rolling is not null
                || card.OutOfTime is not null
                || card.Shuffled is not null,
            cancellation
        ) with
        {
            Looks = card.Looks,
            Contest = card.Contest,
            Contenders = card.Contenders,
        };
        var folder = Directory.CreateTempSubdirectory("analytics-reproduce-").FullName;
        try
        {
            Experiments.WriteModel(folder, trained);
            Json.Write(Path.Combine(folder, "card.json"), Json.Text(again));
            Json.Write(Path.Combine(folder, "card.md"), again.ToMarkdown());
            return
            [
                .. Registry
                    .Files.Where(name => File.Exists(Path.Combine(before, name)))
                    .Select(name => new ReproducedFile(name, Same(Path.Combine(before, name), Path.Combine(folder, name)))),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool Same(string one, string other) =>
        File.Exists(other) && File.ReadAllBytes(one).AsSpan().SequenceEqual(File.ReadAllBytes(other));
}
