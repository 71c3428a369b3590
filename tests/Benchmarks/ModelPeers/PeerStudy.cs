using Analytics.App;
using Analytics.Engine;

namespace Analytics.Benchmarks;

/// <summary>A study, and what it is compared on.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Name">The study.</param>
/// <param name="Inputs">Source → file or folder below the domain's folder of real files; none: the committed sample.</param>
internal sealed record PeerStudy(string Domain, string Name, params IReadOnlyList<(string Source, string File)> Inputs)
{
    public static IReadOnlyList<PeerStudy> All { get; } =
    [
        new(
            "crashes",
            "severity",
            ("crashes", "crashes.csv"),
            ("crashes", "crashes_upper_excel_dates.csv"),
            ("merged", "merged_2025-09.csv"),
            ("vehicles", "vehicles.csv"),
            ("people", "people.csv")
        ),
        new("households", "vulnerability", ("survey", "assessment.csv")),
        new("customers", "churn", ("purchases", "online_retail")),
        new("customers", "clv", ("purchases", "online_retail")),
        new("vehicles", "style", ("trips", "driving_style")),
        // Only a simulator knows the wear of an engine.
        new("vehicles", "hard_use"),
    ];

    /// <summary>The folder named by ANALYTICS_REAL_DATA, or <c>../shared/data</c> beside the repository.</summary>
    public static string Real { get; } =
        Path.GetFullPath(
            Environment.GetEnvironmentVariable("ANALYTICS_REAL_DATA") ?? Path.Combine(Repository.Root, "..", "shared", "data")
        );

    public string Data => Inputs.Count > 0 ? "real files" : "the committed sample";

    /// <summary>Why it cannot be compared here; null where it can.</summary>
    public string? Missing =>
        Inputs.Count == 0 || Directory.Exists(Path.Combine(Real, Domain))
            ? null
            : $"{Domain}/{Name} is left out: its real files are not in {Path.Combine(Real, Domain)} (ANALYTICS_REAL_DATA names another folder).";

    /// <summary>Rebuilds the domain in a lake and trains the study as <c>rebuild.csx</c> does.</summary>
    public TrainResult Train(Lake.Lake lake)
    {
        var domain = Catalog.Of(Domain);
        var inputs =
            Inputs.Count > 0
                ? [.. Inputs.Select(input => new InputPath(input.Source, Path.Combine(Real, Domain, input.File)))]
                : SampleWriter.Find(domain, Repository.Samples(Domain));
        Landing.Land(lake, domain, inputs, TimeProvider.System);
        new Runner(lake, TimeProvider.System, new RunOptions()).Run(domain);
        return new Trainer(lake, TimeProvider.System).Train(domain, domain.Studies.Single(study => study.Name == Name));
    }
}
