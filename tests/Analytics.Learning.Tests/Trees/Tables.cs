using Analytics.Frames;

namespace Analytics.Learning.Tests.Trees;

/// <summary>Made-up tables whose every number follows from the row and a seed.</summary>
internal static class Tables
{
    /// <summary>Standard normal, nearly: the sum of twelve uniform numbers less six.</summary>
    public static double Normal(int row, int column, int seed = 1)
    {
        var sum = -6.0;
        for (var i = 0; i < 12; i++)
        {
            sum += Uniform(row, column * 16 + i, seed);
        }

        return sum;
    }

    public static double Uniform(int row, int column, int seed = 1) =>
        Mixing.Share(Mixing.Hash((ulong)row, Mixing.Hash((ulong)column, (ulong)seed)));

    /// <summary>Five numbers with holes, two categories (one of 40 words, with holes), a yes/no, a three-way class, a number and a count to predict.</summary>
    public static Frame Mixed(int rows, int seed = 1)
    {
        var numbers = new double[5][];
        for (var column = 0; column < numbers.Length; column++)
        {
            numbers[column] =
            [
                .. Enumerable
                    .Range(0, rows)
                    .Select(row => Uniform(row, 200 + column, seed) < 0.04 * column ? double.NaN : Normal(row, column, seed)),
            ];
        }

        var city = Enumerable
            .Range(0, rows)
            .Select(row => Uniform(row, 210, seed) < 0.03 ? null : $"city {(int)(40 * Math.Pow(Uniform(row, 211, seed), 2)):D2}")
            .ToArray();
        var size = Enumerable
            .Range(0, rows)
            .Select(row => new[] { "large", "medium", "small" }[(int)(3 * Uniform(row, 212, seed))])
            .ToArray();
        var signal = Enumerable
            .Range(0, rows)
            .Select(row =>
                0.9 * Zero(numbers[0][row])
                - 0.7 * Math.Abs(Zero(numbers[1][row]))
                + 0.5 * Zero(numbers[0][row]) * Zero(numbers[2][row])
                + (double.IsNaN(numbers[4][row]) ? 0.6 : 0)
                + (city[row] is null ? 0.4 : 2 * Mixing.Share(Mixing.Hash((ulong)city[row]!.GetHashCodeOrdinal())) - 1)
                + (size[row] == "small" ? 0.5 : 0)
            )
            .ToArray();
        return new Frame([
            .. numbers.Select((values, column) => (Column)new Column<double>($"x{column}", values)),
            TextColumn.FromValues("city", city),
            TextColumn.FromValues("size", size),
            new Column<bool>("yes", [.. signal.Select((value, row) => value + 0.8 * Normal(row, 20, seed) > 0.2)]),
            TextColumn.FromValues(
                "class",
                signal.Select(
                    (value, row) =>
                        value + 0.5 * Normal(row, 21, seed) is var v && v > 0.8 ? "high"
                        : v > -0.5 ? "middle"
                        : "low"
                )
            ),
            new Column<double>("number", [.. signal.Select((value, row) => 10 * value + Normal(row, 22, seed))]),
            new Column<double>(
                "count",
                [.. signal.Select((value, row) => Math.Floor(Math.Exp(0.5 * value + 0.3 * Normal(row, 23, seed)) * 2))]
            ),
        ]);
    }

    public static readonly string[] Features = ["x0", "x1", "x2", "x3", "x4", "city", "size"];

    public static FitOptions Options(int threads = 0) => new() { Features = Features, Threads = threads };

    /// <summary>The chance that a positive row is scored above a negative one.</summary>
    public static double Auc(double[] scores, bool[] positive)
    {
        var order = Enumerable.Range(0, scores.Length).OrderBy(row => scores[row]).ToArray();
        var (below, area) = (0.0, 0.0);
        for (var i = 0; i < order.Length; )
        {
            var (negatives, positives, j) = (0, 0, i);
            for (; j < order.Length && scores[order[j]] == scores[order[i]]; j++)
            {
                _ = positive[order[j]] ? positives++ : negatives++;
            }

            area += positives * (below + negatives / 2.0);
            below += negatives;
            i = j;
        }

        return area / below / (scores.Length - below);
    }

    private static double Zero(double value) => double.IsNaN(value) ? 0 : value;

    private static int GetHashCodeOrdinal(this string word) => word.Aggregate(17, (hash, letter) => unchecked(hash * 31 + letter));
}
