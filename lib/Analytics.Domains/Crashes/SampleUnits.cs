using System.Text.Encodings.Web;
using System.Text.Json;
using Analytics.Engine;

namespace Analytics.Domains.Crashes;

/// <summary>The vehicles and people of generated crashes.</summary>
internal static class SampleUnits
{
    private static readonly Weighted<(string Make, string Model)> s_makes = new(
        (("TOYOTA", "CAMRY"), 12),
        (("HONDA", "CIVIC"), 11),
        (("CHEVROLET", "MALIBU"), 12),
        (("FORD", "EXPLORER"), 10),
        (("NISSAN", "ALTIMA"), 10),
        (("HYUNDAI", "ELANTRA"), 6),
        (("JEEP", "GRAND CHEROKEE"), 5),
        (("DODGE", "CHARGER"), 4),
        (("KIA", "SORENTO"), 4),
        (("SUBARU", "OUTBACK"), 3),
        (("BMW", "X3"), 2),
        (("UNKNOWN", "UNKNOWN"), 8)
    );

    private static readonly Weighted<string> s_use = new(
        ("PERSONAL", 66),
        ("UNKNOWN/NA", 20),
        ("NOT IN USE", 5),
        ("TAXI/FOR HIRE", 2),
        ("RIDESHARE SERVICE", 2),
        ("COMMERCIAL - SINGLE UNIT", 2)
    );
    private static readonly Weighted<string> s_maneuver = new(
        ("STRAIGHT AHEAD", 45),
        ("PARKED", 14),
        ("SLOW/STOP IN TRAFFIC", 8),
        ("TURNING LEFT", 7),
        ("TURNING RIGHT", 4),
        ("BACKING", 4),
        ("CHANGING LANES", 3),
        ("UNKNOWN/NA", 9)
    );
    private static readonly Weighted<string> s_kind = new(
        ("PASSENGER", 64),
        ("SPORT UTILITY VEHICLE (SUV)", 15),
        ("VAN/MINI-VAN", 5),
        ("PICKUP", 4),
        ("TRUCK - SINGLE UNIT", 2),
        ("BUS OVER 15 PASS.", 1),
        ("UNKNOWN/NA", 9)
    );
    private static readonly Weighted<string> s_contact = new(
        ("FRONT", 20),
        ("REAR", 15),
        ("SIDE-LEFT", 10),
        ("SIDE-RIGHT", 10),
        ("REAR-LEFT", 8),
        ("FRONT-RIGHT", 8),
        ("FRONT-LEFT", 8),
        ("OTHER", 8),
        ("UNKNOWN", 8)
    );

    public static void Vehicles(TextWriter writer, SampleOptions options)
    {
        var csv = new SampleCsv(writer, [.. Bronze.Vehicles.Layouts[0].Columns.Select(column => column.Name)]);
        for (var i = 0L; i < options.Rows; i++)
        {
            var crash = SampleCrash.Of(options, i);
            for (var unit = 0; unit < crash.Units; unit++)
            {
                var r = new SampleRandom(options.Seed + 1, i * 8 + unit);
                var (make, model) = r.Pick(0, s_makes);
                csv["crash_unit_id"] = 1_000_000 + i * 8 + unit;
                csv["crash_record_id"] = crash.Id;
                csv["rd_no"] = Invariant($"JZ{100000 + i}");
                csv["crash_date"] = crash.Time;
                csv["unit_no"] = unit + 1;
                csv["vehicle_id"] = 2_000_000 + i * 8 + unit;
                csv["unit_type"] =
                    unit == 1 && crash.Type is "PEDESTRIAN" ? "PEDESTRIAN"
                    : unit == 1 && crash.Type is "PEDALCYCLIST" ? "BICYCLE"
                    : unit == 1 && crash.Type is "PARKED MOTOR VEHICLE" ? "PARKED"
                    : "DRIVER";
                csv["make"] = make;
                csv["model"] = model;
                csv["lic_plate_state"] = r.Chance(1, 0.88) ? "IL" : "IN";
                csv["vehicle_year"] = r.Chance(2, 0.16) ? null : r.Whole(3, 2002, 2024);
                csv["vehicle_defect"] = r.Chance(4, 0.5) ? "NONE" : "UNKNOWN";
                csv["vehicle_type"] = r.Pick(5, s_kind);
                csv["vehicle_use"] = r.Pick(6, s_use);
                csv["travel_direction"] = "NSEW"[r.Whole(7, 0, 3)].ToString();
                csv["maneuver"] = r.Pick(8, s_maneuver);
                csv["towed_i"] = crash.Severe && r.Chance(9, 0.55) ? true : null;
                csv["occupant_cnt"] = r.Whole(10, 0, 3);
                csv["num_passengers"] = r.Chance(11, 0.15) ? r.Whole(12, 1, 3) : null;
                csv["first_contact_point"] = r.Pick(13, s_contact);
                csv[Invariant($"area_{r.Whole(14, 1, 12):D2}_i")] = true;
                csv.Next();
            }
        }
    }

