using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Analytics.Lake;

namespace Analytics.Engine;

/// <summary>A condition that a candidate table must meet before it is published.</summary>
/// <param name="Name">Short and unique in its table.</param>
/// <param name="Severity">Fail keeps the published lake as it is; Warn is reported.</param>
public abstract record Gate(string Name, Severity Severity)
{
    private static readonly JsonSerializerOptions s_plain = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>The gate with all its parameters as text that is the same in every culture: what a fingerprint hashes.</summary>
    internal string Identity => $"{GetType().Name} {JsonSerializer.Serialize(this, GetType(), s_plain)}";

    /// <summary>Looks at a candidate.</summary>
    internal abstract Verdict Judge(Candidate candidate);

    private protected Verdict Verdict(Candidate candidate, bool passed, double observed, string expected) =>
        new(candidate.Table, Name, Severity, passed, observed, expected);
}

/// <summary>What a gate said.</summary>
/// <param name="Table">Full name of the table.</param>
/// <param name="Gate">The gate's name.</param>
/// <param name="Severity">What a failure means.</param>
/// <param name="Passed">Whether the condition holds.</param>
/// <param name="Observed">The number it looked at.</param>
/// <param name="Expected">The condition in words.</param>
public sealed record Verdict(string Table, string Gate, Severity Severity, bool Passed, double Observed, string Expected)
{
    /// <summary>As the lake keeps it.</summary>
    internal VerdictRecord ToRecord() => new(Table, Gate, Severity.ToString().ToLowerInvariant(), Passed, Observed, Expected);

    public bool Blocks => !Passed && Severity == Severity.Fail;

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(Passed ? "passed" : Severity == Severity.Fail ? "FAILED" : "warning")}: {Table} {Gate}: expected {Expected}, observed {Observed:0.####}"
        );
}

/// <summary>
/// At most this share of the rows may be in quarantine: of each file that was read, and so of all of them together, since a mean of shares is never
/// above the largest; and of all that ever came. What a source's records cannot be read for is judged alike, once for the source. A single row of a
/// file is no share: a shop with one refund a day must not stop for it; nor are rows counted that an <see cref="ExpectedShare"/> looks at. So a set of files
/// is accepted or not whatever their order.
/// </summary>
/// <param name="Most">The largest share, 0…1.</param>
public sealed record QuarantineShare(double Most, Severity Severity = Severity.Fail) : Gate("quarantine share", Severity)
{
    internal override Verdict Judge(Candidate candidate)
    {
        var read = candidate.Deliveries.Where(delivery => delivery.Refused is null).ToArray();
        var scopes = new List<(string Of, long Bad, long All)>
        {
            ("all rows", candidate.Refusals.Broken, candidate.Account.Received - candidate.Refusals.Unreadable),
        };
        foreach (var each in read)
        {
            scopes.Add(($"the rows of {each.Origin}", Several(each.Broken - each.Expected), each.Rows));
            scopes.Add(($"the records of {each.Origin}", Several(each.Unreadable), each.Records));
        }

        var worst = scopes.Skip(1).Append(scopes[0]).MaxBy(Share);
        var (of, bad, all) = Share(worst) > Most ? worst : scopes[0];
        return Verdict(
            candidate,
            Share(worst) <= Most,
            Share((of, bad, all)),
            FormattableString.Invariant($"at most {Most:0.####} of {of} ({bad:N0} of {all:N0})")
        );

        static double Share((string Of, long Bad, long All) scope) => scope.All == 0 ? 0 : (double)scope.Bad / scope.All;

        static long Several(long bad) => bad > 1 ? bad : 0;
    }
}

/// <summary>
/// Rows that are refused for nothing but what the source is known for, e.g. sales to guests who are no customers. They are expected, so
/// <see cref="QuarantineShare"/> does not count them; still, where nearly all rows of a file, of a run or of all that ever came are such, the source is broken.
/// Below a number of rows no share is judged: the three sales of a quiet day may all be to guests.
/// </summary>
/// <param name="What">What they are, in words.</param>
/// <param name="Most">The largest share, 0…1.</param>
/// <param name="LeastRows">Rows that a file, a run or the total must have to be judged.</param>
/// <param name="Rules">The row rules that such rows break, and no others, by name.</param>
public sealed record ExpectedShare(string What, double Most, long LeastRows, IReadOnlyList<string> Rules, Severity Severity = Severity.Fail)
    : Gate($"share of {What}", Severity)
{
    internal override Verdict Judge(Candidate candidate)
    {
        var read = candidate.Deliveries.Where(delivery => delivery.Refused is null).ToArray();
        (string Of, long Expected, long All)[] scopes =
        [
            .. read.Select(each => ($"the rows of {each.Origin}", each.Expected, each.Rows)),
            ("the rows of this run", read.Sum(each => each.Expected), read.Sum(each => each.Rows)),
            ("all rows", candidate.Refusals.Expected, candidate.Account.Received - candidate.Refusals.Unreadable),
        ];
        var (of, expected, all) = scopes.Where(scope => scope.All >= LeastRows).DefaultIfEmpty(scopes[^1]).MaxBy(Share);
        var isJudged = all >= LeastRows;
        return Verdict(
            candidate,
            !isJudged || Share((of, expected, all)) <= Most,
            Share((of, expected, all)),
            isJudged
                ? FormattableString.Invariant($"at most {Most:0.####} of {of} ({expected:N0} of {all:N0})")
                : FormattableString.Invariant($"not judged below {LeastRows:N0} rows")
        );

        static double Share((string Of, long Expected, long All) scope) => scope.All == 0 ? 0 : (double)scope.Expected / scope.All;
    }
}

