using System.Text.Json;

namespace Analytics.Learning.Tests;

/// <summary>Values that an independent tool gave, kept under tests/Golden/learning beside the script that made them.</summary>
internal static class Golden
{
    public static JsonElement Read(string name) =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(RealData.Repository, "tests", "Golden", "learning", name))).RootElement;

    public static double[][] Rows(this JsonElement json, string name) =>
        [
            .. json.GetProperty(name)
                .EnumerateArray()
                .Select(row =>
                    row.EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Null ? double.NaN : value.GetDouble()).ToArray()
                ),
        ];

    public static double[] Column(this double[][] rows, int column) => [.. rows.Select(row => row[column])];

    /// <summary>Equal but for rounding: relative to the larger of 1 and the expected value. NaN equals NaN.</summary>
    public static void Near(IEnumerable<double> expected, IEnumerable<double> actual, double tolerance = 1e-12)
    {
        var (wanted, got) = (expected.ToArray(), actual.ToArray());
        Assert.Equal(wanted.Length, got.Length);
        for (var i = 0; i < wanted.Length; i++)
        {
            if (!(Math.Abs(wanted[i] - got[i]) <= tolerance * Math.Max(1, Math.Abs(wanted[i]))) && !wanted[i].Equals(got[i]))
            {
                Assert.Fail(FormattableString.Invariant($"at {i}: expected {wanted[i]:R}, got {got[i]:R}"));
            }
        }
    }

    public static void Near(double expected, double actual, double tolerance = 1e-12) => Near([expected], [actual], tolerance);
}
