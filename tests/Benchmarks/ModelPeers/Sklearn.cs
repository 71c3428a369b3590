using System.Runtime.InteropServices;

namespace Analytics.Benchmarks;

/// <summary>scikit-learn as a process of its own (Debian: python3-sklearn libopenblas0-pthread).</summary>
internal static class Sklearn
{
    private const string Script = "models.py";

    /// <summary>One prediction per row of each of its models; none where it is not on this machine.</summary>
    public static IReadOnlyList<(string Name, double[] Predicted)> Predict(PeerRows rows, bool isClass, Action<string> say)
    {
        if (!File.Exists(Child.Python) || !Child.Run(Child.Python, ["-c", "import sklearn"]).IsDone)
        {
            say($"scikit-learn is left out: {Child.Python} has none. On Debian: apt-get install python3-sklearn libopenblas0-pthread");
            return [];
        }

        var folder = Directory.CreateTempSubdirectory("analytics-peers-").FullName;
        try
        {
            rows.Write(folder, isClass);
            if (!Child.Peer(Script, folder).IsDone)
            {
                throw new InvalidOperationException($"{Script} failed; what it said stands above.");
            }

            return
            [
                ("scikit-learn HistGradientBoosting", Read(folder, "boosting")),
                (isClass ? "scikit-learn logistic regression" : "scikit-learn ridge regression", Read(folder, "linear")),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double[] Read(string folder, string name) =>
        MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(Path.Combine(folder, name + ".f64"))).ToArray();
}
