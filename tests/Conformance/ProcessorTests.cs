using System.Diagnostics;
using Analytics.App;
using Analytics.Engine;

namespace Analytics.Conformance;

/// <summary>
/// The domains' own models, trained again in processes whose runtime was told to do without some instructions. What that
/// cannot reach is the C library's own <c>exp</c>, <c>log</c> and <c>pow</c>: see decision 0016.
/// </summary>
public sealed class ProcessorTests : IClassFixture<ProcessorTests.Trained>
{
    private readonly Trained _trained;

    public ProcessorTests(Trained trained) => _trained = trained;

    [Theory]
    [InlineData("DOTNET_EnableAVX512=0", "DOTNET_EnableAVX512F=0")]
    [InlineData("DOTNET_EnableAVX2=0")]
    [InlineData("DOTNET_EnableHWIntrinsic=0")]
    public async Task Every_study_comes_out_again_byte_by_byte_whatever_instructions_the_processor_has(params string[] settings)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(ProcessorTests).Assembly.Location, "reproduce", _trained.Lake.Folder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var setting in settings.Select(setting => setting.Split('=')))
        {
            start.Environment[setting[0]] = setting[1];
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.True(_trained.Registered.Count >= 5, $"{_trained.Registered.Count} studies have a model.");
        Assert.Equal(
            _trained.Registered.Select(name => $"{name} model.json same"),
            lines.Where(line => line.Contains(" model.json ", StringComparison.Ordinal))
        );
        Assert.All(lines, line => Assert.EndsWith(" same", line, StringComparison.Ordinal));
    }

    /// <summary>Trains each registered version of a lake again: a line per file.</summary>
    internal static IEnumerable<string> Reproduce(string folder)
    {
        using var lake = Lake.Lake.Open(folder);
        foreach (
            var (domain, study) in Studies().Where(each => new Registry(lake).ChampionOf(each.Domain.Name, each.Study.Name) is not null)
        )
        {
            foreach (var file in new Reproduction(lake).Run(domain, study, "1"))
            {
                yield return $"{domain.Name}/{study.Name} {file.Name} {(file.IsSame ? "same" : "DIFFERENT")}";
            }
        }
    }

    /// <summary>Without any bar, so that each has a registered version.</summary>
    private static IEnumerable<(Domain Domain, Study Study)> Studies() =>
        Catalog.Domains.SelectMany(domain => domain.Studies.Select(study => (domain, study with { Bar = double.NegativeInfinity })));

    /// <summary>A lake with every study trained on a small sample, with all the instructions that this processor has.</summary>
    public sealed class Trained : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("analytics-processor-").FullName;

        public Trained()
        {
            Lake = Analytics.Lake.Lake.Open(Path.Combine(_folder, "data"));
            foreach (var domain in Studies().Select(each => each.Domain).Distinct())
            {
                Landing.Land(
                    Lake,
                    domain,
                    SampleWriter.Write(domain, new SampleOptions(Math.Min(domain.SampleRows, 1200)), Path.Combine(_folder, domain.Name)),
                    TimeProvider.System
                );
                new Runner(Lake, TimeProvider.System, new RunOptions()).Run(domain);
            }

            foreach (var (domain, study) in Studies())
            {
                try
                {
                    if (new Trainer(Lake, TimeProvider.System).Train(domain, study).Decision.Promoted)
                    {
                        Registered.Add($"{domain.Name}/{study.Name}");
                    }
                }
                catch (UntrainableException)
                {
                    // The small sample of a study of few groups: the others are enough to tell.
                }
            }
        }

        internal Lake.Lake Lake { get; }

        /// <summary>The studies that have a model, as domain/study.</summary>
        internal List<string> Registered { get; } = [];

        public void Dispose()
        {
            Lake.Dispose();
            Directory.Delete(_folder, recursive: true);
        }
    }
}