/// <summary>The table must hold at least this many rows.</summary>
public sealed record MinimumRows(long Least, Severity Severity = Severity.Fail) : Gate("minimum rows", Severity)
{
    internal override Verdict Judge(Candidate candidate) =>
        Verdict(candidate, candidate.Profile.Rows >= Least, candidate.Profile.Rows, FormattableString.Invariant($"at least {Least}"));
}

/// <summary>The row count must not fall below a share of the median of recent good runs.</summary>
public sealed record RowBaseline(double LeastShare = 0.5, Severity Severity = Severity.Warn) : Gate(Title, Severity)
{
    internal const string Title = "row baseline";

    internal override Verdict Judge(Candidate candidate)
    {
        var median = Candidate.Median(candidate.Recent.Select(profile => (double)profile.Rows));
        return median is not > 0
            ? Verdict(candidate, true, candidate.Profile.Rows, "no good run yet to compare with")
            : Verdict(
                candidate,
                candidate.Profile.Rows >= LeastShare * median,
                candidate.Profile.Rows,
                FormattableString.Invariant($"at least {LeastShare:0.##} of {median:0}")
            );
    }
}

/// <summary>The share of nulls of a column must stay near the median of recent good runs.</summary>
/// <param name="Column">The column looked at.</param>
/// <param name="Tolerance">Allowed rise of the share, absolute. Default 0.1.</param>
public sealed record NullBaseline(string Column, double Tolerance = 0.1, Severity Severity = Severity.Warn) : Gate(Column + Title, Severity)
{
    internal const string Title = ": null baseline";

    internal override Verdict Judge(Candidate candidate)
    {
        var share = candidate.Profile.NullShare.GetValueOrDefault(Column);
        var median = Candidate.Median(
            candidate.Recent.Where(profile => profile.NullShare.ContainsKey(Column)).Select(profile => profile.NullShare[Column])
        );
        return median is null
            ? Verdict(candidate, true, share, "no good run yet to compare with")
            : Verdict(
                candidate,
                share <= median + Tolerance,
                share,
                FormattableString.Invariant($"at most {median:0.####} + {Tolerance:0.##}")
            );
    }
}

/// <summary>Words that stood in a column in the last good run must still occur.</summary>
public sealed record VanishedGroups(string Column, Severity Severity = Severity.Warn) : Gate(Column + Title, Severity)
{
    internal const string Title = ": vanished groups";

    internal override Verdict Judge(Candidate candidate)
    {
        var before = candidate.Recent.FirstOrDefault()?.Groups.GetValueOrDefault(Column) ?? [];
        var gone = before.Except(candidate.Profile.Groups.GetValueOrDefault(Column) ?? [], StringComparer.Ordinal).ToArray();
        return Verdict(
            candidate,
            gone.Length == 0,
            gone.Length,
            gone.Length == 0 ? "every group of the last run" : $"still to see {string.Join(", ", gone.Take(5))}"
        );
    }
}

/// <summary>Values must exist in another table of the domain, but for a tolerated share of the rows.</summary>
/// <param name="Column">The referring column; null refers to nothing and is allowed.</param>
/// <param name="To">The other table, as in SQL: <c>silver.crashes</c>.</param>
/// <param name="ToColumn">The column there.</param>
/// <param name="Most">Tolerated share of rows that refer to nothing. Default 0.</param>
public sealed record Reference(string Column, string To, string ToColumn, double Most = 0, Severity Severity = Severity.Warn)
    : Gate($"{Column}: reference to {To}", Severity)
{
    /// <summary>True where the other table's source may never be given: judged only from its first row on. Default false.</summary>
    public bool OnceGiven { get; init; }

    internal override Verdict Judge(Candidate candidate)
    {
        if (OnceGiven && candidate.Number($"SELECT count(*) FROM (SELECT 1 FROM {To} LIMIT 1)") == 0)
        {
            return Verdict(candidate, true, 0, $"nothing: no {To} was given yet");
        }

        var share = candidate.Profile.Rows == 0 ? 0 : (double)candidate.Lost[this] / candidate.Profile.Rows;
        return Verdict(candidate, share <= Most, share, FormattableString.Invariant($"at most {Most:0.####} of rows without a {To}"));
    }
}

/// <summary>A number computed from the table must lie within bounds.</summary>
/// <param name="Name">The rule's name.</param>
/// <param name="Number">SQL for one number over <c>candidate</c>, e.g. <c>SELECT sum(a) - sum(b) FROM candidate</c>.</param>
/// <param name="Least">Smallest allowed value.</param>
/// <param name="Most">Largest allowed value.</param>
public sealed record TableRule(string Name, string Number, double Least, double Most, Severity Severity = Severity.Fail)
    : Gate(Name, Severity)
{
    internal override Verdict Judge(Candidate candidate)
    {
        var observed = candidate.Number(Number);
        return Verdict(
            candidate,
            observed >= Least && observed <= Most,
            observed,
            FormattableString.Invariant($"{Least:0.####}…{Most:0.####}")
        );
    }
}
