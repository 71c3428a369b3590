using Analytics.Domains.Households;
using Analytics.Domains.Tests;
using Analytics.Engine;
using Xunit;

namespace Analytics.Bugs;

/// <summary>Headers as survey tools write them, and headers that nobody can want.</summary>
public sealed class HeaderTests
{
    private static readonly Domain s_households = new Households();
    private static readonly Domain s_cars = new Domains.Vehicles.Vehicles();

    [Theory]
    [InlineData('-')]
    [InlineData('/')]
    [InlineData(':')]
    public void Groups_before_the_names_of_questions_are_left_out(char groupEnd)
    {
        using var lake = new TestLake();
        var lines = File.ReadAllLines(BugInput.PathOf("18-odk-prefix", "s.csv"));
        // The other rows of the file hold codes for "no answer", which are another matter.
        string[] answered = [lines[0].Replace('-', groupEnd), lines[1], lines[1].Replace("H1", "H2", StringComparison.Ordinal)];
        lake.Rebuild(s_households, null, lake.Write("survey", "s.csv", string.Join('\n', answered)));
        Assert.Equal(
            ["Kanungu 5", "Kanungu 5"],
            lake.Texts(s_households, "SELECT district || ' ' || household_size AS t FROM silver.assessments")
        );
    }

    [Fact]
    public void A_name_that_two_groups_have_is_no_column()
    {
        using var lake = new TestLake();
        const string Good = "ENGINE_RUN_TINE,ENGINE_RPM,VEHICLE_SPEED,THROTTLE,ENGINE_LOAD,COOLANT_TEMPERATURE\n";
        const string Rows =
            "0,1300,20,15,40,80\n1,1301,20,15,40,80\n2,1302,20,15,40,80\n3,1303,20,15,40,80\n4,1304,20,15,40,80\n5,1305,20,15,40,80\n";
        lake.Rebuild(
            s_cars,
            null,
            lake.Write("obd", "good.csv", Good + Rows),
            lake.Write(
                "obd",
                "two.csv",
                "a-ENGINE_RUN_TINE,a-ENGINE_RPM,a-VEHICLE_SPEED,a-THROTTLE,a-ENGINE_LOAD,a-COOLANT_TEMPERATURE,b-ENGINE_RPM\n0,1,1,1,1,1,2\n"
            )
        );
        Assert.Contains(
            "missing column",
            Assert.Single(lake.Texts(s_cars, "SELECT reasons FROM silver.obd_quarantine")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Too_many_columns_and_endless_headers_are_refused_with_the_limit()
    {
        using var lake = new TestLake();
        const string Good = "ENGINE_RUN_TINE,ENGINE_RPM,VEHICLE_SPEED,THROTTLE,ENGINE_LOAD,COOLANT_TEMPERATURE";
        var rows = string.Concat(Enumerable.Range(0, 20).Select(second => FormattableString.Invariant($"\n{second},1300,20,15,40,80")));
        lake.Rebuild(
            s_cars,
            null,
            lake.Write("obd", "good.csv", Good + rows),
            lake.Write(
                "obd",
                "wide.csv",
                Good + string.Concat(Enumerable.Range(0, 100_000).Select(column => FormattableString.Invariant($",c{column}"))) + rows
            ),
            lake.Write("obd", "endless.csv", Good + ',' + new string('x', 2 << 20))
        );
        var reasons = lake.Texts(s_cars, "SELECT reasons FROM silver.obd_quarantine ORDER BY reasons");
        Assert.Equal(2, reasons.Length);
        Assert.Contains("more columns than the maximum of 10,000", reasons[0], StringComparison.Ordinal);
        Assert.Contains("the header line is longer than the maximum of 1,048,576 bytes", reasons[1], StringComparison.Ordinal);
    }
}
