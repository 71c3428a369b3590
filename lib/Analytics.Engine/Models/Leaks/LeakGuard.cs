using Analytics.Frames;

namespace Analytics.Engine;

/// <summary>Something that makes a model look better than it will be.</summary>
/// <param name="Rule">
/// <c>too late</c>, <c>feature</c>, <c>place</c> (within a day or group), <c>missing</c>, <c>mean</c> (of the target), <c>pair</c>, <c>three</c>, <c>sum</c>, <c>product</c>, <c>fitted</c>, <c>meaning</c>,
/// <c>far above</c>, <c>order</c>, <c>entity</c>, <c>group</c> or <c>time</c>.
/// </param>
/// <param name="Columns">The columns it concerns.</param>
/// <param name="Value">AUC or R² where one was measured, else the number of entities.</param>
/// <param name="Text">What was found and what to do.</param>
public sealed record Leak(string Rule, IReadOnlyList<string> Columns, double Value, string Text);

/// <summary>What the leak guard has seen.</summary>
/// <param name="Leaks">What it refuses.</param>
/// <param name="Suspicions">What may be honest: trained, told on the card, and no champion until the study gives it a meaning.</param>
/// <param name="Solo">Feature → AUC or R² of that feature alone, learned on half of the rows and judged on the other.</param>
/// <param name="Searched">What was looked for, in words: of each search that took place, and of no other.</param>
internal sealed record LeakReport(
    IReadOnlyList<Leak> Leaks,
    IReadOnlyList<Leak> Suspicions,
    SortedDictionary<string, double> Solo,
    IReadOnlyList<string> Searched
);

/// <summary>
/// Looks for leaks before anything is trained: a feature that alone gives the target away, in whatever shape; two or three that do so together;
/// one that is known too late, by name or by content; entities, groups or times on both sides of the split.
/// </summary>
internal static class LeakGuard
{
    public const double Limit = 0.99;

    /// <summary>What <see cref="Fitted"/> looks for, in words.</summary>
    public const string FittedWords = "a fitted model that tells the target on the validation rows and on the test rows";

    private const string DeclaredWords = "the target, the key or a column declared too late among the features",
        SharedWords = "an entity, group or time on both sides of the split";

    /// <summary>Single features are screened on so many rows, drawn by a hash.</summary>
    private const int SoloRows = 20_000;

    /// <summary>Pairs and threes are screened on so many rows, and only those that stand out measured on more.</summary>
    private const int TogetherRows = 2048;

    /// <summary>What is told of a training whose champion is known: a feature that the champion did not have needs a meaning when it tells so much.</summary>
    public static LeakReport Inspect(
        Frame frame,
        PredictionStudy study,
        IReadOnlyList<string> features,
        Sides sides,
        ExperimentRun? champion = null
    )
    {
        var (leaks, searched) = (new List<Leak>(), new List<string>());
        // Where too few rows of a class are left to judge on, a search finds nothing, and is not boasted of.
        void Search(string? what, IEnumerable<Leak> found)
        {
            leaks.AddRange(found.ToArray());
            if (what is not null)
            {
                searched.Add(what);
            }
        }

        string[] Left() =>
            [
                .. features.Where(feature =>
                    feature != study.Target && feature != study.Key && leaks.All(leak => !leak.Columns.Contains(feature))
                ),
            ];
        Search(DeclaredWords, Declared(study, features));
        var sample = new LeakSample(Some(frame, SoloRows), study);
        var plain = features.AsParallel().AsOrdered().Select(sample.Alone).ToArray();
        var solo = new SortedDictionary<string, double>(
            features.Index().ToDictionary(each => each.Item, each => Math.Round(plain[each.Index], 4)),
            StringComparer.Ordinal
        );
        var canJudge = sample.Screen.CanJudge;
        Search(
            Invariant(
                $"a feature that alone tells the target, as a number in its order{(canJudge ? Invariant($" or as leaves of a tree on the half of {sample.Frame.RowCount:N0} rows that it was not learned from") : "")} ({sample.Name} above {Limit})"
            ),
            features
                .Where(feature => solo[feature] > Limit)
                .Select(feature => new Leak(
                    "feature",
                    [feature],
                    solo[feature],
                    Invariant($"'{feature}' alone tells the target ({sample.Name} {solo[feature]:0.000})")
                ))
        );
        if (study.KnownTooLate.Count > 0)
        {
            Search(LateContent.Words, LateContent.Find(frame, study, features));
        }

        if (sample.Screen.Single is not null)
        {
            Search(TargetMeans.Words, TargetMeans.Find(frame, study, features, sides));
        }

        var unseen = Left();
        Search(
            canJudge ? LeakSample.DisguiseWords : null,
            unseen.AsParallel().AsOrdered().Select(feature => sample.InDisguise(feature, unseen)).OfType<Leak>()
        );
        Search(canJudge ? LeakSample.MissingWords : null, sample.Missing(Left()) is { } missing ? [missing] : []);
        var few = new LeakSample(Some(frame, TogetherRows), study);
        Search(few.Screen.CanJudge ? LeakPairs.Words : null, new LeakPairs(few, sample).Find(Left()));
        if (Left() is [_, _, ..] left && leaks.All(leak => leak.Columns.Count < 2))
        {
            Search(canJudge && sample.Screen.Single is not null ? LeakSums.Words : null, LeakSums.Find(sample, left));
        }

        Search(SharedWords, Shared(frame, study, sides));
        if (champion is not null)
        {
            // Not told of: a run comes out again whatever champion there was.
            Search(
                null,
                New(study, features, solo, sample.Screen, champion)
                    .Where(leak => leaks.All(other => !other.Columns.Contains(leak.Columns[0])))
                    .ToArray()
            );
        }

        searched.Add(
            study.Reference is { } reference
                ? Invariant($"a feature far above the next best or above what whole models of the question reach ({reference:0.00})")
                : "a feature far above the next best"
        );
        if (IsOrderAsked(study) && canJudge)
        {
            searched.Add($"rows of one target beside each other in the order of '{study.Key}'");
        }

        return new LeakReport(
            leaks,
            [.. Suspicions(study, solo, sample).Where(each => leaks.All(leak => !leak.Columns.Contains(each.Columns[0])))],
            solo,
            searched
        );
    }

