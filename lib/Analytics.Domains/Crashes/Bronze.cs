using Analytics.Engine;

namespace Analytics.Domains.Crashes;

/// <summary>The raw columns as the City of Chicago publishes them (data sets 85ca-t3if, 68nd-jvt3, u6pd-qa9d).</summary>
internal static class Bronze
{
    /// <summary>Times of the city are local.</summary>
    private const string Zone = "America/Chicago";

    public static Source Crashes { get; } = new("crashes", new Layout("crashes",
        "!crash_record_id:id", "rd_no:id", "crash_date_est_i:flag", "!crash_date:time", "posted_speed_limit:number", "traffic_control_device", "device_condition",
        "weather_condition", "lighting_condition", "first_crash_type", "trafficway_type", "lane_cnt:number", "alignment", "roadway_surface_cond",
        "road_defect", "report_type", "crash_type", "intersection_related_i:flag", "private_property_i:flag", "hit_and_run_i:flag", "damage",
        "date_police_notified:time", "prim_contributory_cause", "sec_contributory_cause", "street_no:id", "street_direction", "street_name",
        "beat_of_occurrence:id", "photos_taken_i:flag", "statements_taken_i:flag", "dooring_i:flag", "work_zone_i:flag", "work_zone_type", "workers_present_i:flag", "num_units:number",
        "most_severe_injury", "injuries_total:number", "injuries_fatal:number", "injuries_incapacitating:number", "injuries_non_incapacitating:number",
        "injuries_reported_not_evident:number", "injuries_no_indication:number", "injuries_unknown:number", "latitude:number", "longitude:number")
    { Zone = Zone });

    public static Source Vehicles { get; } = new("vehicles", new Layout("vehicles",
        "!crash_unit_id:id", "!crash_record_id:id", "rd_no:id", "crash_date:time", "unit_no:number", "unit_type", "num_passengers:number", "vehicle_id:id", "cmrc_veh_i:flag", "make",
        "model", "lic_plate_state", "vehicle_year:number", "vehicle_defect", "vehicle_type", "vehicle_use", "travel_direction", "maneuver", "towed_i:flag",
        "fire_i:flag", "occupant_cnt:number", "exceed_speed_limit_i:flag", "towed_by", "towed_to", "first_contact_point", "cmv_id:id", "usdot_no:id", "ccmc_no:id", "ilcc_no:id",
        "commercial_src", "gvwr:id", "carrier_name", "carrier_state", "carrier_city", "hazmat_placards_i:flag", "hazmat_name", "un_no:id", "hazmat_present_i:flag",
        "hazmat_report_i:flag", "hazmat_report_no:id", "mcs_report_i:flag", "mcs_report_no:id", "hazmat_vio_cause_crash_i:flag", "mcs_vio_cause_crash_i:flag",
        "idot_permit_no:id", "wide_load_i:flag", "trailer1_width", "trailer2_width", "trailer1_length:number", "trailer2_length:number", "total_vehicle_length:number",
        "axle_cnt:number", "vehicle_config", "cargo_body_type", "load_type", "hazmat_out_of_service_i:flag", "mcs_out_of_service_i:flag", "hazmat_class", "area_00_i:flag",
        "area_01_i:flag", "area_02_i:flag", "area_03_i:flag", "area_04_i:flag", "area_05_i:flag", "area_06_i:flag", "area_07_i:flag", "area_08_i:flag", "area_09_i:flag", "area_10_i:flag",
        "area_11_i:flag", "area_12_i:flag", "area_99_i:flag")
    { Zone = Zone });

    public static Source People { get; } = new("people", new Layout("people",
        "!person_id:id", "person_type", "!crash_record_id:id", "rd_no:id", "vehicle_id:id", "crash_date:time", "seat_no:id", "city", "state", "zipcode:id", "sex", "age:number",
        "drivers_license_state", "drivers_license_class", "safety_equipment", "airbag_deployed", "ejection", "injury_classification", "hospital",
        "ems_agency", "ems_run_no:id", "driver_action", "driver_vision", "physical_condition", "pedpedal_action", "pedpedal_visibility",
        "pedpedal_location", "bac_result", "bac_result_value:number", "cell_phone_use:flag")
    { Zone = Zone });

    /// <summary>Crashes joined with lists of their vehicles and people, as other pipelines publish them: an upsert of both.</summary>
    public static Source Merged { get; } = new("merged", new Layout("merged",
        "!crash_record_id:id", "rd_no:id", "crash_date_est_i:flag", "!crash_date:time", "posted_speed_limit:number", "traffic_control_device", "device_condition",
        "weather_condition", "lighting_condition", "first_crash_type", "trafficway_type", "lane_cnt:number", "alignment", "roadway_surface_cond",
        "road_defect", "report_type", "crash_type", "intersection_related_i:flag", "private_property_i:flag", "hit_and_run_i:flag", "damage",
        "date_police_notified:time", "prim_contributory_cause", "sec_contributory_cause", "street_no:id", "street_direction", "street_name",
        "beat_of_occurrence:id", "photos_taken_i:flag", "statements_taken_i:flag", "dooring_i:flag", "work_zone_i:flag", "work_zone_type", "workers_present_i:flag", "num_units:number",
        "most_severe_injury", "injuries_total:number", "injuries_fatal:number", "injuries_incapacitating:number", "injuries_non_incapacitating:number",
        "injuries_reported_not_evident:number", "injuries_no_indication:number", "injuries_unknown:number", "latitude:number", "longitude:number",
        "!veh_count:number", "!ppl_count:number", "veh_first_contact_point_list_json", "veh_make_list_json", "veh_maneuver_list_json", "veh_model_list_json",
        "veh_towed_i_list_json", "ppl_age_list_json", "ppl_airbag_deployed_list_json", "ppl_ejection_list_json",
        "ppl_injury_classification_list_json", "ppl_person_id_list_json")
    { Zone = Zone });
}
