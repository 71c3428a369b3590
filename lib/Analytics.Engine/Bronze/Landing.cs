using Analytics.Lake;

namespace Analytics.Engine;

/// <summary>Brings raw files into Bronze, as they came.</summary>
public static class Landing
{
    /// <summary>Marks the origin of generated samples; they give way as soon as real input lands.</summary>
    public const string SamplePrefix = "sample:";

    /// <summary>Lands files; bytes that are there already are not landed again.</summary>
    /// <param name="lake">Where.</param>
    /// <param name="domain">The domain they belong to.</param>
    /// <param name="inputs">Files, folders or globs by source.</param>
    /// <param name="time">When they are received.</param>
    /// <param name="sample">True for generated samples.</param>
    /// <param name="progress">Receives a line per file.</param>
    /// <returns>How many files were new.</returns>
    /// <exception cref="UsageException">A path or source does not exist.</exception>
    /// <exception cref="Lake.LakeException">A file cannot be read, or there is no room.</exception>
    public static int Land(
        Lake.Lake lake,
        Domain domain,
        IReadOnlyList<InputPath> inputs,
        TimeProvider time,
        bool sample = false,
        Action<string, int, int>? progress = null
    )
    {
        var received = time.GetUtcNow();
        var origins = new Dictionary<string, Origins>(StringComparer.Ordinal);
        BronzeInfo Describe(string source, string file)
        {
            // Samples are made again and again, anywhere.
            if (sample)
            {
                return new BronzeInfo(SamplePrefix + Path.GetFileName(file), received);
            }

            if (!origins.TryGetValue(source, out var names))
            {
                origins[source] = names = new Origins(lake.Objects.List(domain.Name, source));
            }

            var (origin, place) = names.Of(file);
            return new BronzeInfo(origin, received, Place: place);
        }

        var files = inputs
            .SelectMany(input =>
                input
                    .Files()
                    .Select(file => new BronzeFile(SourceOf(domain, input).Name, file, Describe(SourceOf(domain, input).Name, file)))
            )
            .ToArray();
        var number = 0;
        var told = new Lock();
        void Tell(BronzeFile file)
        {
            lock (told)
            {
                progress?.Invoke(sample ? Path.GetFileName(file.Path) : file.Info.Origin, ++number, files.Length);
            }
        }

        using var span = Spans.Tables.Begin("land", domain.Name)?.SetTag(Spans.Domain, domain.Name);
        try
        {
            var landed = lake
                .Objects.Land(domain.Name, files, (file, copy) => RecordCount.Of(domain.SourceOf(file.Source), copy), Tell)
                .Count(each => each.IsNew);
            span?.SetTag("analytics.files", landed);
            return landed;
        }
        catch (Exception error) when (span.Saw(error))
        {
            throw;
        }
        catch (LakeException denied) when (denied.InnerException is UnauthorizedAccessException)
        {
            throw new UsageException(
                $"{denied.Message} Give yourself permission (chmod +r for input, chmod +w for the lake) and try again."
            );
        }
    }

    /// <summary>All landed objects of a domain by source. Samples count only while there is nothing else.</summary>
    internal static IReadOnlyDictionary<string, IReadOnlyList<ObjectInput>> Inputs(Lake.Lake lake, Domain domain)
    {
        var all = domain
            .Sources.SelectMany(source => lake.Objects.List(domain.Name, source.Name).Select(each => (Source: source, Object: each)))
            .ToArray();
        var real = all.Where(each => !IsSample(each.Object)).ToArray();
        return (real.Length > 0 ? real : all)
            .GroupBy(each => each.Source.Name, StringComparer.Ordinal)
            .ToDictionary(
                group => group.Key,
                group =>
                    (IReadOnlyList<ObjectInput>)
                        [
                            .. group
                                .Select(each => new ObjectInput(
                                    each.Object.Sha,
                                    each.Object.Path,
                                    each.Source,
                                    each.Object.Info.Origin,
                                    each.Object.Info.ReceivedAt.UtcDateTime,
                                    each.Object.Info.Rows
                                )
                                {
                                    Described = each.Object.Info.Reading,
                                })
                                .OrderBy(each => each.Sha, StringComparer.Ordinal),
                        ],
                StringComparer.Ordinal
            );
    }

    /// <summary>Source → hashes of objects.</summary>
    internal static IReadOnlyDictionary<string, IReadOnlyList<string>> HashesOf(
        IReadOnlyDictionary<string, IReadOnlyList<ObjectInput>> objects
    ) =>
        objects.ToDictionary(
            source => source.Key,
            source => (IReadOnlyList<string>)[.. source.Value.Select(each => each.Sha)],
            StringComparer.Ordinal
        );

    /// <summary>
    /// Source → hashes of the objects that <see cref="Inputs"/> gives. Where the steps of a snapshot have read all that is there, one description of a source is
    /// read instead of all: a lake that got a file a day has thousands, and most rebuilds find nothing new.
    /// </summary>
    internal static IReadOnlyDictionary<string, IReadOnlyList<string>> Hashes(Lake.Lake lake, Domain domain, Snapshot snapshot)
    {
        var there = domain
            .Sources.Select(source => (Source: source, Hashes: lake.Objects.Hashes(domain.Name, source.Name)))
            .Where(each => each.Hashes.Count > 0)
            .ToArray();
        var isRead =
            there.All(each => AreRead(domain, each.Source, each.Hashes, snapshot))
            && there.Select(each => IsSample(lake.Objects.Of(domain.Name, each.Source.Name, each.Hashes[0]))).Distinct().Count() <= 1;
        return isRead
            ? there.ToDictionary(each => each.Source.Name, each => each.Hashes, StringComparer.Ordinal)
            : HashesOf(Inputs(lake, domain));
    }

    /// <summary>
    /// Whether a step has read exactly these objects of a source. They are then all samples or all real input, since one run reads only the ones or the others.
    /// </summary>
    private static bool AreRead(Domain domain, Source source, IReadOnlyList<string> hashes, Snapshot snapshot) =>
        domain
            .Tables.OfType<SilverTable>()
            .Where(table => Plan.SourcesOf(domain, table).Contains(source))
            .Select(table => snapshot.Steps.GetValueOrDefault(table.FullName(domain)))
            .Any(step =>
                step is not null
                && hashes.All(sha => step.Inputs.ContainsKey(Plan.NameOf(source, sha)))
                && step.Inputs.Keys.Count(name => name.StartsWith(Plan.NameOf(source, ""), StringComparison.Ordinal)) == hashes.Count
            );

    private static bool IsSample(BronzeObject each) => each.Info.Origin.StartsWith(SamplePrefix, StringComparison.Ordinal);

    private static Source SourceOf(Domain domain, InputPath input) =>
        domain.Sources.FirstOrDefault(source => source.Name == input.Source)
        ?? throw new UsageException(
            $"Domain '{domain.Name}' has no input '{input.Source}'. Its inputs are: {string.Join(", ", domain.Sources.Select(source => source.Name))}."
        );
}
