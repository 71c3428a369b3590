using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Analytics.Learning.Tests.Conformance;

namespace Analytics.Learning.Tests;

/// <summary>Every learner, fitted in processes whose runtime was told to do without some instructions.</summary>
public sealed class ModelHashes
{
    private static readonly Lazy<string[]> s_here = new(Learners);

    /// <summary>The hash of each learner's model file and of its answers about other rows; the rows end in the middle of a register of any width.</summary>
    internal static string[] Learners() =>
        [
            .. Subject.All.Select(subject =>
            {
                var model = subject.Fit(subject.Rows(1003));
                var answers = string.Join(
                    ' ',
                    Subject.Answer(model, subject.Rows(301, seed: 2)).Select(answer => answer.ToString("R", CultureInfo.InvariantCulture))
                );
                return $"{subject.Name} {subject.Work} {Hash(model.ToJson())} {Hash(answers)}";
            }),
        ];

    [Theory]
    [InlineData("DOTNET_EnableAVX512=0", "DOTNET_EnableAVX512F=0")]
    [InlineData("DOTNET_EnableAVX2=0")]
    [InlineData("DOTNET_EnableHWIntrinsic=0")]
    public async Task Every_learner_makes_the_same_model_and_the_same_answers_whatever_instructions_the_processor_has(
        params string[] settings
    )
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(ModelHashes).Assembly.Location, "learners"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var setting in settings)
        {
            start.Environment[setting[..setting.IndexOf('=', StringComparison.Ordinal)]] = setting[
                (setting.IndexOf('=', StringComparison.Ordinal) + 1)..
            ];
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        Assert.Equal(s_here.Value, output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