    public static void People(TextWriter writer, SampleOptions options)
    {
        using var buffer = new MemoryStream();
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        for (var i = 0L; i < options.Rows; i++)
        {
            var crash = SampleCrash.Of(options, i);
            var hurt = crash.Fatal + crash.Incapacitating + crash.Injured;
            for (var person = 0; person < crash.Units + (new SampleRandom(options.Seed, i).Chance(30, 0.2) ? 1 : 0); person++)
            {
                var r = new SampleRandom(options.Seed + 2, i * 16 + person);
                json.WriteStartObject();
                json.WriteString("person_id", FormattableString.Invariant($"O{3_000_000 + i * 16 + person}"));
                json.WriteString(
                    "person_type",
                    person >= crash.Units ? "PASSENGER"
                        : person == 1 && crash.Type == "PEDESTRIAN" ? "PEDESTRIAN"
                        : person == 1 && crash.Type == "PEDALCYCLIST" ? "BICYCLE"
                        : "DRIVER"
                );
                json.WriteString("crash_record_id", crash.Id);
                json.WriteString(
                    "crash_date",
                    crash.Time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff", System.Globalization.CultureInfo.InvariantCulture)
                );
                json.WriteString("vehicle_id", FormattableString.Invariant($"{2_000_000 + i * 8 + person}"));
                json.WriteString("city", "CHICAGO");
                json.WriteString("state", "IL");
                json.WriteString(
                    "sex",
                    r.Chance(0, 0.57) ? "M"
                        : r.Chance(1, 0.88) ? "F"
                        : "X"
                );
                if (!r.Chance(2, 0.28))
                {
                    json.WriteString("age", FormattableString.Invariant($"{Math.Clamp((int)(38 + 16 * r.Normal(3)), 0, 96)}"));
                }

                json.WriteString("safety_equipment", r.Chance(5, 0.48) ? "SAFETY BELT USED" : "USAGE UNKNOWN");
                json.WriteString("airbag_deployed", crash.Severe && r.Chance(6, 0.3) ? "DEPLOYED, FRONT" : "DID NOT DEPLOY");
                json.WriteString("ejection", "NONE");
                json.WriteString(
                    "injury_classification",
                    person >= hurt ? "NO INDICATION OF INJURY"
                        : person < crash.Fatal ? "FATAL"
                        : person < crash.Fatal + crash.Incapacitating ? "INCAPACITATING INJURY"
                        : "NONINCAPACITATING INJURY"
                );
                json.WriteString("driver_action", r.Chance(7, 0.5) ? "NONE" : "UNKNOWN");
                json.WriteString("physical_condition", r.Chance(8, 0.6) ? "NORMAL" : "UNKNOWN");
                json.WriteString("bac_result", "TEST NOT OFFERED");
                json.WriteEndObject();
                json.Flush();
                writer.Write(System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
                writer.Write('\n');
                buffer.SetLength(0);
                json.Reset();
            }
        }
    }
}
