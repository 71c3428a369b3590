using System.Text.Json;
using Analytics.Frames;

namespace Analytics.Learning.Tests.Clusters;

/// <summary>The data of tests/Golden/learning/clusters.py, made again from the same integer hashing.</summary>
internal static class HashedRows
{
    public const int Rows = 400;
    private static readonly double[][] s_centres =
    [
        [0, 0, 0, 0],
        [6, 1, -4, 2],
        [-3, 7, 3, -2],
    ];

    public static JsonElement Golden { get; } = Learning.Tests.Golden.Read("clusters.json");

    public static double Uniform(long row, int stream) =>
        (Mix(unchecked((ulong)(row * 256 + stream + 1) * 0x9E3779B97F4A7C15UL)) >> 11) * (1.0 / (1UL << 53));

    public static double Normal(long row, int stream) =>
        (Uniform(row, stream * 4) + Uniform(row, stream * 4 + 1) + Uniform(row, stream * 4 + 2) + Uniform(row, stream * 4 + 3)) * 1.7320508
        - 3.4641016;

    public static float X(int row, int j) =>
        (float)(s_centres[row % 3][j] + (1 + 0.5 * j) * Normal(row, j) + (j > 0 ? 0.4 * Normal(row, 0) : 0));

    public static double Score(int row) => 0.5 * X(row, 0) - 0.4 * X(row, 1) + 0.3 * X(row, 2) + 0.1 * X(row, 3) + 1.5 * Normal(row, 10);

    /// <summary>a, b, c, d, weight, binary, several, number.</summary>
    public static Frame Frame(int rows = Rows) =>
        new([
            .. Enumerable
                .Range(0, 4)
                .Select(j => (Column)new Column<float>("abcd"[j].ToString(), [.. Enumerable.Range(0, rows).Select(row => X(row, j))])),
            new Column<double>("weight", [.. Enumerable.Range(0, rows).Select(row => row % 4.0)]),
            new Column<bool>("binary", [.. Enumerable.Range(0, rows).Select(row => Score(row) > 0.3)]),
            new Column<int>("several", [.. Enumerable.Range(0, rows).Select(row => (Score(row) > 0.3 ? 1 : 0) + (Score(row) > 2 ? 1 : 0))]),
            new Column<double>("number", [.. Enumerable.Range(0, rows).Select(row => Score(row) * 3 + 100)]),
        ]);

    public static FitOptions Options(bool weighted = false, int threads = 0) =>
        new()
        {
            Features = ["a", "b", "c", "d"],
            Weight = weighted ? "weight" : null,
            Threads = threads,
        };

    /// <summary>Each row as often as its weight says.</summary>
    public static Frame Repeated()
    {
        var frame = Frame();
        return frame.Take([.. Enumerable.Range(0, Rows).SelectMany(row => Enumerable.Repeat(row, row % 4))]);
    }

    /// <summary>The first three rows, one of each group.</summary>
    public static double[] Start() => [.. Enumerable.Range(0, 12).Select(i => (double)X(i / 4, i % 4))];

    private static ulong Mix(ulong z)
    {
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ z >> 27) * 0x94D049BB133111EBUL;
        return z ^ z >> 31;
    }
}
