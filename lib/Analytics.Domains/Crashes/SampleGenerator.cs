using System.Security.Cryptography;
using System.Text;
using Analytics.Engine;

namespace Analytics.Domains.Crashes;

/// <summary>
/// Makes crashes that look like Chicago's: rush hours, winters, wet roads, busy corridors, and a severity that depends on what
/// happened. Shares follow the public data of December 2021; dirt as found there.
/// </summary>
internal static class SampleGenerator
{
    public static IReadOnlyList<SampleFile> Files(SampleOptions options) =>
        [
            new("crashes", "crashes.csv.gz", writer => Crashes(writer, options)),
            new("vehicles", "vehicles.csv.gz", writer => SampleUnits.Vehicles(writer, options)),
            new("people", "people.jsonl.gz", writer => SampleUnits.People(writer, options)),
        ];

    private static void Crashes(TextWriter writer, SampleOptions options)
    {
        var csv = new SampleCsv(writer, [.. Bronze.Crashes.Layouts[0].Columns.Select(column => column.Name), "location"]);
        for (var i = 0L; i < options.Rows; i++)
        {
            var crash = SampleCrash.Of(options, i);
            var r = new SampleRandom(options.Seed, i);
            csv["crash_record_id"] = crash.Id;
            csv["rd_no"] = Invariant($"JZ{100000 + i}");
            csv["crash_date"] = r.Chance(100, 0.001) ? "13/45/2023 99:99" : crash.Time;
            csv["posted_speed_limit"] = crash.SpeedLimit;
            csv["traffic_control_device"] = crash.Control;
            csv["device_condition"] = crash.Control == "NO CONTROLS" ? "NO CONTROLS" : "FUNCTIONING PROPERLY";
            csv["weather_condition"] = r.Chance(101, 0.02) ? "  " + crash.Weather.ToLowerInvariant() + " " : crash.Weather;
            csv["lighting_condition"] = crash.Lighting;
            csv["first_crash_type"] = crash.Type;
            csv["trafficway_type"] = crash.Trafficway;
            csv["alignment"] = crash.Alignment;
            csv["roadway_surface_cond"] = crash.Surface;
            csv["road_defect"] = crash.Defect;
            csv["report_type"] = crash.Severe || r.Chance(102, 0.35) ? "ON SCENE" : "NOT ON SCENE (DESK REPORT)";
            csv["crash_type"] = crash.Severe ? Words.CrashType[1] : Words.CrashType[0];
            csv["intersection_related_i"] = crash.Control is "NO CONTROLS" or "UNKNOWN" ? null : true;
            csv["hit_and_run_i"] = r.Chance(103, 0.31) ? true : null;
            csv["damage"] = r.Pick(104, s_damage);
            csv["date_police_notified"] = crash.Time.AddMinutes(r.Whole(105, 0, 180));
            csv["prim_contributory_cause"] = crash.Cause;
            csv["sec_contributory_cause"] = "NOT APPLICABLE";
            csv["street_no"] = r.Whole(106, 1, 9900);
            csv["street_direction"] = "NSEW"[r.Whole(107, 0, 3)].ToString();
            csv["street_name"] = SampleCrash.Streets[r.Whole(108, 0, SampleCrash.Streets.Length - 1)];
            csv["beat_of_occurrence"] = r.Whole(109, 111, 2535);
            csv["num_units"] = crash.Units;
            csv["most_severe_injury"] =
                crash.Fatal > 0 ? "FATAL"
                : crash.Incapacitating > 0 ? "INCAPACITATING INJURY"
                : crash.Injured > 0 ? "NONINCAPACITATING INJURY"
                : "NO INDICATION OF INJURY";
            csv["injuries_total"] = crash.Fatal + crash.Incapacitating + crash.Injured;
            csv["injuries_fatal"] = crash.Fatal;
            csv["injuries_incapacitating"] = crash.Incapacitating;
            csv["injuries_non_incapacitating"] = crash.Injured;
            csv["injuries_reported_not_evident"] = 0;
            csv["injuries_no_indication"] = crash.Units;
            csv["injuries_unknown"] = 0;
            if (!r.Chance(110, 0.013))
            {
                csv["latitude"] = crash.Latitude;
                csv["longitude"] = crash.Longitude;
                csv["location"] = FormattableString.Invariant($"POINT ({crash.Longitude} {crash.Latitude})");
            }

            // The city's export repeats a crash now and then.
            csv.Next(r.Chance(111, 0.004) ? 2 : 1);
        }
    }

    private static readonly Weighted<string> s_damage = new(("OVER $1,500", 67), ("$501 - $1,500", 25), ("$500 OR LESS", 8));

    internal static string IdOf(SampleOptions options, long row) =>
        Convert.ToHexStringLower(SHA512.HashData(Encoding.ASCII.GetBytes(FormattableString.Invariant($"crash {options.Seed} {row}"))));
}
