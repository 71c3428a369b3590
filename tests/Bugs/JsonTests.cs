using System.Globalization;
using Analytics.Domains.Tests;
using Analytics.Engine;
using Analytics.Lake;
using Xunit;

namespace Analytics.Bugs;

/// <summary>JSON records: a key that stands twice is told, and a column counts from whichever record it first appears in.</summary>
public sealed class JsonTests
{
    private static readonly Domain s_customers = new Domains.Customers.Customers();

    private static string Record(int n, string more = "") =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"purchase_id":"P{{n}}","customer_id":"C{{n % 7}}","purchased_at":"2024-01-{{1 + n % 28:00}} 10:00","amount":"{{n}}.50"{{more}}}"""
        );

    private static string Lines(IEnumerable<string> records, bool isArray) =>
        isArray ? "[" + string.Join(",\n", records) + "]" : string.Concat(records.Select(record => record + "\n"));

    [Theory, InlineData(false), InlineData(true)]
    public void A_record_that_gives_a_key_twice_goes_to_quarantine_with_the_key_named_and_the_others_stay(bool isArray)
    {
        using var lake = new TestLake();
        var records = Enumerable.Range(1, 300).Select(n => n == 250 ? Record(n, ",\"amount\":\"9.00\"") : Record(n));

        var run = lake.Rebuild(s_customers, null, lake.Write("purchases", "p.json", Lines(records, isArray)));

        Assert.Equal(new Account(300, 299, 1, 0), run.Steps.Single(step => step.Step == "silver.customers.purchases").Account);
        Assert.Equal(["250 record"], lake.Texts(s_customers, "SELECT line || ' ' || kind AS t FROM silver.purchases_quarantine"));
        Assert.Contains(
            "'/amount' stands twice",
            Assert.Single(lake.Texts(s_customers, "SELECT reasons FROM silver.purchases_quarantine")),
            StringComparison.Ordinal
        );
        Assert.Equal(0, lake.Number(s_customers, "SELECT count(*) FROM silver.purchases WHERE purchase_id = 'P250'"));
    }

    [Fact]
    public void A_key_given_twice_within_an_object_or_with_an_escape_is_told_by_its_place()
    {
        using var lake = new TestLake();
        var cars = new Domains.Vehicles.Vehicles();
        string Event(int step, string rpm) =>
            string.Create(
                CultureInfo.InvariantCulture,
                $$$$$"""{"event_version":1,"timestamp":"2024-03-04T05:39:{{{{{35 + step}}}}}Z","payload":{"simulation_id":"s","time":{{{{{step}}}}},"step":{{{{{step}}}}},"modules":{"engine":{{{{{rpm}}}}},"thermals":{"coolant":60},"vehicle":{"speed":30}}}}"""
            ) + "\n";
        const string Good = """{"rpm":1400,"throttle":0.1,"load":0.2}""";

        lake.Rebuild(
            cars,
            null,
            lake.Write(
                "events",
                "e.jsonl",
                string.Concat(
                    Enumerable
                        .Range(0, 20)
                        .Select(step =>
                            Event(
                                step,
                                step switch
                                {
                                    7 => """{"rpm":1400,"throttle":0.1,"load":0.2,"rpm":9000}""",
                                    8 => """{"rpm":1400,"throttle":0.1,"load":0.2,"r\u0070m":9000}""",
                                    _ => Good,
                                }
                            )
                        )
                )
            )
        );

        Assert.Equal(
            [
                "8 JSON: the key '/payload/modules/engine/rpm' stands twice, and nobody knows which one counts",
                "9 JSON: the key '/payload/modules/engine/rpm' stands twice, and nobody knows which one counts",
            ],
            lake.Texts(cars, "SELECT line || ' ' || reasons AS t FROM silver.events_quarantine ORDER BY line")
        );
        Assert.Equal(18, lake.Number(cars, "SELECT count(*) FROM silver.events WHERE rpm = 1400"));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_column_that_first_appears_in_a_late_record_is_read(bool isArray)
    {
        using var lake = new TestLake();
        var records = Enumerable.Range(1, 600).Select(n => n > 450 ? Record(n, ",\"country\":\"Chile\"") : Record(n));

        var run = lake.Rebuild(s_customers, null, lake.Write("purchases", "p.json", Lines(records, isArray)));

        Assert.Equal(150, lake.Number(s_customers, "SELECT count(*) FROM silver.purchases WHERE country = 'Chile'"));
        Assert.Equal(600, lake.Number(s_customers, "SELECT count(*) FROM silver.purchases"));
        Assert.DoesNotContain("country", run.Steps.SelectMany(step => step.Deliveries).SelectMany(delivery => delivery.Lacks));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_column_that_nobody_reads_is_told_though_only_a_late_record_has_it(bool isArray)
    {
        using var lake = new TestLake();
        var records = Enumerable.Range(1, 600).Select(n => n == 599 ? Record(n, ",\"coupon\":\"X\"") : Record(n));

        var run = lake.Rebuild(s_customers, null, lake.Write("purchases", "p.json", Lines(records, isArray)));

        Assert.Contains(run.Steps.SelectMany(step => step.Deliveries), delivery => delivery.Unread.Contains("coupon"));
    }

    [Fact]
    public void A_required_column_that_only_late_records_have_costs_the_early_ones_and_not_the_file()
    {
        using var lake = new TestLake();
        var records = Enumerable
            .Range(1, 1000)
            .Select(n => n <= 250 ? Record(n).Replace("\"amount\"", "\"sum\"", StringComparison.Ordinal) : Record(n));

        var run = lake.Rebuild(s_customers, null, lake.Write("purchases", "p.jsonl", Lines(records, isArray: false)));

        Assert.Equal(new Account(1000, 750, 250, 0), run.Steps.Single(step => step.Step == "silver.customers.purchases").Account);
        Assert.Empty(run.Refused);
    }

    [Fact]
    public void A_record_longer_than_a_megabyte_is_read_as_before()
    {
        using var lake = new TestLake();
        var records = Enumerable.Range(1, 30).Select(n => n == 20 ? Record(n, $",\"note\":\"{new string('x', 3 << 20)}\"") : Record(n));

        lake.Rebuild(s_customers, null, lake.Write("purchases", "p.jsonl", Lines(records, isArray: false)));

        Assert.Equal(30, lake.Number(s_customers, "SELECT count(*) FROM silver.purchases"));
    }
}
