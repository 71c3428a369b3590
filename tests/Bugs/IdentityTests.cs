using System.Text;
using Analytics.Domains.Tests;
using Analytics.Engine;
using Analytics.Lake;

namespace Analytics.Bugs;

/// <summary>The same things told again in another form, by other columns, or in another order of lines are the same things.</summary>
public sealed class IdentityTests
{
    private static readonly Domain s_accidents = new Domains.Accidents.Accidents();
    private static readonly Domain s_cars = new Domains.Vehicles.Vehicles();

    [Theory]
    // As a spreadsheet writes them; as pandas does; with fewer details; with details that no one had before.
    [InlineData(
        "accident_index,vehicle_reference,vehicle_type,sex_of_driver,age_of_driver",
        "2.00512E+12,01,9,1,34",
        "2.00512E+12,01,9,2,51",
        "2.00512E+12,02,1,1,19"
    )]
    [InlineData(
        "accident_index,vehicle_reference,vehicle_type,sex_of_driver,age_of_driver",
        "2.00512E+12,1.0,9.0,1.0,34.0",
        "2.00512E+12,1.0,9.0,2.0,51.0",
        "2.00512E+12,2.0,1.0,1.0,19.0"
    )]
    [InlineData("acc_index,Vehicle_Reference,Vehicle_Type", "2.00512E+12,01,09", "2.00512E+12,01,09", "2.00512E+12,02,01")]
    [InlineData(
        "accident_index,vehicle_reference,vehicle_type,skidding_and_overturning,engine_capacity_cc,sex_of_driver",
        "2.00512E+12,1,9,0,1600,1",
        "2.00512E+12,1,9,2,1200,2",
        "2.00512E+12,2,1,0,-1,1"
    )]
    public void Vehicles_of_an_accident_without_an_id_are_the_same_when_their_file_comes_again_in_another_form(
        string header,
        params string[] lines
    )
    {
        using var lake = new TestLake();
        lake.Rebuild(
            s_accidents,
            null,
            lake.Write(
                "vehicles",
                "a.csv",
                "accident_index,vehicle_reference,vehicle_type,sex_of_driver,age_of_driver\n2.00512E+12,1,9,1,34\n2.00512E+12,1,9,2,51\n2.00512E+12,2,1,1,19\n"
            )
        );
        var before = lake.Texts(s_accidents, "SELECT vehicle_id || ' ' || driver_sex || ' ' || driver_age FROM silver.vehicles ORDER BY 1");
        Assert.Equal(3, before.Length);

        var run = lake.Rebuild(s_accidents, null, lake.Write("vehicles", "b.csv", header + "\n" + string.Join('\n', lines) + "\n"));

        Assert.Equal(
            before,
            lake.Texts(s_accidents, "SELECT vehicle_id || ' ' || driver_sex || ' ' || driver_age FROM silver.vehicles ORDER BY 1")
        );
        Assert.Equal(new Account(6, 3, 0, 3), run.Steps.Single(step => step.Step == "silver.accidents.vehicles").Account);
    }

    [Fact]
    public void People_hurt_in_an_accident_without_an_id_are_the_same_when_their_file_comes_again_without_some_details()
    {
        using var lake = new TestLake();
        lake.Rebuild(
            s_accidents,
            null,
            lake.Write(
                "casualties",
                "a.csv",
                "accident_index,vehicle_reference,casualty_reference,casualty_class,casualty_severity,sex_of_casualty,age_of_casualty\n2.00512E+12,1,1,1,3,1,34\n2.00512E+12,1,1,1,3,2,51\n2.00512E+12,1,2,2,2,1,19\n"
            )
        );
        var run = lake.Rebuild(
            s_accidents,
            null,
            lake.Write(
                "casualties",
                "b.csv",
                "accident_index,vehicle_reference,casualty_reference,casualty_class,casualty_severity,age_of_casualty,casualty_type\n2.00512E+12,1.0,1.0,1,3,34,9\n2.00512E+12,1.0,1.0,1,3,51,9\n2.00512E+12,1.0,2.0,2,2,19,9\n"
            )
        );

        Assert.Equal(new Account(6, 3, 0, 3), run.Steps.Single(step => step.Step == "silver.accidents.casualties").Account);
        Assert.Equal(
            ["1|male|34", "1|female|51", "2|male|19"],
            lake.Texts(s_accidents, "SELECT severity || '|' || sex || '|' || age FROM silver.casualties ORDER BY severity, age")
        );
    }

    [Fact]
    public void A_reading_that_repeats_the_one_before_in_other_figures_is_no_new_reading()
    {
        using var lake = new TestLake();
        var run = lake.Rebuild(
            s_cars,
            null,
            lake.Write(
                "obd",
                "log.csv",
                "ENGINE_RUN_TINE,ENGINE_RPM,VEHICLE_SPEED,THROTTLE,ENGINE_LOAD,COOLANT_TEMPERATURE\n0,1300,20,15,40,80\n0,1300.0,20,15.00,40,8e1\n1,1300,20,15,40,80\n1,01300, 20,15,40,80\n1,1301,20,15,40,80\n"
            )
        );

        Assert.Equal(new Account(5, 3, 0, 2), run.Steps.Single(step => step.Step == "silver.vehicles.obd").Account);
        Assert.Equal(
            ["0|0.0|1300.00", "1|1.0|1300.00", "2|1.0|1301.00"],
            lake.Texts(s_cars, "SELECT step || '|' || time_s || '|' || rpm FROM silver.obd ORDER BY step")
        );
    }

    [Fact]
    public void Two_kinds_of_one_accident_meet_though_its_place_is_written_in_other_figures()
    {
        using var lake = new TestLake();
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        lake.Rebuild(
            s_accidents,
            null,
            lake.Write(
                "accidents",
                "bg.csv",
                Encoding
                    .GetEncoding(1250)
                    .GetBytes(
                        "ID,Date,Longitude,Latitude,Damage,Cars,Comment\n7,\"01.02.2017,22:30\",20.420,44.79,Sa povredjenim,A,x\n7,\"01.02.2017,22:30\",20.42,44.790,sa povredjenim,B,x\n"
                    )
            )
        );

        Assert.Equal(["7|A; B"], lake.Texts(s_accidents, "SELECT accident_id || '|' || kind FROM silver.accidents"));
    }
}
