using Analytics.Engine;

namespace Analytics.Domains.Vehicles;

/// <summary>How is it driven, how is it doing? Simulated telemetry, labelled trips and OBD-II logs.</summary>
public sealed class Vehicles : Domain
{
    public override string Name => "vehicles";

    public override string Question => "How is it driven, how is it doing?";

    public override IReadOnlyList<Source> Sources => field ??= [Bronze.Events, Bronze.Trips, Bronze.Obd];

    public override IReadOnlyList<Table> Tables => field ??= [.. Silver.Tables, .. Gold.Tables, .. Features.Tables];

    public override IReadOnlyList<Study> Studies => field ??= Model.Studies;

    public override IReadOnlyList<SampleFile> Sample(SampleOptions options) => SampleGenerator.Files(options);

    public override long SampleRows => 12_000;

    public override Report Report(ReportInput input) => VehiclesReport.Of(input);
}
