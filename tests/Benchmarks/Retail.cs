using System.Globalization;
using Analytics.App;

namespace Analytics.Benchmarks;

/// <summary>
/// dotnet run -c Release --project tests/Benchmarks -- retail [folder]: the daily files of UCI's Online Retail (305, 541,909
/// lines) from raw files to published Gold tables, at once and the last of them as one more day, beside a straightforward
/// pandas version. Writes lib/Analytics.Engine/BENCHMARKS.md again.
/// </summary>
public static class Retail
{
    private const int EarlyDay = 10;
    private const int Times = 3;

    /// <param name="arguments">The folder of daily files; default: the first ../shared/data/customers/online_retail above the repository.</param>
    public static int Run(string[] arguments)
    {
        var folder = arguments.Length > 0 ? arguments[0] : Above(Repository.Root);
        if (!Directory.Exists(folder))
        {
            Console.Error.WriteLine($"There is no folder '{folder}'. Name the one with the daily files of Online Retail.");
            return 2;
        }

        var files = Directory.GetFiles(folder, "*.csv").Order(StringComparer.Ordinal).ToArray();
        var results = Results.Read();
        results["retail full"] = Best(() =>
            Child.Ours(["customers", "--no-models", "--data", RebuildInput.Fresh("lake-retail"), "--input", "purchases=" + folder])
        );
        results["retail early day"] = Day(files[..EarlyDay]);
        results["retail last day"] = Day(files);
        if (File.Exists(Child.Python))
        {
            results["retail pandas"] = Best(() => Child.Peer("retail_pandas.py", folder, RebuildInput.Fresh("pandas")));
        }

        results.Write();
        return RebuildPage.Write(results) ? 0 : 1;
    }

    private static string Above(string folder) =>
        Path.Combine(folder, "shared", "data", "customers", "online_retail") is var found && Directory.Exists(found)
        || Path.GetDirectoryName(folder) is not { } parent
            ? found
            : Above(parent);

    /// <summary>The time that the last of some files takes when the others are there.</summary>
    private static Measured Day(string[] files) =>
        Best(() =>
        {
            var data = RebuildInput.Fresh("lake-retail");
            var before = Child.Ours([
                "customers",
                "--no-models",
                "--data",
                data,
                .. files[..^1].SelectMany(file => new[] { "--input", "purchases=" + file }),
            ]);
            var day = Child.Ours(["customers", "--no-models", "--data", data, "--input", "purchases=" + files[^1]]);
            return day with { IsDone = before.IsDone && day.IsDone };
        });

    private static Measured Best(Func<Measured> measure) => Measured.Best(Enumerable.Range(0, Times).Select(_ => measure()).ToArray());
}
