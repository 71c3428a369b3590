using System.Collections.Concurrent;
using Analytics.App;
using Analytics.Lake;
using Analytics.Learning;

namespace Analytics.Server.Snapshots;

/// <summary>There is no model to answer with: 503.</summary>
public sealed class NoModelException(string message) : Exception(message);

/// <summary>The champions of one snapshot. Those that cannot be loaded say why; the others serve.</summary>
public sealed class WarmModels(Lake.Lake lake, Snapshot snapshot)
{
    private readonly ConcurrentDictionary<string, Scorer> _models = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _broken = new(StringComparer.Ordinal);
    private volatile bool _areLoaded;

    public bool AreLoaded => _areLoaded;

    /// <summary><c>domain/study</c> → what is wrong with its champion.</summary>
    public IReadOnlyDictionary<string, string> Broken => _broken;

    public IReadOnlyCollection<Scorer> All => [.. _models.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => each.Value)];

    /// <summary>The champion, or null where there is none, or none that can be loaded.</summary>
    public Scorer? Find(string domain, string study) => _models.GetValueOrDefault($"{domain}/{study}");

    /// <summary>The champion.</summary>
    /// <exception cref="NoModelException">There is none, none that can be loaded, or it is being loaded.</exception>
    public Scorer Need(string domain, string study) =>
        Find(domain, study)
        ?? throw new NoModelException(
            !_areLoaded ? "The models are being loaded. Try again in a second."
            : _broken.TryGetValue($"{domain}/{study}", out var why) ? why
            : $"{domain}/{study} has no champion. Train one: dotnet script scripts/train.csx {domain} --study {study}"
        );

    /// <summary>Loads all of them, each by a thread of its own.</summary>
    public void Load(CancellationToken cancellation)
    {
        var registry = new Registry(lake);
        Parallel.ForEach(
            Catalog.Domains.SelectMany(domain => domain.Studies.Select(study => (Domain: domain, Study: study))),
            new ParallelOptions { CancellationToken = cancellation },
            each =>
            {
                var name = $"{each.Domain.Name}/{each.Study.Name}";
                if (!snapshot.Models.TryGetValue(name, out var version))
                {
                    return;
                }

                try
                {
                    _models[name] = Scorer.Load(registry, each.Domain, each.Study, version);
                }
                catch (Exception error)
                    when (error
                            is LakeException
                                or UsageException
                                or RunException
                                or LearningException
                                or IOException
                                or UnauthorizedAccessException
                    )
                {
                    _broken[name] = error.Message;
                }
            }
        );
        _areLoaded = true;
    }
}
