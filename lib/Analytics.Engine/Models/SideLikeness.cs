using Analytics.Frames;

namespace Analytics.Engine;

/// <summary>
/// Whether the rows that choose (early stopping, calibration, threshold) are like those that test, by the target: both are drawn by one rule, but of few groups
/// one can be of another kind than the next. Told and never acted upon: a split that looked at the test's target would be no test.
/// </summary>
internal static class SideLikeness
{
    /// <param name="study">What is predicted.</param>
    /// <param name="validation">The rows that choose.</param>
    /// <param name="test">The rows that test.</param>
    /// <param name="classes">Of the target; the last is counted. Empty for a number.</param>
    /// <returns>Found where the two sides differ by more than chance; null for three classes or more.</returns>
    public static Claim? Of(PredictionStudy study, Frame validation, Frame test, IReadOnlyList<string> classes)
    {
        if (classes.Count > 2)
        {
            return null;
        }

        var (chooses, tests) = (study.Split.BlocksOf(validation, study.Key), study.Split.BlocksOf(test, study.Key));
        var claim =
            classes.Count == 2
                ? Claims.Two(
                    Share("the rows that validate", validation, chooses),
                    Share("those that test", test, tests),
                    $"are '{classes[1]}'"
                )
                : Means(Mean("validate", validation, chooses), Mean("test", test, tests));
        return claim.IsFound == true
            ? claim with
            {
                Text =
                    claim.Text
                    + " What was chosen on the rows that validate (when to stop, calibration, threshold) was chosen on rows of another kind than those that test.",
            }
            : claim;

        Group Share(string name, Frame rows, Blocks blocks)
        {
            var target = rows[study.Target];
            return Group.InBlocks(
                name,
                [.. Enumerable.Range(0, rows.RowCount).Select(row => ClassWord.Of(target[row]) == classes[1])],
                blocks.Of,
                blocks.Unit
            );
        }

        Estimate Mean(string name, Frame rows, Blocks blocks)
        {
            var target = rows[study.Target].ToDoubles();
            return Estimates.MeanOf(
                name,
                Enumerable
                    .Range(0, target.Length)
                    .GroupBy(row => blocks.Of[row])
                    .Select(block => (block.Sum(row => target[row]), block.Count()))
            );
        }

        Claim Means(Estimate one, Estimate other)
        {
            var sides = Invariant(
                $"the mean of '{study.Target}' is {one.Value:0.###} ({one.Lower:0.###} to {one.Upper:0.###}) over the rows that validate and {other.Value:0.###} ({other.Lower:0.###} to {other.Upper:0.###}) over those that test"
            );
            return double.IsNaN(one.Lower) || double.IsNaN(other.Lower) ? new Claim($"Of one block nothing can be told: {sides}.", null)
                : one.IsApartFrom(other) ? new Claim($"They differ: {sides}.", true)
                : new Claim($"No difference is seen: {sides}.", false);
        }
    }
}
