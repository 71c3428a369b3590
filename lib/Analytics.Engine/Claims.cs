using System.Globalization;
using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>A group of rows and how many of them are of the kind asked for.</summary>
public sealed record Group(string Name, double Hits, double Rows)
{
    public double Share => Hits / Rows;

    /// <summary>How many times the variance of the share is that of as many independent rows, where rows come in blocks: infinite for a single block. Default 1.</summary>
    public double Effect { get; init; } = 1;

    /// <summary>How many blocks the rows come in and what these are: <c>24 whole hours of 'crash_date'</c>. Null where each row is one by itself.</summary>
    public string? Blocks { get; init; }

    /// <summary>The share of rows that come in blocks: seconds of a stretch of road, crashes of an hour.</summary>
    /// <param name="name">What the rows are.</param>
    /// <param name="isHit">Of each row.</param>
    /// <param name="blocks">The block of each row.</param>
    /// <param name="unit">What a block is, in words.</param>
    internal static Group InBlocks(string name, bool[] isHit, int[] blocks, string unit)
    {
        var (hits, count) = (isHit.Count(hit => hit), blocks.Distinct().Count());
        var share = (double)hits / isHit.Length;
        return new Group(name, hits, isHit.Length)
        {
            Effect = EffectOf([.. isHit.Select(hit => (hit ? 1 : 0) - share)], blocks),
            Blocks = count == isHit.Length ? null : Invariant($"{count:N0} {unit}"),
        };
    }

    /// <summary>How many times a sum of what each row adds varies as if rows were independent.</summary>
    /// <param name="parts">What each row adds to a share, or to a difference of two; without its mean.</param>
    /// <param name="blocks">The block of each row.</param>
    /// <returns>Infinite for a single block of several rows.</returns>
    internal static double EffectOf(double[] parts, int[] blocks)
    {
        var count = blocks.Distinct().Count();
        return count == 1 && blocks.Length > 1
            ? double.PositiveInfinity
            // None or all are hits: how alike the rows of a block are cannot be told, and each block counts once.
            : DesignEffect.Of(new int[blocks.Length], parts, blocks) ?? (double)blocks.Length / count;
    }

    /// <summary>
    /// The share's 95 % interval by Wilson's score, which holds for few rows and for shares near 0 and 1 (E. B. Wilson, 1927), for as many rows as would tell as
    /// much if they were independent; 0 to 1 for a single block.
    /// </summary>
    public (double Lower, double Upper) Interval
    {
        get
        {
            const double Z = Claims.Normal;
            var rows = Rows / Math.Max(1, Effect);
            if (rows == 0)
            {
                return (0, 1);
            }

            var middle = (Share + Z * Z / (2 * rows)) / (1 + Z * Z / rows);
            var half = Z / (1 + Z * Z / rows) * Math.Sqrt(Share * (1 - Share) / rows + Z * Z / (4 * rows * rows));
            return (Math.Max(0, middle - half), Math.Min(1, middle + half));
        }
    }

    /// <summary><c>12.3 % of 456 (9.6-15.7 %)</c>, and <c>12.3 % of 456 in 24 whole hours (8.1-18.2 %)</c>.</summary>
    public string Told => Invariant($"{Percent(Share)} % of {Rows:N0}{(Blocks is null ? "" : " in " + Blocks)} ({Span(Interval)} %)");

    /// <summary>A share in percent, without the sign; one that is not 0 is not told as 0, nor one that is not 1 as 100.</summary>
    internal static string Percent(double share) =>
        share is > 0 and < 0.0005 ? "< 0.1"
        : share is < 1 and >= 0.9995 ? "> 99.9"
        : Invariant($"{share * 100:0.0}");

    private static string Span((double Lower, double Upper) of) =>
        of is { Lower: < 0.0005, Upper: > 0 and < 0.0005 } ? "< 0.1"
        : of is { Lower: >= 0.9995 and < 1, Upper: >= 0.9995 } ? "> 99.9"
        : Invariant($"{of.Lower * 100:0.0}-{of.Upper * 100:0.0}");
}

/// <summary>A sentence and whether it claims a difference; null where nothing can be tested.</summary>
public sealed record Claim(string Text, bool? IsFound);

/// <summary>
/// Sentences that can say no: each comes from a test of the numbers that it speaks of, and names intervals, rows and how many groups were compared.
/// They describe; a difference between groups is no cause.
/// </summary>
public static partial class Claims
{
    /// <summary>The chance that a sentence finds what is not there. Small, because a report makes many.</summary>
    public const double Chance = 0.001;

