using System.Text;
using Analytics.Frames;

namespace Analytics.Engine.Tests;

/// <summary>Tables whose rows are made in code from those of a query, and files of another code page than their neighbours.</summary>
public sealed class ComputeTests
{
    private static Toy With(int version, Func<Frame, Frame> of) => new() { ComputeTotal = new Computation(version, of) };

    private static Frame Doubled(Frame rows) =>
        new(rows["what"], new Column<long>("items", [.. rows["items"].ToDoubles().Select(items => 2 * (long)items)]));

    [Fact]
    public void Rows_are_made_in_code_from_those_of_the_query_and_only_when_code_or_input_changed()
    {
        using var lake = new ToyLake();
        var toy = With(1, Doubled);
        lake.LandAndRun(toy, lake.Items("a.csv", "1,apple,10,2024-01-05", "2,pear,5,2024-01-06"));
        Assert.Equal(["all|4"], lake.Rows(toy, "SELECT what, items FROM gold.total"));

        Assert.All(lake.LandAndRun(toy).Steps, step => Assert.Equal(Reason.Fresh, step.Reason));
        Assert.Equal(
            new Reason(ReasonKind.Code),
            lake.LandAndRun(With(2, Doubled)).Steps.Single(step => step.Step == "gold.toy.total").Reason
        );
        Assert.Equal(
            Reason.Input("gold.toy.by_month"),
            lake.LandAndRun(With(2, Doubled), lake.Items("b.csv", "3,plum,1,2024-02-01"))
                .Steps.Single(step => step.Step == "gold.toy.total")
                .Reason
        );
        Assert.Equal(["all|6"], lake.Rows(toy, "SELECT what, items FROM gold.total"));
    }

    [Fact]
    public void Code_that_gives_other_columns_than_it_promised_publishes_nothing()
    {
        using var lake = new ToyLake();

        var error = Assert.Throws<RunException>(() =>
            lake.LandAndRun(With(1, rows => rows.Drop("items")), lake.Items("a.csv", "1,apple,10,2024-01-05"))
        );

        Assert.Contains("gold.toy.total", error.Message, StringComparison.Ordinal);
        Assert.Empty(lake.Lake.Head.Tables);
    }

    [Theory]
    [InlineData("name,rate\nPřeklad,1\n", "utf-8", "PŘEKLAD|1")]
    [InlineData("jméno,sazba\nPřeklad,1\n", "windows-1250", "PŘEKLAD|1")]
    // A layout that declares no code page: bytes that are not UTF-8 are read as Windows-1252, and the file's description says so.
    [InlineData("name,rate\nPřeklad,1\n", "windows-1250", "PØEKLAD|1")]
    public void A_file_is_read_in_the_code_page_of_its_own_layout_and_of_no_other(string text, string encoding, string row)
    {
        using var lake = new ToyLake();
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        File.WriteAllBytes(lake.PathOf("rates.csv"), Encoding.GetEncoding(encoding).GetBytes(text));

        lake.LandAndRun(new OldRates(), new InputPath("rates", lake.PathOf("rates.csv")));

        Assert.Equal([row], lake.Rows(new OldRates(), "SELECT name, rate FROM silver.rates"));
        Assert.Empty(lake.Rows(new OldRates(), "SELECT reasons FROM silver.rates_quarantine"));
    }

    /// <summary>Rates in two layouts, one of them of an old code page.</summary>
    private sealed class OldRates : Domain
    {
        private const string Sql = "SELECT word(name) AS name, number(rate) AS rate, COLUMNS('^_') FROM bronze";

        public override string Name => "toy";

        public override string Question => "At what rate?";

        public override IReadOnlyList<Source> Sources { get; } =
        [
            new(
                "rates",
                new Layout("rates", "!name", "!rate"),
                new Layout("old_rates", "!name|jméno", "!rate|sazba") { Encoding = "windows-1250" }
            ),
        ];

        public override IReadOnlyList<Table> Tables { get; } =
        [
            new SilverTable(
                "rates",
                new Contract(Field.Text("name").Key(), Field.Double("rate").Required()),
                [new Feed("rates", Sql), new Feed("old_rates", Sql)]
            ),
        ];

        public override IReadOnlyList<SampleFile> Sample(SampleOptions options) => [];

        public override Report Report(ReportInput input) => new("Rates", []);
    }
}
