using Analytics.Domains.Tests;
using Analytics.Engine;

namespace Analytics.Bugs;

/// <summary>Tables that belong together: rows of one that the other does not know are told, from the first one of the other on.</summary>
public sealed class ReferenceTests
{
    private static readonly Domain s_crashes = new Domains.Crashes.Crashes();
    private static readonly Domain s_accidents = new Domains.Accidents.Accidents();
    private static readonly Domain s_customers = new Domains.Customers.Customers();

    private static string Id(char digit) => new(digit, 128);

    [Theory]
    [InlineData("silver.crashes.vehicles", "crash_record_id: reference to silver.crashes")]
    [InlineData("silver.crashes.people", "crash_record_id: reference to silver.crashes")]
    [InlineData("silver.crashes.people", "vehicle_id: reference to silver.vehicles")]
    [InlineData("silver.crashes.crashes", "crash_record_id: reference to silver.vehicles")]
    public void Crashes_units_and_people_that_do_not_meet_are_told(string table, string gate)
    {
        var crash = gate.EndsWith("silver.crashes", StringComparison.Ordinal) ? '2' : '1';
        var vehicle = gate.StartsWith("vehicle_id", StringComparison.Ordinal) ? "V9" : "V1";
        var unit = table.EndsWith("crashes", StringComparison.Ordinal) ? '3' : crash;
        InputPath[] Files(TestLake lake, char crash, string vehicle, char unit) =>
            [
                lake.Write(
                    "crashes",
                    "crashes.csv",
                    $"crash_record_id,crash_date,crash_type\n{Id('1')},2024-01-05 10:00:00,NO INJURY / DRIVE AWAY\n"
                ),
                lake.Write(
                    "vehicles",
                    "vehicles.csv",
                    $"crash_unit_id,crash_record_id,crash_date,vehicle_id\nU1,{Id(unit)},2024-01-05 10:00:00,V1\n"
                ),
                lake.Write(
                    "people",
                    "people.csv",
                    $"person_id,crash_record_id,crash_date,vehicle_id\nP1,{Id(crash)},2024-01-05 10:00:00,{vehicle}\nP2,{Id(crash)},2024-01-05 10:00:00,\n"
                ),
            ];
        Assert.Equal((true, 0.0), Judged(s_crashes, table, gate, lake => Files(lake, '1', "V1", '1')));
        Assert.Equal(
            (false, table.EndsWith("people", StringComparison.Ordinal) && vehicle == "V9" ? 0.5 : 1.0),
            Judged(s_crashes, table, gate, lake => Files(lake, crash, vehicle, unit))
        );
    }

    [Theory]
    [InlineData("silver.accidents.vehicles", "accident_id: reference to silver.accidents")]
    [InlineData("silver.accidents.casualties", "accident_id: reference to silver.accidents")]
    [InlineData("silver.accidents.casualties", "vehicle_id: reference to silver.vehicles")]
    public void Accidents_vehicles_and_casualties_that_do_not_meet_are_told(string table, string gate)
    {
        InputPath[] Files(TestLake lake, string accident, int vehicle) =>
            [
                lake.Write(
                    "accidents",
                    "a.csv",
                    "accident_index,longitude,latitude,accident_severity,date,time\nA1,-1.0,53.9,3,13/02/2020,10:00\n"
                ),
                lake.Write("vehicles", "v.csv", $"accident_index,vehicle_reference,vehicle_type\n{accident},1,9\n"),
                lake.Write(
                    "casualties",
                    "c.csv",
                    FormattableString.Invariant(
                        $"accident_index,vehicle_reference,casualty_reference,casualty_class,casualty_severity\n{accident},{vehicle},1,1,3\n"
                    )
                ),
            ];
        Assert.Equal((true, 0.0), Judged(s_accidents, table, gate, lake => Files(lake, "A1", 1)));
        Assert.Equal(
            (false, 1.0),
            Judged(
                s_accidents,
                table,
                gate,
                lake => gate.StartsWith("accident", StringComparison.Ordinal) ? Files(lake, "A9", 1) : Files(lake, "A1", 2)
            )
        );
    }

    [Theory]
    [InlineData("silver.customers.order_items", "purchase_id: reference to silver.orders")]
    [InlineData("silver.customers.orders", "purchase_id: reference to silver.order_items")]
    [InlineData("silver.customers.orders", "order_customer: reference to silver.order_customers")]
    [InlineData("silver.customers.purchases", "customer_id: reference to silver.customers")]
    [InlineData("silver.customers.cancellations", "customer_id: reference to silver.customers")]
    public void Orders_items_customers_and_purchases_that_do_not_meet_are_told(string table, string gate)
    {
        InputPath[] Files(TestLake lake, string item, string orderCustomer, string customer) =>
            [
                lake.Write(
                    "orders",
                    "o.csv",
                    "order_id,customer_id,order_status,order_purchase_timestamp\nO1,OC1,delivered,2024-01-05 10:00:00\n"
                ),
                lake.Write("order_items", "i.csv", $"order_id,order_item_id,product_id,price\n{item},1,S1,2.50\n"),
                lake.Write("order_customers", "c.csv", $"customer_id,customer_unique_id\n{orderCustomer},P1\n"),
                lake.Write(
                    "purchases",
                    "p.csv",
                    "purchase_id,customer_id,purchased_at,amount\n1,7,2024-01-05 10:00:00,5.00\n2,7,2024-01-06 10:00:00,-5.00\n"
                ),
                lake.Write("customers", "k.csv", $"customer_id,name,email\n{customer},A,a@b.org\n"),
            ];
        Assert.Equal((true, 0.0), Judged(s_customers, table, gate, lake => Files(lake, "O1", "OC1", "7")));
        Assert.Equal((false, 1.0), Judged(s_customers, table, gate, lake => Files(lake, "O9", "OC9", "9")));
    }