    /// <summary>Groups of fewer rows are left out.</summary>
    public const int Fewest = 20;

    /// <summary>The normal distribution's 97.5 % point.</summary>
    internal const double Normal = 1.959964;

    /// <summary>Groups of a table, a row each.</summary>
    public static IReadOnlyList<Group> Of(Frame table, string name, string hits, string rows)
    {
        var (hit, all) = (table[hits].ToDoubles(), table[rows].ToDoubles());
        return
        [
            .. Enumerable
                .Range(0, table.RowCount)
                .Select(row => new Group(
                    Convert.ToString(table[name][row], CultureInfo.InvariantCulture) ?? "not known",
                    double.IsNaN(hit[row]) ? 0 : hit[row],
                    all[row]
                )),
        ];
    }

    /// <summary>Whether shares differ over groups (Pearson's χ² test), and which group is the highest and which the lowest.</summary>
    /// <param name="groups">All groups looked at.</param>
    /// <param name="what">What the share is of, e.g. <c>end with an injury or a tow</c>.</param>
    public static Claim Shares(IReadOnlyList<Group> groups, string what)
    {
        Group[] enough =
        [
            .. groups
                .Where(group => group.Rows >= Fewest)
                .OrderByDescending(group => group.Share)
                .ThenBy(group => group.Name, StringComparer.Ordinal),
        ];
        if (enough.Length < 2)
        {
            return new Claim(Invariant($"There are too few groups of {Fewest} rows or more to compare."), null);
        }

        var p = Differ(enough);
        var (top, bottom) = (enough[0], enough[^1]);
        if (p >= Chance)
        {
            return new Claim(
                Invariant(
                    $"No difference is seen: the shares of those that {what} over {enough.Length} groups, from {bottom.Share:0.0 %} to {top.Share:0.0 %}, are what chance gives ({P(p)})."
                ),
                false
            );
        }

        return new Claim(
            Invariant(
                $"It differs: {top.Name} is the highest, {top.Told} {what}; {bottom.Name} the lowest, {bottom.Told}. {enough.Length} groups were compared ({P(p)}); neighbours in the order whose intervals overlap may stand the other way round."
            ),
            true
        );
    }

    /// <summary>Whether one of two groups has the higher share.</summary>
    public static Claim Two(Group one, Group other, string what)
    {
        if (!(one.Rows >= Fewest && other.Rows >= Fewest))
        {
            return new Claim(
                Invariant($"There are fewer than {Fewest} rows of {(one.Rows >= Fewest ? other : one).Name}: too few to compare."),
                null
            );
        }

        var p = Differ([one, other]);
        var sides = Invariant($"{one.Name} {one.Told}, {other.Name} {other.Told}");
        return p < Chance
            ? new Claim(
                Invariant(
                    $"{(one.Share > other.Share ? "Higher" : "Lower")} with {one.Name} than with {other.Name}: of those that {what}, {sides} ({P(p)})."
                ),
                true
            )
            : new Claim(
                Invariant($"No difference is seen between {one.Name} and {other.Name}: of those that {what}, {sides} ({P(p)})."),
                false
            );
    }

    /// <summary>Whether shares rise or fall along an order (Cochran and Armitage's test for a trend, 1955).</summary>
    public static Claim Trend(IReadOnlyList<(double At, Group Group)> groups, string what, string along)
    {
        var enough = groups.Where(each => each.Group.Rows >= Fewest).OrderBy(each => each.At).ToArray();
        if (enough.Length < 2)
        {
            return new Claim(Invariant($"There are too few groups of {Fewest} rows or more to compare."), null);
        }

        var rows = enough.Sum(each => each.Group.Rows);
        var share = enough.Sum(each => each.Group.Hits) / rows;
        var mean = enough.Sum(each => each.At * each.Group.Rows) / rows;
        var tilt = enough.Sum(each => (each.At - mean) * (each.Group.Hits - each.Group.Rows * share));
        var variance = share * (1 - share) * enough.Sum(each => each.Group.Rows * (each.At - mean) * (each.At - mean));
        var p = variance > 0 ? HypothesisTests.ChiSquareTail(tilt * tilt / variance, 1) : 1;
        var ends = Invariant($"{enough[0].Group.Name}: {enough[0].Group.Told}; {enough[^1].Group.Name}: {enough[^1].Group.Told}");
        return p < Chance
            ? new Claim(
                Invariant(
                    $"The share of those that {what} {(tilt > 0 ? "rises" : "falls")} with {along}: {ends} (trend over {enough.Length} groups, {P(p)}). That is no proof that {along} is the cause."
                ),
                true
            )
            : new Claim(Invariant($"No trend of those that {what} is seen along {along}: {ends} ({enough.Length} groups, {P(p)})."), false);
    }