    /// <summary>What the study itself says cannot be a feature: all that there is to look for where nothing is predicted.</summary>
    public static IReadOnlyList<Leak> Declared(Study study, IReadOnlyList<string> features)
    {
        var target = (study as PredictionStudy)?.Target;
        return
        [
            .. features
                .Where(feature => study.KnownTooLate.Contains(feature) || feature == target || feature == study.Key)
                .Select(feature => new Leak(
                    "too late",
                    [feature],
                    double.NaN,
                    feature == target ? $"'{feature}' is the target itself"
                        : feature == study.Key ? $"'{feature}' names the entity"
                        : $"'{feature}' is not known yet at the time of prediction"
                )),
        ];
    }

    /// <summary>A model that is better on rows that it has not seen than honest ones ever are, whatever it learned from.</summary>
    public static Leak? Fitted(string metric, double validation, double test) =>
        IsFitted(metric) && Math.Min(validation, test) > Limit
            ? new Leak(
                "fitted",
                [],
                test,
                Invariant(
                    $"the fitted model tells the target ({metric} {validation:0.000} on the validation rows, {test:0.000} on the test rows): some features do so together"
                )
            )
            : null;

    /// <summary>Whether a fitted model is looked at: by measures of which 1 is all that can be told.</summary>
    public static bool IsFitted(string metric) => metric is "roc_auc" or "r2";

    /// <summary>A feature stands far above another when it leaves less than a third of what the other leaves untold.</summary>
    private static bool IsFarAbove(double solo, double other, LeakScreen screen) =>
        solo >= (screen.Nothing > 0 ? 0.85 : 0.75) && 1 - solo < (1 - other) / 3;

    private static IEnumerable<Leak> Suspicions(PredictionStudy study, SortedDictionary<string, double> solo, LeakSample sample)
    {
        var ranked = solo.OrderByDescending(each => each.Value).ThenBy(each => each.Key, StringComparer.Ordinal).ToArray();
        // Copies of one leak stand beside each other: what counts is the distance to the first that is none.
        var apart = Enumerable
            .Range(1, Math.Clamp(ranked.Length - 1, 0, 4))
            .LastOrDefault(i => IsFarAbove(ranked[i - 1].Value, ranked[i].Value, sample.Screen));
        foreach (var (place, (feature, value)) in ranked.Index())
        {
            if (study.Meanings.ContainsKey(feature))
            {
                continue;
            }

            if (place < apart)
            {
                yield return new Leak(
                    "far above",
                    [feature],
                    value,
                    Invariant(
                        $"'{feature}' alone reaches {sample.Name} {value:0.000}, far above the next best, '{ranked[apart].Key}' ({ranked[apart].Value:0.000}); {Ask(feature)}"
                    )
                );
            }
            else if (study.Reference is { } reference && IsAboveReference(value, reference, sample.Screen))
            {
                yield return new Leak(
                    "far above",
                    [feature],
                    value,
                    Invariant(
                        $"'{feature}' alone reaches {sample.Name} {value:0.000}, and whole models of this question reach {reference:0.000}; {Ask(feature)}"
                    )
                );
            }
        }

        if (IsOrderAsked(study) && sample.KeyOrder() is var order && order > Limit)
        {
            yield return new Leak(
                "order",
                [study.Key],
                order,
                Invariant(
                    $"rows that stand beside each other in the order of '{study.Key}' have the same target ({sample.Name} {order:0.000}): whatever follows that order gives it away; {Ask(study.Key)}"
                )
            );
        }
    }

