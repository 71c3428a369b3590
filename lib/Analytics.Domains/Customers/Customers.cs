using Analytics.Engine;

namespace Analytics.Domains.Customers;

/// <summary>Who stays, who leaves, and what are they worth? A shop's customers and what they bought.</summary>
public sealed class Customers : Domain
{
    public override string Name => "customers";

    public override string Question => "Who stays, who leaves, and what are they worth?";

    public override IReadOnlyList<Source> Sources =>
        field ??= [Bronze.Customers, Bronze.Purchases, Bronze.Orders, Bronze.OrderItems, Bronze.OrderCustomers];

    public override IReadOnlyList<Table> Tables => field ??= [.. Silver.Tables, .. Gold.Tables, .. Features.Tables];

    public override IReadOnlyList<Study> Studies => Model.Studies;

    /// <summary>About four and a half purchases per customer.</summary>
    public override long SampleRows => 16_000;

    public override IReadOnlyList<SampleFile> Sample(SampleOptions options) => SampleGenerator.Files(options);

    public override Report Report(ReportInput input) => CustomersReport.Of(input);
}
