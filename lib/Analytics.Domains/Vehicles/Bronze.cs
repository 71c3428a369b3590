using Analytics.Engine;

namespace Analytics.Domains.Vehicles;

/// <summary>The raw columns of simulated events, of trips whose style a person labelled, and of OBD-II logs.</summary>
internal static class Bronze
{
    /// <summary>One JSON object per line: <c>{event_type, event_version, event_id, timestamp, payload:{simulation_id, time, step, modules:{…}}}</c>.</summary>
    public static Source Events { get; } =
        new(
            "events",
            new Layout(
                "events",
                [
                    "event_version:number",
                    "!timestamp:time",
                    Text("simulation_id", "payload"),
                    Number("time", "payload"),
                    Number("step", "payload"),
                    Number("rpm", "engine"),
                    Number("throttle", "engine"),
                    Number("load", "engine"),
                    Number("torque", "engine"),
                    Number("coolant", "thermals"),
                    Number("oil", "thermals"),
                    Flag("fan", "thermals"),
                    Number("gear", "gearbox"),
                    Flag("shifting", "gearbox"),
                    Text("car", "vehicle"),
                    Text("world", "vehicle"),
                    Number("speed", "vehicle"),
                    Number("acceleration", "vehicle"),
                    Number("slope", "vehicle"),
                    Number("distance", "vehicle"),
                    Text("style", "driver"),
                    Number("pedal", "driver"),
                    Number("brake", "driver"),
                    Number("engine_wear", "wear", "engine"),
                    Number("brake_wear", "wear", "brakes"),
                    Number("wear_rate", "wear", "rate"),
                ]
            )
        );

    /// <summary>Trips of one reading a second with a judgement of the style; no clock, the line is the second.</summary>
    public static Source Trips { get; } =
        new(
            "trips",
            new Layout(
                "trips",
                "altitude_variation:number|AltitudeVariation",
                "!speed:number|VehicleSpeedInstantaneous",
                "speed_average:number|VehicleSpeedAverage",
                "speed_variance:number|VehicleSpeedVariance",
                "speed_variation:number|VehicleSpeedVariation",
                "longitudinal_acceleration:number|LongitudinalAcceleration",
                "!load:number|EngineLoad",
                "!coolant:number|EngineCoolantTemperature",
                "manifold_pressure:number|ManifoldAbsolutePressure",
                "!rpm:number|EngineRPM",
                "air_flow:number|MassAirFlow",
                "intake_temperature:number|IntakeAirTemperature",
                "vertical_acceleration:number|VerticalAcceleration",
                "fuel_consumption:number|FuelConsumptionAverage",
                "road_surface|roadSurface",
                "traffic",
                "style|drivingStyle"
            )
        );

    /// <summary>
    /// Logs of an OBD-II reader, about two rows a second; the clock is the engine's run time in whole seconds. Headers end with
    /// empty brackets for a unit, the first is misspelt, and rows end with a comma that the header lacks.
    /// </summary>
    public static Source Obd { get; } =
        new(
            "obd",
            new Layout(
                "obd",
                [
                    .. new[]
                    {
                        "!engine_run_time|ENGINE_RUN_TINE|ENGINE_RUN_TIME",
                        "!rpm|ENGINE_RPM",
                        "!speed|VEHICLE_SPEED",
                        "!throttle|THROTTLE",
                        "!load|ENGINE_LOAD",
                        "!coolant|COOLANT_TEMPERATURE",
                        "long_term_fuel_trim|LONG_TERM_FUEL_TRIM_BANK_1",
                        "short_term_fuel_trim|SHORT_TERM_FUEL_TRIM_BANK_1",
                        "manifold_pressure|INTAKE_MANIFOLD_PRESSURE",
                        "fuel_tank|FUEL_TANK",
                        "throttle_b|ABSOLUTE_THROTTLE_B",
                        "pedal_d|PEDAL_D",
                        "pedal_e|PEDAL_E",
                        "commanded_throttle|COMMANDED_THROTTLE_ACTUATOR",
                        "equivalence_ratio|FUEL_AIR_COMMANDED_EQUIV_RATIO",
                        "barometric_pressure|ABSOLUTE_BAROMETRIC_PRESSURE",
                        "relative_throttle|RELATIVE_THROTTLE_POSITION",
                        "intake_temperature|INTAKE_AIR_TEMP",
                        "timing_advance|TIMING_ADVANCE",
                        "catalyst_temperature_1|CATALYST_TEMPERATURE_BANK1_SENSOR1",
                        "catalyst_temperature_2|CATALYST_TEMPERATURE_BANK1_SENSOR2",
                        "control_voltage|CONTROL_MODULE_VOLTAGE",
                        "evaporative_purge|COMMANDED_EVAPORATIVE_PURGE",
                        "time_with_warning|TIME_RUN_WITH_MIL_ON",
                        "time_since_cleared|TIME_SINCE_TROUBLE_CODES_CLEARED",
                        "distance_with_warning|DISTANCE_TRAVELED_WITH_MIL_ON",
                        "warm_ups_since_cleared|WARM_UPS_SINCE_CODES_CLEARED",
                    }.Select(WithBrackets),
                ]
            )
            {
                TrailingDelimiter = true,
            }
        );

    /// <summary>The header as readers write it, with and without the unit that is missing between the brackets.</summary>
    private static RawColumn WithBrackets(string text)
    {
        RawColumn column = text;
        return column with { Kind = ColumnKind.Number, Aliases = [.. column.Aliases, .. column.Aliases.Select(alias => alias + " ()")] };
    }

    private static RawColumn Number(string name, string module, string? member = null) =>
        Text(name, module, member) with
        {
            JsonType = "DOUBLE",
            Kind = ColumnKind.Number,
        };

    private static RawColumn Flag(string name, string module) => Text(name, module) with { JsonType = "BOOLEAN", Kind = ColumnKind.Flag };

    private static RawColumn Text(string name, string module, string? member = null) =>
        new(
            name,
            [module == "payload" ? $"/payload/{member ?? name}" : $"/payload/modules/{module}/{member ?? name}"],
            module == "payload" || name == "rpm"
        )
        {
            Kind = name == "simulation_id" ? ColumnKind.Id : ColumnKind.Text,
        };
}