    [Fact]
    public void What_is_referred_to_may_never_be_given_or_come_later_and_is_judged_when_it_comes()
    {
        const string Gate = "customer_id: reference to silver.customers";
        using var lake = new TestLake();
        var run = lake.Rebuild(
            s_customers,
            null,
            lake.Write("purchases", "p.csv", "purchase_id,customer_id,purchased_at,amount\n1,7,2024-01-05 10:00:00,5.00\n")
        );
        Assert.Equal((true, 0.0), Said(run, "silver.customers.purchases", Gate));

        // No purchase comes, and yet it is the purchases that are judged again.
        run = lake.Rebuild(s_customers, null, lake.Write("customers", "k.csv", "customer_id,name,email\n9,A,a@b.org\n"));
        Assert.Equal((false, 1.0), Said(run, "silver.customers.purchases", Gate));
        Assert.Contains(lake.Lake.Head.Verdicts, verdict => verdict is { Table: "silver.customers.purchases", Gate: Gate, Passed: false });
        Assert.Equal(1, lake.Lake.Head.Accounts["silver.customers.purchases"].Kept);

        run = lake.Rebuild(s_customers, null, lake.Write("customers", "l.csv", "customer_id,name,email\n7,A,a@b.org\n"));
        Assert.Equal((true, 0.0), Said(run, "silver.customers.purchases", Gate));
        Assert.DoesNotContain(
            lake.Lake.Head.Verdicts,
            verdict => verdict is { Table: "silver.customers.purchases", Gate: Gate, Passed: false }
        );
    }

    [Fact]
    public void Trouble_for_traffic_is_no_harm_to_people()
    {
        using var lake = new TestLake();
        var us = string.Concat(
            Enumerable
                .Range(0, 60)
                .Select(i =>
                    FormattableString.Invariant(
                        $"A-{i},{1 + i % 4},2016-02-{1 + i % 28:00} {i % 24:00}:46:00,39.8{i:00},-84.0{i:00},Dayton,Clear,Day\n"
                    )
                )
        );
        lake.Rebuild(
            s_accidents,
            null,
            lake.Write("accidents", "us.csv", "ID,Severity,Start_Time,Start_Lat,Start_Lng,City,Weather_Condition,Sunrise_Sunset\n" + us)
        );

        Assert.Equal(
            ["1|15", "2|15", "3|15", "4|15"],
            lake.Texts(
                s_accidents,
                "SELECT traffic_impact || '|' || count(*) FROM silver.accidents WHERE severity IS NULL GROUP BY traffic_impact ORDER BY 1"
            )
        );
        Assert.Equal(0, lake.Number(s_accidents, "SELECT sum(fatal) + sum(serious) + count(share_serious) FROM gold.by_month"));
        Assert.Equal(60, lake.Number(s_accidents, "SELECT sum(accidents) FROM gold.by_month"));
        Assert.Equal(0, lake.Number(s_accidents, "SELECT count(*) FROM gold.features"));
        using var db = Published.Open(lake.Lake.Head, s_accidents);
        var report = s_accidents.Report(new ReportInput(db));
        Assert.Contains("whether somebody was hurt is not told", report["severity"].Answer, StringComparison.Ordinal);
        Assert.All(report.Findings, finding => Assert.DoesNotContain("NaN", finding.Answer, StringComparison.Ordinal));
        Assert.All(
            report.Findings.Where(finding => finding.Name is not "groups"),
            finding => Assert.DoesNotMatch("[1-9][0-9.]* ?%? are serious or fatal", finding.Answer)
        );
    }

    [Fact]
    public void Shares_of_harm_leave_out_accidents_of_which_it_is_not_told()
    {
        using var lake = new TestLake();
        lake.Rebuild(
            s_accidents,
            null,
            lake.Write(
                "accidents",
                "us.csv",
                "ID,Severity,Start_Time,Start_Lat,Start_Lng\nA-1,4,2020-02-13 10:00:00,39.8,-84.0\nA-2,4,2020-02-13 10:00:00,39.9,-84.1\nA-3,,2020-02-13 10:00:00,39.7,-84.1\n"
            ),
            lake.Write(
                "accidents",
                "uk.csv",
                "accident_index,longitude,latitude,accident_severity,date,time\nB1,-1.0,53.9,3,13/02/2020,10:00\nB2,-1.1,53.9,1,13/02/2020,10:00\n"
            )
        );

        Assert.Equal(
            ["4|1|1|0.5"],
            lake.Texts(s_accidents, "SELECT accidents || '|' || serious || '|' || fatal || '|' || share_serious FROM gold.by_hour")
        );
        Assert.Equal(["traffic_impact: missing"], lake.Texts(s_accidents, "SELECT reasons FROM silver.accidents_quarantine"));
    }

    private static (bool Passed, double Observed) Judged(Domain domain, string table, string gate, Func<TestLake, InputPath[]> files)
    {
        using var lake = new TestLake();
        return Said(lake.Rebuild(domain, null, files(lake)), table, gate);
    }

    private static (bool Passed, double Observed) Said(RunResult run, string table, string gate) =>
        run.Verdicts.Single(verdict => verdict.Table == table && verdict.Gate == gate) is var verdict
            ? (verdict.Passed, verdict.Observed)
            : default;
}
