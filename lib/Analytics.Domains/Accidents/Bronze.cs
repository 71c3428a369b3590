using Analytics.Engine;

namespace Analytics.Domains.Accidents;

/// <summary>
/// The raw columns: STATS19 as the Department for Transport publishes it (names of 2005-2014, of 2020 and of 2023), US-Accidents, and
/// Belgrade's open data. Columns of one meaning share a name; a layout lists those that it lacks too, for the rules look at them.
/// </summary>
internal static class Bronze
{
    public static Source Accidents { get; } = new("accidents",
        new Layout("stats19",
            "!id|accident_index|collision_index|acc_index", "!date", "time", "!severity|accident_severity|collision_severity", "!lon|longitude", "!lat|latitude",
            "vehicles|number_of_vehicles", "casualties|number_of_casualties", "light|light_conditions", "weather|weather_conditions",
            "surface|road_surface_conditions", "road_type", "speed_limit", "area|urban_or_rural_area", "easting|location_easting_osgr",
            "northing|location_northing_osgr", "first_road_class|1st_road_class", "first_road_number|1st_road_number", "junction_detail",
            "second_road_class|2nd_road_class", "second_road_number|2nd_road_number", "place|lsoa_of_accident_location|lsoa_of_collision_location"),
        new Layout("us_accidents",
            "!id", "!date|start_time", "!severity", "!lon|start_lng", "!lat|start_lat", "weather|weather_condition", "light|sunrise_sunset", "roundabout",
            "place|city", "description", "vehicles", "casualties", "speed_limit"),
        new Layout("belgrade",
            "!id", "!date", "!lon|longitude", "!lat|latitude", "!severity|damage", "!kind|cars", "comment", "vehicles", "casualties", "speed_limit")
        { Encoding = "windows-1250" });

    public static Source Vehicles { get; } = new("vehicles", new Layout("stats19_vehicles",
        "!id|accident_index|collision_index|acc_index", "!reference|vehicle_reference", "!type|vehicle_type", "manoeuvre|vehicle_manoeuvre", "skidding|skidding_and_overturning",
        "impact|1st_point_of_impact|first_point_of_impact", "sex|sex_of_driver", "age|age_of_driver", "age_band|age_band_of_driver", "engine|engine_capacity_cc|engine_capacity_(cc)",
        "vehicle_age|age_of_vehicle"));

    public static Source Casualties { get; } = new("casualties", new Layout("stats19_casualties",
        "!id|accident_index|collision_index|acc_index", "!vehicle|vehicle_reference", "!reference|casualty_reference", "!class|casualty_class", "!severity|casualty_severity",
        "sex|sex_of_casualty", "age|age_of_casualty", "age_band|age_band_of_casualty", "type|casualty_type", "pedestrian_movement"));
}
