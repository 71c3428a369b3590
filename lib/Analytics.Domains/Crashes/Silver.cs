using Analytics.Engine;

namespace Analytics.Domains.Crashes;

/// <summary>The contracts of the clean tables; their SQL stands in Silver.sql.</summary>
internal static class Silver
{
    private static readonly SqlFile s_sql = SqlFile.Beside(typeof(Silver), "Silver.sql");

    private static readonly Field[] s_crash =
    [
        Field.Id("crash_record_id", "Key of the crash, 128 hexadecimal digits.").Key().Matches("[0-9a-f]{128}"),
        Field.Id("rd_no"),
        Field.Bool("crash_date_est_i"),
        Field
            .Time("crash_date", "When it happened, local time of Chicago.")
            .Required()
            .Range("TIMESTAMP '2000-01-01'", "TIMESTAMP '2100-01-01'"),
        Field.Int("posted_speed_limit", "Miles per hour.").Plausible(0, 99),
        Field.Text("traffic_control_device").OneOf(Words.ControlDevice),
        Field.Text("device_condition"),
        Field.Text("weather_condition").OneOf(Words.Weather),
        Field.Text("lighting_condition").OneOf(Words.Lighting),
        Field.Text("first_crash_type").OneOf(Words.FirstCrashType),
        Field.Text("trafficway_type").OneOf(Words.Trafficway),
        Field.Int("lane_cnt"),
        Field.Text("alignment").OneOf(Words.Alignment),
        Field.Text("roadway_surface_cond").OneOf(Words.Surface),
        Field.Text("road_defect").OneOf(Words.RoadDefect),
        Field.Text("report_type"),
        Field.Text("crash_type").OnlyOneOf(Words.CrashType),
        Field.Bool("intersection_related_i"),
        Field.Bool("private_property_i"),
        Field.Bool("hit_and_run_i"),
        Field.Text("damage").OneOf(Words.Damage),
        Field.Time("date_police_notified"),
        Field.Text("prim_contributory_cause"),
        Field.Text("sec_contributory_cause"),
        Field.Id("street_no"),
        Field.Text("street_direction"),
        Field.Text("street_name"),
        Field.Id("beat_of_occurrence"),
        Field.Bool("photos_taken_i"),
        Field.Bool("statements_taken_i"),
        Field.Bool("dooring_i"),
        Field.Bool("work_zone_i"),
        Field.Text("work_zone_type"),
        Field.Bool("workers_present_i"),
        Field.Int("num_units", "Vehicles, pedestrians and cyclists involved.").Plausible(1, 50),
        Field.Text("most_severe_injury").OneOf(Words.Injury),
        Field.Int("injuries_total").Range(0, 999),
        Field.Int("injuries_fatal").Range(0, 999),
        Field.Int("injuries_incapacitating"),
        Field.Int("injuries_non_incapacitating"),
        Field.Int("injuries_reported_not_evident"),
        Field.Int("injuries_no_indication"),
        Field.Int("injuries_unknown"),
        Field.Double("latitude", "Degrees north.").MissingIs("0", "0.0").Plausible(41.6, 42.1),
        Field.Double("longitude", "Degrees east.").MissingIs("0", "0.0").Plausible(-87.95, -87.5),
        Field.Text("month", "YYYY-MM of crash_date; the partition.").Computed().Required(),
        Field.Bool("injury_or_tow", "Whether somebody was hurt or a vehicle towed: what the model predicts.").Computed(),
    ];

    private static readonly Field[] s_vehicle =
    [
        Field.Id("crash_unit_id", "Key of the unit.").Key(),
        Field.Id("crash_record_id", "Key of the crash, 128 hexadecimal digits.").Required().Matches("[0-9a-f]{128}"),
        Field.Id("rd_no"),
        Field
            .Time("crash_date", "When it happened, local time of Chicago.")
            .Required()
            .Range("TIMESTAMP '2000-01-01'", "TIMESTAMP '2100-01-01'"),
        Field.Int("unit_no"),
        Field.Text("unit_type"),
        Field.Int("num_passengers"),
        Field.Id("vehicle_id"),
        Field.Bool("cmrc_veh_i"),
        Field.Text("make"),
        Field.Text("model"),
        Field.Text("lic_plate_state"),
        Field.Int("vehicle_year").Plausible(1900, 2100),
        Field.Text("vehicle_defect"),
        Field.Text("vehicle_type"),
        Field.Text("vehicle_use"),
        Field.Text("travel_direction"),
        Field.Text("maneuver"),
        Field.Bool("towed_i"),
        Field.Bool("fire_i"),
        Field.Int("occupant_cnt"),
        Field.Bool("exceed_speed_limit_i"),
        Field.Text("towed_by"),
        Field.Text("towed_to"),
        Field.Text("first_contact_point"),
        Field.Id("cmv_id"),
        Field.Id("usdot_no"),
        Field.Id("ccmc_no"),
        Field.Id("ilcc_no"),
        Field.Text("commercial_src"),
        Field.Id("gvwr"),
        Field.Text("carrier_name"),
        Field.Text("carrier_state"),
        Field.Text("carrier_city"),
        Field.Bool("hazmat_placards_i").MissingIs("U"),
        Field.Text("hazmat_name"),
        Field.Id("un_no"),
        Field.Bool("hazmat_present_i").MissingIs("U"),
        Field.Bool("hazmat_report_i").MissingIs("U"),
        Field.Id("hazmat_report_no"),
        Field.Bool("mcs_report_i").MissingIs("U"),
        Field.Id("mcs_report_no"),
        Field.Bool("hazmat_vio_cause_crash_i").MissingIs("U"),
        Field.Bool("mcs_vio_cause_crash_i").MissingIs("U"),
        Field.Id("idot_permit_no"),
        Field.Bool("wide_load_i"),
        Field.Text("trailer1_width"),
        Field.Text("trailer2_width"),
        Field.Double("trailer1_length"),
        Field.Double("trailer2_length"),
        Field.Double("total_vehicle_length"),
        Field.Int("axle_cnt"),
        Field.Text("vehicle_config"),
        Field.Text("cargo_body_type"),
        Field.Text("load_type"),
        Field.Bool("hazmat_out_of_service_i").MissingIs("U"),
        Field.Bool("mcs_out_of_service_i").MissingIs("U"),
        Field.Text("hazmat_class"),
        Field.IntList("areas", "Damaged areas, clock positions 1-12, 0 none, 99 unknown."),
        Field.Text("month", "YYYY-MM of crash_date; the partition.").Computed().Required(),
    ];

