using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Analytics.Lake;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>What became of a finished run; a line of <c>decisions.jsonl</c>.</summary>
/// <param name="Run">Its id.</param>
/// <param name="Promoted">Whether it is the champion now.</param>
/// <param name="Version">The version that it was registered as; null when refused.</param>
/// <param name="Reason">Why, with the numbers.</param>
public sealed record Decision(string Run, bool Promoted, string? Version, string Reason)
{
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>When it was recorded, UTC; null while it is not.</summary>
    [JsonPropertyOrder(-1)]
    public DateTime? At { get; init; }

    /// <summary>Hash of the split whose test rows were looked at for this decision; null where none were.</summary>
    public string? Split { get; init; }

    internal static Decision Read(string line, string file)
    {
        try
        {
            return JsonSerializer.Deserialize<Decision>(line, s_json) ?? throw new JsonException("it holds null");
        }
        catch (JsonException error)
        {
            throw new RunException($"{file} has a line that is no decision: {error.Message}", error);
        }
    }

    internal string Line() => JsonSerializer.Serialize(this, s_json);
}

/// <summary>
/// The models of a lake: <c>models/&lt;domain&gt;/&lt;study&gt;/&lt;version&gt;/{model.json,model.onnx,threshold.txt,labels.json,card.json,card.md}</c>
/// with their hashes in <c>SHA256SUMS</c>. Versions are whole numbers and never change; which one is champion stands in the lake's manifest.
/// </summary>
public sealed class Registry(Lake.Lake lake)
{
    /// <summary>The champion's version, or null.</summary>
    public string? ChampionOf(string domain, string study) => lake.Head.Models.GetValueOrDefault($"{domain}/{study}");