    /// <summary>Which of several groups differ from the rest of the rows: of two shares each, with and without, corrected for all of them (Bonferroni).</summary>
    /// <param name="pairs">Each with the rows that have it and those that do not.</param>
    /// <param name="what">What the share is of.</param>
    /// <param name="with">What the first side is called.</param>
    /// <param name="without">What the second side is called.</param>
    /// <param name="effects">Of each pair, how many times the variance of its difference is that of independent rows. Default: what the groups say.</param>
    /// <returns>The claim on the pair with the greatest difference that holds.</returns>
    public static Claim Best(
        IReadOnlyList<(string Name, Group With, Group Without)> pairs,
        string what,
        string with = "with it",
        string without = "without",
        IReadOnlyList<double>? effects = null
    )
    {
        var enough = pairs
            .Select((pair, at) => (pair.Name, pair.With, pair.Without, Effect: effects?[at]))
            .Where(pair => pair.With.Rows >= Fewest && pair.Without.Rows >= Fewest)
            .ToArray();
        if (enough.Length == 0)
        {
            return new Claim(Invariant($"There are too few rows to compare: {Fewest} are needed with and without."), null);
        }

        var tested = enough
            .Select(pair => (Pair: pair, P: Math.Min(1, Differ([pair.With, pair.Without], pair.Effect) * enough.Length)))
            .OrderByDescending(each => Math.Abs(each.Pair.With.Share - each.Pair.Without.Share))
            .ThenBy(each => each.Pair.Name, StringComparer.Ordinal)
            .ToArray();
        var holding = tested.Where(each => each.P < Chance).ToArray();
        if (holding.Length == 0)
        {
            return new Claim(
                Invariant(
                    $"None of the {enough.Length} tells anything: the greatest difference of those that {what} is {tested[0].Pair.Name}, {tested[0].Pair.With.Told} {with} and {tested[0].Pair.Without.Told} {without} ({P(tested[0].P)}, corrected for {enough.Length} comparisons)."
                ),
                false
            );
        }

        var (best, chance) = holding[0];
        return new Claim(
            Invariant(
                $"{best.Name}: {with} {best.With.Told} {what}, {without} {best.Without.Told} ({P(chance)}, corrected for {enough.Length} comparisons; {holding.Length} of {enough.Length} hold)."
            ),
            true
        );
    }

    /// <summary>Which of several measures differ, by the mean of independent differences against its standard error, corrected for all of them (Bonferroni).</summary>
    /// <param name="table">A row per measure.</param>
    /// <param name="name">Column of its name.</param>
    /// <param name="mean">Mean difference.</param>
    /// <param name="spread">Standard deviation of the differences.</param>
    /// <param name="count">How many differences.</param>
    /// <param name="between">What is compared.</param>
    public static Claim Differences(Frame table, string name, string mean, string spread, string count, string between)
    {
        var (means, spreads, counts) = (table[mean].ToDoubles(), table[spread].ToDoubles(), table[count].ToDoubles());
        var all = Enumerable
            .Range(0, table.RowCount)
            .Where(row => counts[row] >= Fewest && spreads[row] > 0)
            .Select(row =>
                (Name: (string)table[name][row]!, Mean: means[row], Error: spreads[row] / Math.Sqrt(counts[row]), Count: counts[row])
            )
            .OrderByDescending(each => Math.Abs(each.Mean / each.Error))
            .ThenBy(each => each.Name, StringComparer.Ordinal)
            .ToArray();
        if (all.Length == 0)
        {
            return new Claim(Invariant($"There are fewer than {Fewest} comparisons of {between}: too few to say."), null);
        }

        double Of((string Name, double Mean, double Error, double Count) each) =>
            Math.Min(1, all.Length * HypothesisTests.ChiSquareTail(each.Mean / each.Error * (each.Mean / each.Error), 1));
        string Told((string Name, double Mean, double Error, double Count) each)
        {
            var apart = Math.Abs(each.Mean);
            return Invariant(
                $"{each.Name} {(each.Mean > 0 ? "higher" : "lower")} by {apart:0.###} (95 % interval {apart - 1.96 * each.Error:0.###} to {apart + 1.96 * each.Error:0.###})"
            );
        }

        var holding = all.Where(each => Of(each) < Chance).ToArray();
        return holding.Length == 0
            ? new Claim(
                Invariant(
                    $"No measure of {all.Length} differs between {between} ({all[0].Count:N0} comparisons; nearest {all[0].Name}, {P(Of(all[0]))}, corrected for {all.Length})."
                ),
                false
            )
            : new Claim(
                Invariant(
                    $"Between {between}: {string.Join(", ", holding.Select(Told))}. {holding.Length} of {all.Length} measures hold over {holding[0].Count:N0} comparisons, corrected for {all.Length}."
                ),
                true
            );
    }