    private static readonly Field[] s_person =
    [
        Field.Id("person_id", "Key of the person in the crash; the city's pseudonym.").Key(),
        Field.Text("person_type"),
        Field.Id("crash_record_id", "Key of the crash, 128 hexadecimal digits.").Required().Matches("[0-9a-f]{128}"),
        Field.Id("rd_no"),
        Field.Id("vehicle_id"),
        Field
            .Time("crash_date", "When it happened, local time of Chicago.")
            .Required()
            .Range("TIMESTAMP '2000-01-01'", "TIMESTAMP '2100-01-01'"),
        Field.Id("seat_no"),
        Field.Text("city"),
        Field.Text("state"),
        Field.Id("zipcode"),
        Field.Text("sex"),
        Field.Int("age", "Years.").Plausible(0, 120),
        Field.Text("drivers_license_state"),
        Field.Text("drivers_license_class"),
        Field.Text("safety_equipment"),
        Field.Text("airbag_deployed"),
        Field.Text("ejection"),
        Field.Text("injury_classification").OneOf(Words.Injury),
        Field.Text("hospital"),
        Field.Text("ems_agency"),
        Field.Id("ems_run_no"),
        Field.Text("driver_action"),
        Field.Text("driver_vision"),
        Field.Text("physical_condition"),
        Field.Text("pedpedal_action"),
        Field.Text("pedpedal_visibility"),
        Field.Text("pedpedal_location"),
        Field.Text("bac_result"),
        Field.Double("bac_result_value"),
        Field.Bool("cell_phone_use"),
        Field.Text("month", "YYYY-MM of crash_date; the partition.").Computed().Required(),
    ];

    public static IReadOnlyList<Table> Tables { get; } =
    [
        new SilverTable(
            "crashes",
            new Contract(s_crash)
            {
                Rows =
                [
                    new RowRule(
                        "injuries add up",
                        "coalesce(injuries_total <> injuries_fatal + injuries_incapacitating + injuries_non_incapacitating + injuries_reported_not_evident, false)",
                        "'injuries_total: expected the sum of its parts, got ' || injuries_total",
                        Severity.Warn
                    )
                    {
                        Trips = new Dictionary<string, string>
                        {
                            ["injuries_total"] = "7",
                            ["injuries_fatal"] = "0",
                            ["injuries_incapacitating"] = "0",
                            ["injuries_non_incapacitating"] = "0",
                            ["injuries_reported_not_evident"] = "0",
                        },
                    },
                ],
                Gates =
                [
                    new QuarantineShare(0.2),
                    new RowBaseline(),
                    new NullBaseline("weather_condition"),
                    new NullBaseline("latitude"),
                    new VanishedGroups("first_crash_type"),
                    new Reference("crash_record_id", "silver.vehicles", "crash_record_id", 0.01) { OnceGiven = true },
                ],
            },
            [new Feed("crashes", s_sql["crashes"]), new Feed("merged", s_sql["crashes"])]
        )
        {
            PartitionBy = "month",
            Meaning = "One row per reported crash.",
        },
        new SilverTable(
            "vehicles",
            new Contract(s_vehicle)
            {
                Gates =
                [
                    new QuarantineShare(0.2),
                    new RowBaseline(),
                    new Reference("crash_record_id", "silver.crashes", "crash_record_id", 0.01),
                ],
            },
            [new Feed("vehicles", s_sql["vehicles"])]
        )
        {
            PartitionBy = "month",
            Meaning = "One row per unit (vehicle, cyclist, pedestrian) of a crash.",
        },
        new SilverTable(
            "people",
            new Contract(s_person)
            {
                Gates =
                [
                    new QuarantineShare(0.2),
                    new RowBaseline(),
                    new Reference("crash_record_id", "silver.crashes", "crash_record_id", 0.01),
                    new Reference("vehicle_id", "silver.vehicles", "vehicle_id", 0.01) { OnceGiven = true },
                ],
            },
            [new Feed("people", s_sql["people"])]
        )
        {
            PartitionBy = "month",
            Meaning = "One row per person in a crash.",
        },
        new SilverTable(
            "merged_reported",
            new Contract(SilverMerged.Reported)
            {
                Gates = [new QuarantineShare(0.2), new Reference("crash_record_id", "silver.crashes", "crash_record_id", 0.01)],
            },
            [new Feed("merged", s_sql["merged_reported"])]
        )
        {
            PartitionBy = "month",
            Meaning = "Aggregates that an already merged file reported.",
        },
        new DerivedTable("merged", Layer.Silver, new Contract([.. s_crash, .. SilverMerged.Aggregates]), s_sql["merged"])
        {
            PartitionBy = "month",
            Aligned = true,
            Meaning = "One row per crash with counts and aggregates of its vehicles and people.",
        },
    ];
}