    /// <summary>All versions, oldest first.</summary>
    public IReadOnlyList<string> Versions(string domain, string study) =>
        Directory.Exists(FolderOf(domain, study))
            ?
            [
                .. Directory
                    .EnumerateDirectories(FolderOf(domain, study))
                    .Select(Path.GetFileName)
                    .OfType<string>()
                    .Where(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                    .OrderBy(name => int.Parse(name, CultureInfo.InvariantCulture)),
            ]
            : [];

    public string FolderOf(string domain, string study) => Path.Combine(lake.Folder, "models", domain, study);

    /// <exception cref="UsageException">There is no such version.</exception>
    public string FolderOf(string domain, string study, string version) =>
        Versions(domain, study).Contains(version)
            ? Path.Combine(FolderOf(domain, study), version)
            : throw new UsageException(
                $"There is no model {domain}/{study}@{version}. {(Versions(domain, study) is [_, ..] versions ? $"Versions: {string.Join(", ", versions)}." : $"Train one: dotnet script scripts/train.csx {domain}")}"
            );

    /// <summary>The card of the champion in force, or null where there is none, or where a file of it is damaged, which <c>Damage</c> says then.</summary>
    public (ModelCard? Card, string? Version, string? Damage) Champion(string domain, string study) => Champion(lake.Head, domain, study);

    /// <summary>The same of any snapshot.</summary>
    public (ModelCard? Card, string? Version, string? Damage) Champion(Snapshot snapshot, string domain, string study)
    {
        if (snapshot.Models.GetValueOrDefault($"{domain}/{study}") is not { } version)
        {
            return (null, null, null);
        }

        var (card, damage) = TryCard(domain, study, version);
        return (card, version, damage);
    }

    /// <summary>Finds the champion's card, and looks whether all files of the champion are what was registered.</summary>
    /// <param name="domain">The domain's name.</param>
    /// <param name="study">The study's name.</param>
    /// <param name="path">The card's; null where there is no champion.</param>
    /// <returns>False where a file was changed.</returns>
    internal bool TryCardFile(string domain, string study, out string? path)
    {
        try
        {
            path = ChampionOf(domain, study) is { } version ? Path.Combine(Checked(domain, study, version), "card.json") : null;
            return true;
        }
        catch (LakeException)
        {
            path = null;
            return false;
        }
    }

    public ModelCard Card(string domain, string study, string version) =>
        Json.Read<ModelCard>(Path.Combine(Checked(domain, study, version), "card.json"));

    public Clusterer LoadClusters(string domain, string study, string version) =>
        Model.Load<Clusterer>(Path.Combine(Checked(domain, study, version), "model.json"));

    public Predictor Load(string domain, string study, string version) =>
        Model.Load<Predictor>(Path.Combine(Checked(domain, study, version), "model.json"));

    /// <summary>The folder of a version whose files are what was registered; nothing of a damaged model is served.</summary>
    private string Checked(string domain, string study, string version)
    {
        _ = FolderOf(domain, study, version);
        return lake.CheckedModel($"{domain}/{study}", version);
    }

    /// <summary>Splits <c>crashes/severity@2</c>; without a version the champion is meant.</summary>
    /// <exception cref="UsageException">It is not so written, or has no champion.</exception>
    public (string Domain, string Study, string Version) Parse(string text)
    {
        var at = text.Split('@', 2);
        if (at[0].Split('/') is not [{ Length: > 0 } domain, { Length: > 0 } study])
        {
            throw new UsageException($"'{text}' names no model. Write domain/study or domain/study@version, e.g. crashes/severity@1");
        }

        var version =
            at.Length == 2
                ? at[1]
                : ChampionOf(domain, study)
                    ?? throw new UsageException(
                        $"{domain}/{study} has no champion yet. Train one: dotnet script scripts/train.csx {domain}"
                    );
        _ = FolderOf(domain, study, version);
        return (domain, study, version);
    }

    /// <summary>Puts another version in force; how a promotion is taken back.</summary>
    public void Promote(string domain, string study, string version, TimeProvider time)
    {
        var card = Card(domain, study, version);
        using var writer = lake.Write(time, $"promote {domain}/{study}@{version}");
        writer.SetModel($"{domain}/{study}", version);
        writer.Publish($"promote {domain}/{study}@{version} by hand");
        Record(domain, study, new Decision(card.Run.Id, true, version, "by hand"), time);
    }

    /// <summary>Removes a version that is not in force: how a damaged one is got rid of.</summary>
    /// <exception cref="LakeException">It is in force, or its files cannot be removed.</exception>
    public void Remove(string domain, string study, string version, TimeProvider time)
    {
        var folder = FolderOf(domain, study, version);
        using var writer = lake.Write(time, $"remove {domain}/{study}@{version}");
        writer.ForgetModel($"{domain}/{study}", version);
        // Forgotten first: a kill in between leaves a version that is registered nowhere and can be removed again.
        writer.Publish($"remove {domain}/{study}@{version}");
        Lake.Lake.RemoveModel(folder);
    }

    /// <summary>All decisions ever taken, oldest first.</summary>
    public IReadOnlyList<Decision> Decisions(string domain, string study) =>
        DecisionsOf(domain, study) is var path && File.Exists(path)
            ? [.. Lake.Lake.ReadSealed(path).Select(line => Decision.Read(line, path))]
            : [];

    private string DecisionsOf(string domain, string study) => Path.Combine(FolderOf(domain, study), "decisions.jsonl");

    /// <summary>How often the test rows of a split were looked at: a look for every run that was decided on. The same run again shows nothing new.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="study">The study.</param>
    /// <param name="split">The split's hash.</param>
    /// <param name="run">A run that is being looked at now.</param>
    internal int Looks(string domain, string study, string split, string run) =>
        Decisions(domain, study)
            .Where(each => each.Split == split)
            .Select(each => each.Run)
            .Append(run)
            .Distinct(StringComparer.Ordinal)
            .Count();

    /// <summary>Copies a run's model to a version, new unless the run has one already. It is whole or not there.</summary>
    internal string Register(LakeWriter writer, ExperimentRun run, string runFolder)
    {
        var versions = Versions(run.Domain, run.Study);
        // One of which a file is damaged is like no other.
        if (
            versions.FirstOrDefault(version =>
                TryCard(run.Domain, run.Study, version).Card?.Run.Id == run.Id
                && SameModel(Path.Combine(FolderOf(run.Domain, run.Study), version), runFolder)
            ) is
            { } there
        )
        {
            return there;
        }

        var number = (versions.Count == 0 ? 0 : int.Parse(versions[^1], CultureInfo.InvariantCulture)) + 1;
        var version = number.ToString(CultureInfo.InvariantCulture);
        lake.RequireSealed(runFolder);
        var aside = Directory.CreateDirectory(Path.Combine(writer.StageFolder, $"model-{run.Domain}-{run.Study}")).FullName;
        foreach (var name in Files.Where(name => File.Exists(Path.Combine(runFolder, name))))
        {
            File.Copy(Path.Combine(runFolder, name), Path.Combine(aside, name), overwrite: true);
        }

        Lake.Lake.PlaceModel(aside, Path.Combine(FolderOf(run.Domain, run.Study), version));
        return version;
    }

    /// <summary>A version's card, or what is wrong with a file of the version.</summary>
    private (ModelCard? Card, string? Damage) TryCard(string domain, string study, string version)
    {
        try
        {
            return (Card(domain, study, version), null);
        }
        catch (LakeException damaged)
        {
            return (null, damaged.Message);
        }
    }

    internal void Record(string domain, string study, Decision decision, TimeProvider time)
    {
        Directory.CreateDirectory(FolderOf(domain, study));
        Lake.Lake.AppendSealed(DecisionsOf(domain, study), (decision with { At = time.GetUtcNow().UtcDateTime }).Line());
    }

    /// <summary>The files of a version.</summary>
    internal static IReadOnlyList<string> Files { get; } =
    ["model.json", "model.onnx", "threshold.txt", "labels.json", "card.json", "card.md"];

    private static bool SameModel(string one, string other) =>
        File.ReadAllBytes(Path.Combine(one, "model.json")).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(other, "model.json")));
}
