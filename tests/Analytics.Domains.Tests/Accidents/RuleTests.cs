using System.Text;
using Analytics.Engine;

namespace Analytics.Domains.Tests.Accidents;

/// <summary>Small files made by hand, one adapter or promise each.</summary>
public sealed class RuleTests
{
    private static readonly Domain s_accidents = new Analytics.Domains.Accidents.Accidents();

    private static InputPath Write(TestLake lake, string name, string text, Encoding? encoding = null)
    {
        File.WriteAllText(lake.File(name), text, encoding ?? new UTF8Encoding(false));
        return new InputPath("accidents", lake.File(name));
    }

    private static string[] Rows(TestLake lake, string sql)
    {
        var frame = lake.Query(s_accidents, sql);
        return
        [
            .. Enumerable
                .Range(0, frame.RowCount)
                .Select(row =>
                    string.Join(
                        '|',
                        frame.Columns.Select(column => Convert.ToString(column[row], System.Globalization.CultureInfo.InvariantCulture))
                    )
                ),
        ];
    }

    [Fact]
    public void Old_and_new_names_of_stats19_us_accidents_and_belgrade_come_to_one_table()
    {
        using var lake = new TestLake();
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

        lake.Rebuild(
            s_accidents,
            null,
            Write(
                lake,
                "old.csv",
                "Accident_Index,Longitude,Latitude,Accident_Severity,Number_of_Vehicles,Number_of_Casualties,Date,Time,Road_Type,Speed_limit,Light_Conditions,Weather_Conditions,Road_Surface_Conditions\n200501BS00001,-0.19,51.48,2,1,1,04/01/2005,17:42,6,30,1,2,2\n"
            ),
            Write(
                lake,
                "new.csv",
                "collision_index,collision_year,longitude,latitude,collision_severity,number_of_vehicles,number_of_casualties,date,time,road_type,speed_limit,light_conditions,weather_conditions,road_surface_conditions,urban_or_rural_area\n2023010419171,2023,NULL,NULL,1,2,-1,01/01/2023,,1,-1,4,9,-1,2\n"
            ),
            Write(
                lake,
                "us.csv",
                "ID,Source,Severity,Start_Time,End_Time,Start_Lat,Start_Lng,Description,City,Weather_Condition,Roundabout,Sunrise_Sunset\nA-1,S,4,2016-02-08 05:46:00,2016-02-08 11:00:00,39.865147,-84.058723,x,Dayton,Light Rain / Windy,False,Night\n"
            ),
            Write(
                lake,
                "bg.csv",
                "ID,Date,Longitude,Latitude,Damage,Cars,Comment\n7,\"01.02.2017,22:30\",20.42,44.79,Sa poginulim,SN SA PEŠACIMA,Pešak\n",
                Encoding.GetEncoding(1250)
            )
        );

        Assert.Equal(
            [
                "200501BS00001|stats19|01/04/2005 17:42:00|17|2|1|1|daylight|rain|wet|single carriageway|30||",
                "2023010419171|stats19|01/01/2023 00:00:00||3|2||dark, lamps lit|||roundabout||rural|",
                "7|belgrade|02/01/2017 22:30:00|22|3|||||||||SN SA PEŠACIMA",
                "A-1|us-accidents|02/08/2016 05:46:00|5||||dark|rain, windy|||||",
            ],
            Rows(
                lake,
                "SELECT accident_id, origin, time, hour, severity, vehicles, casualties, light, weather, surface, road_type, speed_limit, area, kind FROM silver.accidents ORDER BY accident_id"
            )
        );
        Assert.Equal(0, lake.Number(s_accidents, "SELECT count(*) FROM silver.accidents_quarantine"));
        // Of one the hour is not told, of another the harm: there it is the impact on traffic.
        Assert.Equal(2, lake.Number(s_accidents, "SELECT count(*) FROM gold.features"));
        Assert.Equal(4, lake.Number(s_accidents, "SELECT sum(traffic_impact) FROM silver.accidents"));
    }

    [Fact]
    public void An_id_of_several_accidents_or_out_of_a_spreadsheet_gives_way_to_a_hash_whatever_the_order_of_files()
    {
        const string Header = "accident_index,longitude,latitude,accident_severity,date,time\n";
        const string One =
            Header
            + "A1,-1.0,53.9,3,01/01/2020,10:00\nA1,-1.1,53.9,3,02/01/2020,10:00\nA2,-1.2,53.9,3,03/01/2020,10:00\nA2,-1.2,53.9,3,03/01/2020,10:00\n";
        const string Other = Header + "2.02E+12,-1.3,53.9,2,04/01/2020,10:00\nA3,-1.4,53.9,1,05/01/2020,10:00\n";
        string[] Keys(params (string Name, string Text)[] files)
        {
            using var lake = new TestLake();
            foreach (var (name, text) in files)
            {
                lake.Rebuild(s_accidents, null, Write(lake, name, text));
            }

            return Rows(lake, "SELECT accident_id, id_is_unusable, severity FROM silver.accidents ORDER BY accident_id");
        }

        var keys = Keys(("one.csv", One), ("other.csv", Other));

        Assert.Equal(["A2|False|1", "A3|False|3"], keys[..2]);
        Assert.Equal(
            3,
            keys[2..].Count(key => key.StartsWith("row-", StringComparison.Ordinal) && key.Contains("|True|", StringComparison.Ordinal))
        );
        Assert.Equal(5, keys.Length);
        Assert.Equal(keys, Keys(("other.csv", Other), ("one.csv", One), ("one.csv", One)));
    }

    [Fact]
    public void A_day_that_no_month_has_goes_to_quarantine_with_its_line()
    {
        using var lake = new TestLake();
        var good = string.Concat(Enumerable.Range(1, 30).Select(i => $"G{i},-1.{i:00},53.9,3,{1 + i % 28:00}/03/2022,09:30\n"));

        lake.Rebuild(
            s_accidents,
            null,
            Write(
                lake,
                "a.csv",
                "accident_index,longitude,latitude,accident_severity,date,time\n" + good + "B1,-1.0,53.9,3,31/02/2022,09:30\n"
            )
        );

        Assert.Equal(
            ["32|True"],
            Rows(
                lake,
                "SELECT line, contains(reasons, 'time: expected TIMESTAMP in ''date'', got \"31/02/2022\"') FROM silver.accidents_quarantine"
            )
        );
    }
}
