using Analytics.DuckDb;
using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine;

/// <summary>How a study whose table has one cut-off in time is tested at a later one: by entities alone, a season that all of them share would pass for knowledge.</summary>
/// <param name="Earlier">SQL over the published tables: the examples at an earlier cut-off, with the columns of the study's table.</param>
/// <param name="Later">The same at a later cut-off, not before the end of the time that the earlier targets look at.</param>
/// <param name="CutOff">The column that holds the cut-off.</param>
public sealed record OutOfTime(string Earlier, string Later, string CutOff);

/// <summary>What a model that learned at an earlier cut-off reaches at a later one.</summary>
/// <param name="Earlier">Where the examples were cut that it learned from.</param>
/// <param name="Later">Where those were cut that tested it.</param>
/// <param name="TrainRows">Rows that it learned from, those that chose among them.</param>
/// <param name="TestRows">Rows that tested it.</param>
/// <param name="Metrics">Metric → value on them with its interval.</param>
/// <param name="Baseline">The same of a model that ignores the features.</param>
/// <param name="Problem">Why there is nothing to tell; null otherwise.</param>
public sealed record OutOfTimeScore(
    string Earlier,
    string Later,
    int TrainRows,
    int TestRows,
    SortedDictionary<string, Measured> Metrics,
    SortedDictionary<string, double> Baseline,
    string? Problem
)
{
    /// <summary>Null for a study that has no such test.</summary>
    internal static OutOfTimeScore? Of(Domain domain, PredictionStudy study, TrainedPredictor trained, CancellationToken cancellation)
    {
        if (study.OutOfTime is not { } declared)
        {
            return null;
        }

        var (earlier, later) = (
            Read(domain, study, trained, declared, declared.Earlier),
            Read(domain, study, trained, declared, declared.Later)
        );
        var (from, to) = (CutOf(earlier, declared.CutOff), CutOf(later, declared.CutOff));
        try
        {
            // Whoever validates at the earlier cut-off is drawn as the study itself draws; its test entities learn, for the test is the later time.
            var sides = Sides.Of(study.Split, earlier, study.Key, 0);
            int[] learn = [.. sides.Train.Concat(sides.Test).Order()];
            FittedModel Of(NamedLearner learner) =>
                FittedModel.Of(study, learner, trained.Recipe, trained.Run.Seed, earlier, learn, sides.Validation, cancellation);
            var (ours, constant) = (Of(study.LearnerOf(trained.Recipe)), Of(BuiltIn.ConstantLearner));
            return new OutOfTimeScore(
                from,
                to,
                earlier.RowCount,
                later.RowCount,
                Measures.Intervals(
                    Measures.Of(ours.Model.Target, ours.Threshold, study.Metric),
                    Evaluation.Of(ours.Model, later),
                    study.Split.BlocksOf(later, study.Key),
                    trained.Run.Seed
                ),
                Measures.Values(Measures.Of(constant.Model.Target, constant.Threshold, study.Metric), Evaluation.Of(constant.Model, later)),
                null
            );
        }
        catch (LearningException error)
        {
            // The model stands without it; the card says why there is no such test.
            return new OutOfTimeScore(from, to, earlier.RowCount, later.RowCount, [], [], error.Message);
        }
    }

    /// <summary>As the card has it.</summary>
    internal IEnumerable<string> Lines(string deciding)
    {
        yield return "";
        yield return "## Out of time";
        yield return "";
        if (Problem is { } problem)
        {
            yield return $"Learned at the cut-off {Earlier}, tested at {Later}: {problem}";
            yield break;
        }

        yield return Invariant(
            $"The same recipe, learned at the cut-off {Earlier} from {TrainRows:N0} rows and tested at the later cut-off {Later} on {TestRows:N0}, known or new."
        );
        yield return "";
        yield return "| metric | value | 95 % interval | baseline |";
        yield return "|---|---:|---:|---:|";
        foreach (var (name, measured) in Metrics)
        {
            yield return Invariant(
                $"| {name}{(name == deciding ? " (decides)" : "")} | {measured.Value:0.0000} | {(measured.HasInterval ? Invariant($"{measured.Lower:0.0000} … {measured.Upper:0.0000}") : "")} | {(Baseline.TryGetValue(name, out var baseline) ? Invariant($"{baseline:0.0000}") : "")} |"
            );
        }
    }

    /// <summary>Rows with a known target, typed as the study's own table.</summary>
    internal static Frame Read(Domain domain, PredictionStudy study, Trained trained, OutOfTime declared, string sql)
    {
        var (snapshot, wanted) = (
            trained.Examples.Snapshot,
            new HashSet<string>(study.Features.Concat([study.Key, study.Target, declared.CutOff]), StringComparer.Ordinal)
        );
        using var db = Published.Open(snapshot, domain);
        var columns = snapshot
            .Schema(study.TableIn(domain))
            .Columns.Where(column => wanted.Contains(column.Name))
            .Select(column => $"{DuckDBConnection.Quote(column.Name)}::{column.Type} AS {DuckDBConnection.Quote(column.Name)}");
        return db.Query(
            $"SELECT {string.Join(", ", columns)} FROM ({sql}) WHERE {DuckDBConnection.Quote(study.Target)} IS NOT NULL ORDER BY {DuckDBConnection.Quote(study.Key)}"
        );
    }

    private static string CutOf(Frame frame, string column) => frame.RowCount == 0 ? "without rows" : RollingOrigins.Text(frame[column][0]);
}
