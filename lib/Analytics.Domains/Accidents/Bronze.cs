using Analytics.Engine;

namespace Analytics.Domains.Accidents;

/// <summary>
/// The raw columns: STATS19 as the Department for Transport publishes it (names of 2005-2014, of 2020 and of 2023), US-Accidents, and
/// Belgrade's open data. Columns of one meaning share a name; a layout lists those that it lacks too, for the rules look at them. What one
/// source calls severity is harm to people, what another calls so is trouble for traffic: these are two columns.
/// </summary>
internal static class Bronze
{
    public static Source Accidents { get; } =
        new(
            "accidents",
            new Layout(
                "stats19",
                "!id:id|accident_index|collision_index|acc_index",
                "!date:time",
                "time:clock",
                "!harm:number|severity|accident_severity|collision_severity",
                "impact:number|traffic_impact",
                "!lon:number|longitude",
                "!lat:number|latitude",
                "vehicles:number|number_of_vehicles",
                "casualties:number|number_of_casualties",
                "light:id|light_conditions",
                "weather:id|weather_conditions",
                "surface:id|road_surface_conditions",
                "road_type:id",
                "speed_limit:number",
                "area:id|urban_or_rural_area",
                "easting:number|location_easting_osgr",
                "northing:number|location_northing_osgr",
                "first_road_class:id|1st_road_class",
                "first_road_number:id|1st_road_number",
                "junction_detail:id",
                "second_road_class:id|2nd_road_class",
                "second_road_number:id|2nd_road_number",
                "place|lsoa_of_accident_location|lsoa_of_collision_location"
            )
            {
                DayFirst = true,
                Zone = "Europe/London",
            },
            new Layout(
                "us_accidents",
                "!id:id",
                "!date:time|start_time",
                "harm:number",
                "!impact:number|severity",
                "!lon:number|start_lng",
                "!lat:number|start_lat",
                "weather|weather_condition",
                "light|sunrise_sunset",
                "roundabout:flag",
                "place|city",
                "description",
                "vehicles:number",
                "casualties:number",
                "speed_limit:number"
            )
            {
                Zone = null,
            },
            new Layout(
                "belgrade",
                "!id:id",
                "!date:time",
                "!lon:number|longitude",
                "!lat:number|latitude",
                "!harm|severity|damage",
                "impact:number|traffic_impact",
                "!kind|cars",
                "comment",
                "vehicles:number",
                "casualties:number",
                "speed_limit:number"
            )
            {
                Encoding = "windows-1250",
                DayFirst = true,
                Zone = "Europe/Belgrade",
            }
        );

    public static Source Vehicles { get; } =
        new(
            "vehicles",
            new Layout(
                "stats19_vehicles",
                "!id:id|accident_index|collision_index|acc_index",
                "!reference:id|vehicle_reference",
                "!type:id|vehicle_type",
                "manoeuvre:id|vehicle_manoeuvre",
                "skidding:id|skidding_and_overturning",
                "impact:id|1st_point_of_impact|first_point_of_impact",
                "sex:id|sex_of_driver",
                "age:number|age_of_driver",
                "age_band:id|age_band_of_driver",
                "engine:number|engine_capacity_cc|engine_capacity_(cc)",
                "vehicle_age:number|age_of_vehicle"
            )
        );

    public static Source Casualties { get; } =
        new(
            "casualties",
            new Layout(
                "stats19_casualties",
                "!id:id|accident_index|collision_index|acc_index",
                "!vehicle:id|vehicle_reference",
                "!reference:id|casualty_reference",
                "!class:id|casualty_class",
                "!severity:number|casualty_severity",
                "sex:id|sex_of_casualty",
                "age:number|age_of_casualty",
                "age_band:id|age_band_of_casualty",
                "type:id|casualty_type",
                "pedestrian_movement:id"
            )
        );
}
