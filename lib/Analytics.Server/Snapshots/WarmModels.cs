using System.Collections.Concurrent;
using Analytics.App;
using Analytics.Lake;
using Analytics.Learning;

namespace Analytics.Server.Snapshots;

/// <summary>A champion in memory.</summary>
public sealed record WarmModel(Domain Domain, Study Study, string Version, ModelCard Card, Model Model);

/// <summary>The champions of one snapshot. Those that cannot be loaded say why; the others serve.</summary>
public sealed class WarmModels(Lake.Lake lake, Snapshot snapshot)
{
    private readonly ConcurrentDictionary<string, WarmModel> _models = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _broken = new(StringComparer.Ordinal);
    private volatile bool _areLoaded;

    public bool AreLoaded => _areLoaded;

    /// <summary><c>domain/study</c> → what is wrong with its champion.</summary>
    public IReadOnlyDictionary<string, string> Broken => _broken;

    public IReadOnlyCollection<WarmModel> All => [.. _models.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => each.Value)];

    /// <summary>The champion, or null where there is none, or none that can be loaded.</summary>
    public WarmModel? Find(string domain, string study) => _models.GetValueOrDefault($"{domain}/{study}");

    /// <summary>Loads all of them, each by a thread of its own.</summary>
    public void Load(CancellationToken cancellation)
    {
        var registry = new Registry(lake);
        Parallel.ForEach(Catalog.Domains.SelectMany(domain => domain.Studies.Select(study => (Domain: domain, Study: study))), new ParallelOptions { CancellationToken = cancellation }, each =>
        {
            var name = $"{each.Domain.Name}/{each.Study.Name}";
            if (!snapshot.Models.TryGetValue(name, out var version))
                return;
            try
            {
                var card = registry.Card(each.Domain.Name, each.Study.Name, version);
                Model model = each.Study is ClusterStudy ? registry.LoadClusters(each.Domain.Name, each.Study.Name, version) : registry.Load(each.Domain.Name, each.Study.Name, version);
                _models[name] = new WarmModel(each.Domain, each.Study, version, card, model);
            }
            catch (Exception error) when (error is LakeException or UsageException or RunException or LearningException or IOException or UnauthorizedAccessException)
            {
                _broken[name] = error.Message;
            }
        });
        _areLoaded = true;
    }
}
