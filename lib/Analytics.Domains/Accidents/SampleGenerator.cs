using System.Globalization;
using Analytics.Engine;

namespace Analytics.Domains.Accidents;

/// <summary>
/// Writes accidents, vehicles and casualties under the names that the Department for Transport uses since 2020, with the dirt of such files: -1, rows
/// that repeat, days that no month has, ids that went through a spreadsheet.
/// </summary>
internal static class SampleGenerator
{
    private static readonly string[] s_accident =
    [
        "accident_index",
        "accident_year",
        "accident_reference",
        "longitude",
        "latitude",
        "police_force",
        "accident_severity",
        "number_of_vehicles",
        "number_of_casualties",
        "date",
        "day_of_week",
        "time",
        "first_road_class",
        "road_type",
        "speed_limit",
        "junction_detail",
        "light_conditions",
        "weather_conditions",
        "road_surface_conditions",
        "urban_or_rural_area",
    ];

    private static readonly string[] s_vehicle =
    [
        "accident_index",
        "accident_year",
        "vehicle_reference",
        "vehicle_type",
        "sex_of_driver",
        "age_of_driver",
        "age_band_of_driver",
    ];

    private static readonly string[] s_casualty =
    [
        "accident_index",
        "accident_year",
        "vehicle_reference",
        "casualty_reference",
        "casualty_class",
        "sex_of_casualty",
        "age_of_casualty",
        "age_band_of_casualty",
        "casualty_severity",
    ];

    private static readonly int[] s_bands = [5, 10, 15, 20, 25, 35, 45, 55, 65, 75];

    public static IReadOnlyList<SampleFile> Files(SampleOptions options) =>
        [
            new("accidents", "accidents.csv.gz", writer => Accidents(writer, options)),
            new("vehicles", "vehicles.csv.gz", writer => Vehicles(writer, options)),
            new("casualties", "casualties.csv.gz", writer => Casualties(writer, options)),
        ];

    private static void Accidents(TextWriter writer, SampleOptions options)
    {
        var csv = new SampleCsv(writer, s_accident);
        for (var row = 0L; row < options.Rows; row++)
        {
            var (accident, r) = (SampleAccident.Of(options, row), Dirt(options, row));
            var isNowhere = r.Chance(1, 0.008);
            csv["accident_index"] = Index(options, row, accident);
            csv["accident_year"] = accident.Time.Year;
            csv["accident_reference"] = Reference(row);
            csv["longitude"] =
                isNowhere ? "NULL"
                : r.Chance(2, 0.002) ? 0.0
                : accident.Lon;
            csv["latitude"] =
                isNowhere ? "NULL"
                : r.Chance(2, 0.002) ? 0.0
                : accident.Lat;
            csv["police_force"] = 99;
            csv["accident_severity"] = r.Chance(3, 0.001) ? null : accident.Severity;
            csv["number_of_vehicles"] = accident.Vehicles.Count;
            csv["number_of_casualties"] = accident.Casualties.Count;
            csv["date"] = r.Chance(4, 0.0015) ? "31/02/2022" : accident.Time.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);
            csv["day_of_week"] = (int)accident.Time.DayOfWeek + 1;
            csv["time"] = r.Chance(5, 0.004) ? null : accident.Time.ToString("HH:mm", CultureInfo.InvariantCulture);
            csv["first_road_class"] =
                accident.Site.Road >= 0 ? 3
                : accident.Site.Junction >= 0 ? 4
                : 6;
            csv["road_type"] = r.Chance(6, 0.01) ? -1 : accident.Site.RoadType;
            csv["speed_limit"] = r.Chance(7, 0.006) ? -1 : accident.Site.SpeedLimit;
            csv["junction_detail"] =
                accident.Site.Junction < 0 ? 0
                : accident.Site.RoadType == 1 ? 1
                : 3;
            csv["light_conditions"] = accident.Light;
            csv["weather_conditions"] = r.Chance(8, 0.02) ? 9 : accident.Weather;
            csv["road_surface_conditions"] = r.Chance(9, 0.008) ? -1 : accident.Surface;
            csv["urban_or_rural_area"] = accident.Site.IsUrban ? 1 : 2;
            csv.Next(r.Chance(10, 0.003) ? 2 : 1);
        }
    }

    private static void Vehicles(TextWriter writer, SampleOptions options)
    {
        var csv = new SampleCsv(writer, s_vehicle);
        for (var row = 0L; row < options.Rows; row++)
        {
            var (accident, r) = (SampleAccident.Of(options, row), Dirt(options, row));
            foreach (var (number, vehicle) in accident.Vehicles.Index())
            {
                // Who drove off leaves no age.
                var isUnknown = r.Chance(20 + number, 0.09);
                csv["accident_index"] = Index(options, row, accident);
                csv["accident_year"] = accident.Time.Year;
                csv["vehicle_reference"] = number + 1;
                csv["vehicle_type"] = vehicle.Type;
                csv["sex_of_driver"] = isUnknown ? 3 : vehicle.Sex;
                csv["age_of_driver"] = isUnknown ? -1 : vehicle.Age;
                csv["age_band_of_driver"] = isUnknown ? -1 : Band(vehicle.Age);
                csv.Next();
            }
        }
    }

    private static void Casualties(TextWriter writer, SampleOptions options)
    {
        var csv = new SampleCsv(writer, s_casualty);
        for (var row = 0L; row < options.Rows; row++)
        {
            var accident = SampleAccident.Of(options, row);
            foreach (var (number, casualty) in accident.Casualties.Index())
            {
                csv["accident_index"] = Index(options, row, accident);
                csv["accident_year"] = accident.Time.Year;
                csv["vehicle_reference"] = casualty.Vehicle;
                csv["casualty_reference"] = number + 1;
                csv["casualty_class"] = casualty.Class;
                csv["sex_of_casualty"] = casualty.Sex;
                csv["age_of_casualty"] = casualty.Age;
                csv["age_band_of_casualty"] = Band(casualty.Age);
                csv["casualty_severity"] = casualty.Severity;
                csv.Next();
            }
        }
    }

    private static SampleRandom Dirt(SampleOptions options, long row) => new(options.Seed + 2, row);

    /// <summary>Year, force and running number; one batch in 120 was opened in a spreadsheet, which rounds such numbers.</summary>
    private static string Index(SampleOptions options, long row, SampleAccident accident) =>
        Dirt(options, row / 20).Chance(0, 1 / 120.0)
            ? FormattableString.Invariant($"{accident.Time.Year / 1000.0:0.000}E+12")
            : FormattableString.Invariant($"{accident.Time.Year}{Reference(row)}");

    private static string Reference(long row) => FormattableString.Invariant($"99{row:0000000}");

    private static int Band(int age) =>
        Array.FindIndex(s_bands, upTo => age <= upTo) is var found && found < 0 ? s_bands.Length + 1 : found + 1;
}