    /// <summary>Whether the order of the key is looked at: where groups are kept together neighbours are alike by right.</summary>
    private static bool IsOrderAsked(PredictionStudy study) =>
        study.Split is not { KeepsGroups: true } && !study.Meanings.ContainsKey(study.Key);

    private static bool IsAboveReference(double solo, double reference, LeakScreen screen) =>
        solo >= reference + (1 - reference) / 3 && solo >= (screen.Nothing > 0 ? 0.75 : 0.4);

    private static IEnumerable<Leak> New(
        PredictionStudy study,
        IReadOnlyList<string> features,
        SortedDictionary<string, double> solo,
        LeakScreen screen,
        ExperimentRun champion
    )
    {
        var known = features
            .Intersect(champion.Features, StringComparer.Ordinal)
            .Select(feature => solo[feature])
            .DefaultIfEmpty(screen.Nothing)
            .Max();
        var whole = champion.Metric is "roc_auc" or "r2" ? champion.Score.Value : 1;
        return features
            .Where(feature =>
                !champion.Features.Contains(feature)
                && !study.Meanings.ContainsKey(feature)
                && (solo[feature] > Math.Max(known, whole) || IsFarAbove(solo[feature], known, screen))
            )
            .Select(feature => new Leak(
                "meaning",
                [feature],
                solo[feature],
                Invariant(
                    $"'{feature}' is new and alone reaches {screen.Name} {solo[feature]:0.000}; the champion's best feature reaches {known:0.000}, the champion with all of them {whole:0.000}. {Ask(feature)}"
                )
            ));
    }

    private static string Ask(string feature) =>
        $"if it is known at the time of prediction, say in the study's Meanings[\"{feature}\"] what it is and when it is known";

    private static IEnumerable<Leak> Shared(Frame frame, PredictionStudy study, Sides sides)
    {
        if (Both(frame, study.Key, sides, within: false) is > 0 and var entities)
        {
            yield return new Leak(
                "entity",
                [study.Key],
                entities,
                Invariant($"{entities} entities ('{study.Key}') stand on both sides of the split")
            );
        }

        if (study.Split.By is not { } by)
        {
            yield break;
        }

        if (
            study.Split.KeepsGroups
            && Both(frame, by, sides, study.Split is HeldOutGroupSplit && IsWithin(frame, by, sides)) is > 0 and var groups
        )
        {
            yield return new Leak("group", [by], groups, Invariant($"{groups} groups ('{by}') stand on both sides of the split"));
        }

        if (!study.Split.KeepsGroups && sides.Train.Length > 0 && sides.Test.Length > 0)
        {
            var time = frame[by];
            var (last, first) = (
                sides.Train.Aggregate((a, b) => time.Compare(a, b) >= 0 ? a : b),
                sides.Test.Aggregate((a, b) => time.Compare(a, b) <= 0 ? a : b)
            );
            if (time.Compare(last, first) >= 0)
            {
                yield return new Leak(
                    "time",
                    [by],
                    1,
                    Invariant($"training reaches to '{by}' {time[last]}, and the test begins at {time[first]}")
                );
            }
        }
    }

    /// <summary>Whether all groups that validate train too, as where there were no whole ones to spare.</summary>
    private static bool IsWithin(Frame frame, string column, Sides sides)
    {
        var names = Sides.Keys(frame, column);
        var train = sides.Train.Select(row => names[row]).ToHashSet(StringComparer.Ordinal);
        return sides.Validation.All(row => train.Contains(names[row]));
    }

    private static int Both(Frame frame, string column, Sides sides, bool within)
    {
        var names = Sides.Keys(frame, column);
        var train = sides.Train.Select(row => names[row]).ToHashSet(StringComparer.Ordinal);
        var validation = sides.Validation.Select(row => names[row]).ToHashSet(StringComparer.Ordinal);
        var test = sides.Test.Select(row => names[row]).ToHashSet(StringComparer.Ordinal);
        return test.Count(name => train.Contains(name) || validation.Contains(name)) + (within ? 0 : validation.Count(train.Contains));
    }

    /// <summary>Rows drawn by a hash of their place, in order: a step would fall in with what repeats itself.</summary>
    private static Frame Some(Frame frame, int most) =>
        frame.RowCount <= most
            ? frame
            : frame.Take([.. Enumerable.Range(0, frame.RowCount).OrderBy(row => new SampleRandom(0, row).Bits(0)).Take(most).Order()]);
}