    /// <summary>Whether counts are uneven beyond chance, where each place had the same time or the like; <c>exposure</c> weighs them otherwise.</summary>
    public static Claim Counts(IReadOnlyList<(string Name, double Count, double Exposure)> places, string things)
    {
        var (total, exposure) = (places.Sum(place => place.Count), places.Sum(place => place.Exposure));
        if (places.Count < 2 || total < Fewest || exposure <= 0)
        {
            return new Claim($"There are too few {things} to say.", null);
        }

        var ranked = places
            .Where(place => place.Exposure > 0)
            .OrderByDescending(place => place.Count / place.Exposure)
            .ThenBy(place => place.Name, StringComparer.Ordinal)
            .ToArray();
        var p = HypothesisTests.ChiSquareTail(
            ranked.Sum(place => Math.Pow(place.Count - total * place.Exposure / exposure, 2) / (total * place.Exposure / exposure)),
            ranked.Length - 1
        );
        var (top, bottom) = (ranked[0], ranked[^1]);
        string Times((string Name, double Count, double Exposure) place) =>
            Invariant($"{place.Count:N0}, {place.Count / place.Exposure / (total / exposure):0.00} times the average");
        return p < Chance
            ? new Claim(
                Invariant(
                    $"Most {things} fall on {top.Name} ({Times(top)}), fewest on {bottom.Name} ({Times(bottom)}; {P(p)}). Counts are not risks: how much traffic there was is not known."
                ),
                true
            )
            : new Claim(
                Invariant(
                    $"Even, as far as can be told: from {bottom.Name} ({Times(bottom)}) to {top.Name} ({Times(top)}) the {things} differ as chance gives ({P(p)})."
                ),
                false
            );
    }

    /// <summary>Whether a count changed, by the ratio of two Poisson counts over times of equal length; its interval comes from the logarithm of the ratio.</summary>
    /// <param name="first">Things counted in the earlier time.</param>
    /// <param name="last">Things counted in the later one.</param>
    /// <param name="things">What was counted, e.g. <c>accidents</c>.</param>
    public static Claim Change(double first, double last, string things)
    {
        if (first < Fewest || last < Fewest)
        {
            return new Claim($"There are too few {things} to say whether their number changes.", null);
        }

        var (ratio, half) = (last / first, Normal * Math.Sqrt((1 / first) + (1 / last)));
        var (low, high) = (ratio * Math.Exp(-half), ratio * Math.Exp(half));
        var told = Invariant(
            $"{last:N0} against {first:N0}, {ratio - 1:+0.0 %;-0.0 %} ({low - 1:+0.0 %;-0.0 %} to {high - 1:+0.0 %;-0.0 %})"
        );
        return (low > 1, high < 1) switch
        {
            (true, _) => new Claim($"There are more {things} than at first: {told}.", true),
            (_, true) => new Claim($"There are fewer {things} than at first: {told}.", true),
            _ => new Claim($"No change in the number of {things} is seen: {told}.", false),
        };
    }

    /// <summary>
    /// Chance of shares that differ so where they do not (Pearson's χ²), divided by how many times the shares vary as much as those of independent rows (the
    /// first-order correction of Rao and Scott 1984), never by less than 1.
    /// </summary>
    private static double Differ(Group[] groups, double? effect = null)
    {
        var share = groups.Sum(group => group.Hits) / groups.Sum(group => group.Rows);
        if (share is <= 0 or >= 1)
        {
            return 1;
        }

        return HypothesisTests.ChiSquareTail(
            groups.Sum(group => Math.Pow(group.Hits - group.Rows * share, 2) / (group.Rows * share * (1 - share)))
                / Math.Max(1, effect ?? groups.Average(group => group.Effect)),
            groups.Length - 1
        );
    }

    private static string P(double p) => p < 0.0001 ? "p < 0.0001" : string.Create(CultureInfo.InvariantCulture, $"p = {p:0.0000}");
}
