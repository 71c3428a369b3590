-- Silver: one row per reading, typed from the raw text of Bronze. Numbers are DECIMAL, so that sums are the same on any number
-- of threads; what is far beyond any range is cut to ±99,999 and then refused by the contract.

-- feed: events
-- Ten readings a second. A trip belongs to the day on which it began, so that it is never divided. Clocks drift:
-- where readings disagree, the engine takes the first day that one of them says for all of the trip.
SELECT
  clean(simulation_id)                                          AS simulation_id,
  whole(step)                                                   AS step,
  moment(timestamp)                                             AS recorded_at,
  bounded(time)::DECIMAL(9,1)                                   AS time_s,
  bounded(rpm)::DECIMAL(9,2)                                    AS rpm,
  bounded(throttle)::DECIMAL(9,4)                               AS throttle,
  bounded(load)::DECIMAL(9,4)                                   AS load,
  bounded(torque)::DECIMAL(9,2)                                 AS torque,
  bounded(coolant)::DECIMAL(9,2)                                AS coolant,
  bounded(oil)::DECIMAL(9,2)                                    AS oil,
  flag(fan)                                                     AS fan,
  whole(gear)                                                   AS gear,
  flag(shifting)                                                AS shifting,
  clean(car)                                                    AS car,
  clean(world)                                                  AS world,
  bounded(speed)::DECIMAL(9,3)                                  AS speed,
  bounded(acceleration)::DECIMAL(9,4)                           AS acceleration,
  bounded(slope)::DECIMAL(9,4)                                  AS slope,
  try_cast(number(distance) AS DECIMAL(9,1))                    AS distance_m,
  clean(style)                                                  AS driver,
  bounded(pedal)::DECIMAL(9,4)                                  AS pedal,
  bounded(brake)::DECIMAL(9,4)                                  AS brake,
  bounded(engine_wear)::DECIMAL(9,4)                            AS engine_wear,
  bounded(brake_wear)::DECIMAL(9,4)                             AS brake_wear,
  bounded(wear_rate)::DECIMAL(9,4)                              AS wear_rate,
  whole(event_version)                                          AS event_version,
  (moment(timestamp) - to_seconds(floor(bounded(time))::BIGINT))::DATE::VARCHAR AS batch,
  COLUMNS('^_')
FROM bronze

-- feed: trips
-- One reading a second; the line is the clock. Shares are given in percent.
SELECT
  trip_name(_origin)                                            AS trip,
  (_line - 1)::INTEGER                                          AS step,
  bounded(rpm)::DECIMAL(9,2)                                    AS rpm,
  (bounded(load) / 100)::DECIMAL(9,4)                           AS load,
  bounded(coolant)::DECIMAL(9,2)                                AS coolant,
  bounded(speed)::DECIMAL(9,3)                                  AS speed,
  bounded(speed_variation)::DECIMAL(9,4)                        AS speed_variation,
  bounded(speed_average)::DECIMAL(9,3)                          AS speed_average_60,
  try_cast(number(speed_variance) AS DECIMAL(9,3))              AS speed_variance_60,
  bounded(longitudinal_acceleration)::DECIMAL(9,4)              AS longitudinal_acceleration,
  bounded(vertical_acceleration)::DECIMAL(9,4)                  AS vertical_acceleration,
  bounded(altitude_variation)::DECIMAL(9,3)                     AS altitude_variation,
  bounded(manifold_pressure)::DECIMAL(9,2)                      AS manifold_pressure,
  bounded(air_flow)::DECIMAL(9,3)                               AS air_flow,
  bounded(intake_temperature)::DECIMAL(9,2)                     AS intake_temperature,
  bounded(fuel_consumption)::DECIMAL(9,3)                       AS fuel_consumption,
  clean(road_surface)                                           AS road_surface,
  clean(traffic)                                                AS traffic,
  clean(style)                                                  AS style,
  clean(style) = 'AggressiveStyle'                              AS aggressive,
  trip_name(_origin)                                            AS batch,
  COLUMNS('^_')
FROM bronze

-- feed: obd
-- The reader polls faster than the engine answers: a row that repeats the one before in every column is the same reading and
-- gets its step, so that the key drops it, however it writes its numbers. The first row has step 0.
WITH measured AS (
  SELECT number(COLUMNS(name -> NOT starts_with(name, '_'))), COLUMNS('^_') FROM bronze
),
compared AS (
  SELECT *, row(*COLUMNS('^[a-z]')) IS DISTINCT FROM lag(row(*COLUMNS('^[a-z]'))) OVER (PARTITION BY _object ORDER BY _line) AS is_new FROM measured
)
SELECT
  trip_name(_origin)                                            AS trip,
  (count(*) FILTER (WHERE is_new) OVER (PARTITION BY _object ORDER BY _line) - 1)::INTEGER AS step,
  bounded(engine_run_time)::DECIMAL(9,1)                        AS time_s,
  bounded(rpm)::DECIMAL(9,2)                                    AS rpm,
  (bounded(throttle) / 100)::DECIMAL(9,4)                       AS throttle,
  (bounded(load) / 100)::DECIMAL(9,4)                           AS load,
  bounded(coolant)::DECIMAL(9,2)                                AS coolant,
  bounded(speed)::DECIMAL(9,3)                                  AS speed,
  bounded(long_term_fuel_trim)::DECIMAL(9,3)                    AS long_term_fuel_trim,
  bounded(short_term_fuel_trim)::DECIMAL(9,3)                   AS short_term_fuel_trim,
  bounded(manifold_pressure)::DECIMAL(9,2)                      AS manifold_pressure,
  (bounded(fuel_tank) / 100)::DECIMAL(9,4)                      AS fuel_tank,
  (bounded(throttle_b) / 100)::DECIMAL(9,4)                     AS throttle_b,
  (bounded(pedal_d) / 100)::DECIMAL(9,4)                        AS pedal_d,
  (bounded(pedal_e) / 100)::DECIMAL(9,4)                        AS pedal_e,
  (bounded(commanded_throttle) / 100)::DECIMAL(9,4)             AS commanded_throttle,
  bounded(equivalence_ratio)::DECIMAL(9,4)                      AS equivalence_ratio,
  bounded(barometric_pressure)::DECIMAL(9,2)                    AS barometric_pressure,
  (bounded(relative_throttle) / 100)::DECIMAL(9,4)              AS relative_throttle,
  bounded(intake_temperature)::DECIMAL(9,2)                     AS intake_temperature,
  bounded(timing_advance)::DECIMAL(9,2)                         AS timing_advance,
  bounded(catalyst_temperature_1)::DECIMAL(9,2)                 AS catalyst_temperature_1,
  bounded(catalyst_temperature_2)::DECIMAL(9,2)                 AS catalyst_temperature_2,
  bounded(control_voltage)::DECIMAL(9,3)                        AS control_voltage,
  (bounded(evaporative_purge) / 100)::DECIMAL(9,4)              AS evaporative_purge,
  whole(time_with_warning)                                      AS time_with_warning,
  whole(time_since_cleared)                                     AS time_since_cleared,
  whole(distance_with_warning)                                  AS distance_with_warning,
  whole(warm_ups_since_cleared)                                 AS warm_ups_since_cleared,
  trip_name(_origin)                                            AS batch,
  COLUMNS('^_')
FROM compared
