using System.Globalization;
using Analytics.Frames;

namespace Analytics.Engine;

/// <summary>Runs as a table: what notebooks compare and <c>export</c> writes.</summary>
public static class RunTable
{
    /// <summary>
    /// One row per run: <c>run, domain, study, learner, package, groups, seed, features, train_rows, split_hash, threshold, leaks</c>, then
    /// <c>param.&lt;name&gt;</c> and <c>&lt;metric&gt;, &lt;metric&gt;.lower, &lt;metric&gt;.upper, validation.&lt;metric&gt;, baseline.&lt;metric&gt;</c>, null where a run has none.
    /// </summary>
    public static Frame Of(IReadOnlyList<ExperimentRun> runs)
    {
        var columns = new List<Column>
        {
            Words("run", run => run.Id),
            Words("domain", run => run.Domain),
            Words("study", run => run.Study),
            Words("learner", run => run.Learner),
            Words("package", run => run.Package),
            Words("groups", run => RunNames.GroupsOf(run)),
            Whole("seed", run => run.Seed),
            Whole("features", run => run.Features.Count),
            Whole("train_rows", run => run.TrainRows),
            Words("split_hash", run => run.SplitHash),
            Numbers("threshold", run => run.Threshold),
            Whole("leaks", run => run.Leaks.Count),
        };
        foreach (var name in Names(run => run.Parameters.Keys))
        {
            columns.Add(Numbers("param." + name, run => run.Parameters.TryGetValue(name, out var value) ? value : null));
        }

        foreach (var name in Names(run => run.Metrics.Keys))
        {
            columns.Add(Numbers(name, run => run.Metrics.GetValueOrDefault(name)?.Value));
            columns.Add(Numbers(name + ".lower", run => run.Metrics.GetValueOrDefault(name)?.Lower));
            columns.Add(Numbers(name + ".upper", run => run.Metrics.GetValueOrDefault(name)?.Upper));
            columns.Add(Numbers("validation." + name, run => run.Validation.TryGetValue(name, out var value) ? value : null));
            columns.Add(Numbers("baseline." + name, run => run.Baseline.TryGetValue(name, out var value) ? value : null));
        }

        return new Frame(columns);

        IEnumerable<string> Names(Func<ExperimentRun, IEnumerable<string>> of) =>
            runs.SelectMany(of).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        Column Words(string name, Func<ExperimentRun, string?> of) => TextColumn.FromValues(name, runs.Select(of));
        Column Whole(string name, Func<ExperimentRun, int> of) => new Column<int>(name, [.. runs.Select(of)]);
        Column Numbers(string name, Func<ExperimentRun, double?> of) => Column<double>.FromNullable(name, runs.Select(of));
    }

    /// <summary>What two runs differ in: columns <c>what</c> and one for each run, by the names given.</summary>
    public static Frame Differences(ExperimentRun one, string oneName, ExperimentRun other, string otherName)
    {
        var (left, right) = (Facts(one), Facts(other));
        var rows = left
            .Keys.Union(right.Keys, StringComparer.Ordinal)
            .Where(name => left.GetValueOrDefault(name) != right.GetValueOrDefault(name))
            .Order(StringComparer.Ordinal)
            .ToArray();
        return new Frame(
            TextColumn.FromValues("what", rows),
            TextColumn.FromValues(oneName, rows.Select(name => Told(name, left, one, other))),
            TextColumn.FromValues(otherName, rows.Select(name => Told(name, right, other, one)))
        );
    }

    /// <summary>
    /// The same in words, for people: columns <c>Setting</c> and one for each run. Without hashes, and without measures that only one of the two has: a run that was only
    /// validated has none of the test rows.
    /// </summary>
    public static Frame DifferencesInWords(ExperimentRun one, string oneName, ExperimentRun other, string otherName)
    {
        var table = Differences(one, oneName, other, otherName);
        var (names, left, right) = (table.Text("what"), table.Text(oneName), table.Text(otherName));
        int[] rows =
        [
            .. Enumerable
                .Range(0, table.RowCount)
                .Where(row =>
                    names.At(row) is not ("split_hash" or "code")
                    && (!names.At(row)!.StartsWith("metric.", StringComparison.Ordinal) || (!left.IsNull(row) && !right.IsNull(row)))
                ),
        ];
        return new Frame(
            TextColumn.FromValues("Setting", rows.Select(row => Setting(names.At(row)!))),
            TextColumn.FromValues(oneName, rows.Select(row => Value(left, row))),
            TextColumn.FromValues(otherName, rows.Select(row => Value(right, row)))
        );

        string Setting(string name) =>
            name.Split('.', 2) switch
            {
                ["param", var parameter] => RunNames.Words(parameter),
                ["metric", var metric] => MetricNames.Of(metric) + (one.TestRows > 0 ? ", test rows" : ""),
                ["input", var input] => $"contents of {RunNames.Words(input)}",
                ["package"] => "made by",
                _ => RunNames.Words(name),
            };
        string Value(TextColumn of, int row) =>
            of.IsNull(row) ? "none"
            : names.At(row) == "package" && of.At(row) is "" ? "us"
            : names.At(row) == "groups" ? RunNames.Words(of.At(row)!).Replace("+", " + ", StringComparison.Ordinal)
            : ColumnWords.Text(of.At(row)!);
    }

    /// <summary>Of features, which are many, those that the other run lacks; all else as it is.</summary>
    private static string? Told(string name, IReadOnlyDictionary<string, string> facts, ExperimentRun run, ExperimentRun other)
    {
        if (name != "features")
        {
            return facts.GetValueOrDefault(name);
        }

        string[] own = [.. run.Features.Except(other.Features, StringComparer.Ordinal)];
        return Invariant($"{run.Features.Count}{(own.Length == 0 ? "" : $", of them alone {string.Join(", ", own)}")}");
    }

    /// <summary>All that two runs can differ in, as words.</summary>
    public static IReadOnlyDictionary<string, string> Facts(ExperimentRun run)
    {
        var facts = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["learner"] = run.Learner,
            ["package"] = run.Package ?? "",
            ["seed"] = run.Seed.ToString(CultureInfo.InvariantCulture),
            ["features"] = string.Join(" ", run.Features),
            ["groups"] = RunNames.GroupsOf(run),
            ["split"] = run.Split,
            ["split_hash"] = run.SplitHash,
            ["code"] = run.Code,
        };
        foreach (var (name, value) in run.Inputs)
        {
            facts["input." + name] = value[..12];
        }

        foreach (var (name, value) in run.Parameters)
        {
            facts["param." + name] = value.ToString("R", CultureInfo.InvariantCulture);
        }

        foreach (var (name, value) in run.Metrics)
        {
            facts["metric." + name] = string.Create(
                CultureInfo.InvariantCulture,
                $"{value.Value:0.0000}{(value.HasInterval ? string.Create(CultureInfo.InvariantCulture, $" [{value.Lower:0.0000}, {value.Upper:0.0000}]") : "")}"
            );
        }

        return facts;
    }
}
