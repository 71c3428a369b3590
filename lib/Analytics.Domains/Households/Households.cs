using Analytics.Engine;

namespace Analytics.Domains.Households;

/// <summary>Which households are vulnerable? A rural livelihoods survey.</summary>
public sealed class Households : Domain
{
    public override string Name => "households";

    public override string Question => "Which households are vulnerable?";

    public override string Schedule => "monthly";

    public override IReadOnlyList<Source> Sources => field ??= [Bronze.Survey];

    public override IReadOnlyList<Table> Tables => field ??= [.. Silver.Tables, .. Gold.Tables, .. Features.Tables];

    public override IReadOnlyList<Study> Studies => field ??= [VulnerabilityModel.Study];

    public override IReadOnlyList<SampleFile> Sample(SampleOptions options) => SampleGenerator.Files(options);

    public override Report Report(ReportInput input) => HouseholdsReport.Of(input);
}
