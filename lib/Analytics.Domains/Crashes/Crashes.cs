using Analytics.Engine;

namespace Analytics.Domains.Crashes;

/// <summary>How severe will a reported crash be? City of Chicago, crashes, vehicles and people.</summary>
public sealed class Crashes : Domain
{
    public override string Name => "crashes";

    public override string Question => "How severe will a reported crash be?";

    public override IReadOnlyList<Source> Sources { get; } = [Bronze.Crashes, Bronze.Vehicles, Bronze.People, Bronze.Merged];

    public override IReadOnlyList<Table> Tables { get; } = [.. Silver.Tables, .. Gold.Tables, .. Features.Tables];

    public override IReadOnlyList<SampleFile> Sample(SampleOptions options) => SampleGenerator.Files(options);

    public override Report Report(ReportInput input) => CrashReport.Of(input);
}
