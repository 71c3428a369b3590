using Analytics.Frames;

namespace Analytics.Learning.Tests.Conformance;

/// <summary>Rows made by hashing their number: the same everywhere, with a signal that every learner can find.</summary>
internal static class Samples
{
    private static readonly string[] s_words = ["dry", "icy", "snow", "wet"];

    public static string Target(Work work) =>
        work switch
        {
            Work.TwoClasses => "injured",
            Work.ThreeClasses => "severity",
            _ => "cost",
        };

    /// <summary>Columns speed, age, lanes, lit, road and the three targets.</summary>
    /// <param name="count">Rows.</param>
    /// <param name="seed">Which rows.</param>
    /// <param name="gaps">Whether every tenth value is missing.</param>
    /// <param name="unseen">Whether a hundredth of the words is one that no other rows hold.</param>
    public static Frame Of(int count, int seed, bool gaps = false, bool unseen = false)
    {
        double Share(int row, int what) => Mixing.Share(Mixing.Hash((ulong)row * 16 + (ulong)what, (ulong)seed));
        double?[] Numbers(int what, Func<int, double> of) =>
            [.. Enumerable.Range(0, count).Select(row => gaps && Share(row, what + 8) < 0.1 ? (double?)null : of(row))];

        double Group(int row) => Math.Floor(Share(row, 0) * 3);
        double Speed(int row) => Math.Round(30 + 25 * Group(row) + 8 * (Share(row, 1) + Share(row, 2) - 1), 3);
        double Age(int row) => Math.Round(20 + 50 * Share(row, 3) * Share(row, 3) + 4 * Group(row), 2);
        int Word(int row) => (int)(4 * Share(row, 4));
        double Signal(int row) => (Speed(row) - 55) / 20 + (Word(row) - 1.5) / 2 + 2 * (Share(row, 5) - 0.5);

        return new Frame(
            Column<double>.FromNullable("speed", Numbers(1, Speed)),
            Column<double>.FromNullable("age", Numbers(2, Age)),
            new Column<int>("lanes", [.. Enumerable.Range(0, count).Select(row => 1 + (int)(4 * Share(row, 6)))]),
            new Column<bool>("lit", [.. Enumerable.Range(0, count).Select(row => Share(row, 7) < 0.6)]),
            TextColumn.FromValues(
                "road",
                Enumerable
                    .Range(0, count)
                    .Select(row =>
                        gaps && Share(row, 12) < 0.1 ? null
                        : unseen && Share(row, 13) < 0.01 ? "lava"
                        : s_words[Word(row)]
                    )
            ),
            new Column<bool>("injured", [.. Enumerable.Range(0, count).Select(row => Signal(row) > 0)]),
            TextColumn.FromValues(
                "severity",
                Enumerable
                    .Range(0, count)
                    .Select(row =>
                        Signal(row) switch
                        {
                            < -0.7 => "slight",
                            < 0.7 => "serious",
                            _ => "fatal",
                        }
                    )
            ),
            new Column<double>("cost", [.. Enumerable.Range(0, count).Select(row => Math.Round(10 + 3 * Signal(row), 4))])
        );
    }
}
