namespace Analytics.Engine;

/// <summary>A domain without its gates: they judge what shall be published as a whole, and a file to be scored is judged row by row.</summary>
internal sealed class Ungated(Domain domain) : Domain
{
    public override string Name => domain.Name;

    public override string Question => domain.Question;

    public override IReadOnlyList<Source> Sources => domain.Sources;

    public override IReadOnlyList<Table> Tables { get; } = [.. domain.Tables.Select(table => table with { Contract = table.Contract with { Gates = [] } })];

    public override IReadOnlyList<SampleFile> Sample(SampleOptions options) => domain.Sample(options);

    public override Report Report(ReportInput input) => domain.Report(input);
}
