using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Analytics.Frames;

namespace Analytics.Learning.Tests.Trees;

public sealed class DeterminismTests
{
    private static readonly Lazy<string[]> s_here = new(() => Hashes(threads: 1));

    /// <summary>The hash of each learner's model file, fitted on the same made-up table.</summary>
    internal static string[] Hashes(int threads)
    {
        var frame = Tables.Mixed(3_001);
        var weighted = frame.With(
            new Column<double>("w", [.. Enumerable.Range(0, frame.RowCount).Select(row => Tables.Uniform(row, 400))])
        );
        (SupervisedLearner Learner, string Target)[] fits =
        [
            (new GradientBoosting { Trees = 15 }, "yes"),
            (
                new GradientBoosting
                {
                    Trees = 15,
                    L1 = 0.5,
                    RowSample = 0.7,
                    ColumnSample = 0.7,
                },
                "number"
            ),
            (new GradientBoosting { Trees = 6 }, "class"),
            (
                new GradientBoosting
                {
                    Trees = 15,
                    Loss = Loss.Poisson,
                    Monotone = new Dictionary<string, int> { ["x0"] = 1 },
                },
                "count"
            ),
            (new RandomForest { Trees = 6, OutOfBag = true }, "class"),
            (new ExtraTrees { Trees = 6 }, "number"),
        ];
        return
        [
            .. fits.Select(fit =>
                $"{fit.Learner.GetType().Name} {fit.Target} {Hash(fit.Learner.Fit(weighted, fit.Target, Tables.Options(threads) with { Weight = "w" }))}"
            ),
            $"IsolationForest {Hash(new IsolationForest().Fit(frame, Tables.Options(threads)))}",
        ];
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void The_model_file_is_the_same_at_any_number_of_threads(int threads) => Assert.Equal(s_here.Value, Hashes(threads));

    [Theory]
    [InlineData("DOTNET_EnableAVX512", "DOTNET_EnableAVX512F")]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableAVX")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    public async Task The_model_file_is_the_same_whatever_instructions_the_processor_has(params string[] without)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(DeterminismTests).Assembly.Location, "hashes"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in without)
        {
            start.Environment[name] = "0";
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        Assert.Equal(s_here.Value, output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    private static string Hash(Model model) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(model.ToJson())));
}
