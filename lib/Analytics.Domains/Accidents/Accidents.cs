using Analytics.Engine;

namespace Analytics.Domains.Accidents;

/// <summary>Which patterns and places stand out? Road accidents of British police forces, of the United States, of Belgrade.</summary>
public sealed class Accidents : Domain
{
    public override string Name => "accidents";

    public override string Question => "Which patterns and places stand out?";

    public override string Schedule => "monthly";

    public override IReadOnlyList<Source> Sources => field ??= [Bronze.Accidents, Bronze.Vehicles, Bronze.Casualties];

    public override IReadOnlyList<Table> Tables => field ??= [.. Silver.Tables, .. Features.Tables, .. Gold.Tables];

    public override IReadOnlyList<Study> Studies => field ??= [Model.Study];

    public override long SampleRows => 5000;

    public override IReadOnlyList<SampleFile> Sample(SampleOptions options) => SampleGenerator.Files(options);

    public override Report Report(ReportInput input) => AccidentsReport.Of(input);
}
