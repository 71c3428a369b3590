using Analytics.Engine;

namespace Analytics.Domains.Crashes;

/// <summary>How severe will a reported crash be? City of Chicago, crashes, vehicles and people.</summary>
public sealed class Crashes : Domain
{
    public override string Name => "crashes";

    public override string Question => "How severe will a reported crash be?";

    public override IReadOnlyList<Source> Sources => field ??= [Bronze.Crashes, Bronze.Vehicles, Bronze.People, Bronze.Merged];

    public override IReadOnlyList<Table> Tables => field ??= [.. Silver.Tables, .. Gold.Tables, .. Features.Tables];

    public override IReadOnlyList<Study> Studies => field ??= [SeverityModel.Study];

    public override IReadOnlyList<SampleFile> Sample(SampleOptions options) => SampleGenerator.Files(options);

    public override async Task Fetch(FetchRequest request, CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = new Uri("https://data.cityofchicago.org/"), Timeout = Timeout.InfiniteTimeSpan };
        var server = new Socrata(http, Retry.Of(request.Time, seed: 0, Console.Error.WriteLine), request.Time);
        var (crashes, vehicles, people) = await new Fetching(server, request).Run(cancellation).ConfigureAwait(false);
        Console.WriteLine(
            FormattableString.Invariant(
                $"Fetched {crashes:N0} crashes, {vehicles:N0} vehicles, {people:N0} people. Now: dotnet script scripts/rebuild.csx crashes"
            )
        );
    }

    public override Report Report(ReportInput input) => CrashReport.Of(input);
}
