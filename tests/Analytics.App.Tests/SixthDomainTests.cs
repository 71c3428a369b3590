using System.Diagnostics;

namespace Analytics.App.Tests;

/// <summary>A domain of one folder, in an assembly of its own, goes through every script as a person types it.</summary>
public sealed class SixthDomainTests : IDisposable
{
    private readonly TempData _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void A_domain_that_no_list_names_goes_through_every_script()
    {
        var samples = _temp.PathOf("samples");
        Assert.Contains("batches", Script("sample", "bakery", "--out", samples), StringComparison.Ordinal);
        var input = $"batches={Path.Combine(samples, "bakery", "batches.csv")}";

        Assert.Contains("bakery", Script("rebuild", "bakery", "--plan", "--input", input), StringComparison.Ordinal);
        Assert.Contains("bakery", Script("bronze", "bakery", "--input", input), StringComparison.Ordinal);
        Assert.Contains("1,4", Script("silver", "bakery"), StringComparison.Ordinal);
        Assert.Contains("bakery", Script("gold", "bakery"), StringComparison.Ordinal);
        var summary = Script("rebuild", "bakery");
        Assert.Contains("sales", summary, StringComparison.Ordinal);
        Assert.Contains("silhouette", summary, StringComparison.Ordinal);
        Assert.Contains("everything is fresh", Script("plan", "bakery"), StringComparison.Ordinal);
        Assert.Equal("kind\nrye\nspelt\nwheat\n", Script("query", "SELECT kind FROM bakery.by_kind ORDER BY kind", "--format", "csv"));

        Assert.Contains("logistic", Script("train", "bakery", "--study", "sales", "--learner", "logistic"), StringComparison.Ordinal);
        var sweep = _temp.PathOf("sweep.json");
        File.WriteAllText(
            sweep,
            """[{ "learner": "boosting", "mode": "random", "runs": 2, "parameters": { "leaves": [3, 5], "trees": [10, 20] } }, { "learner": "boosting", "mode": "halving", "parameters": { "leaves": [3, 5, 7, 9] }, "from": 5, "to": 20 }]"""
        );
        Assert.Contains("bakery/sales", Script("train", "bakery", "--study", "sales", "--sweep", sweep), StringComparison.Ordinal);
        Assert.Contains("bakery/sales", Script("experiments", "list", "bakery"), StringComparison.Ordinal);
        Assert.Contains("same", Script("reproduce", "bakery/days@1"), StringComparison.Ordinal);
        var scored = _temp.PathOf("scored.csv");
        Script("predict", "bakery", "--study", "sales", "--input", input, "--out", scored);
        Assert.InRange(File.ReadLines(scored).Count(), 1450, 1501);
        Assert.Contains("no training is needed", Script("retrain", "bakery", "--if-needed"), StringComparison.Ordinal);

        Assert.Contains("everything is as it was written", Script("verify", "bakery"), StringComparison.Ordinal);
        var first = Script("history").TrimEnd('\n').Split('\n')[^1].Split(' ')[0];
        Assert.Contains("gold.bakery.by_kind", Script("diff", first), StringComparison.Ordinal);
        Assert.Contains("holds again", Script("rollback", first), StringComparison.Ordinal);
        Assert.Contains("files", Script("collect"), StringComparison.Ordinal);
    }

    private string Script(string name, params string[] arguments)
    {
        string[] data = name == "sample" ? [] : ["--data", _temp.Data];
        var host = Path.Combine(
            RealData.Repository,
            "lib",
            "artifacts",
            "bin",
            "Analytics.Interactive",
            "debug",
            "Analytics.Interactive.dll"
        );
        var start = new ProcessStartInfo(
            "dotnet",
            [host, Path.Combine(RealData.Repository, "scripts", name + ".csx"), "--", .. arguments, .. data]
        )
        {
            WorkingDirectory = _temp.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ANALYTICS_DOMAINS"] = typeof(SixthDomain.Bakery).Assembly.Location },
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(120_000), name);
        Assert.True(process.ExitCode == 0, $"{name} {string.Join(' ', arguments)} ended with {process.ExitCode}: {error.Result}{output}");
        return output;
    }
}
