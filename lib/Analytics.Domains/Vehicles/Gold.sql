-- Gold: windows of ten seconds and what follows from them. Sums are of DECIMAL, so they are exact in any order.
-- Words in braces stand for the query of that name.

-- query: event_readings
SELECT 'events' AS source, simulation_id AS trip, batch, step, step // 100 AS place, 0.1::DECIMAL(4,1) AS seconds, rpm, speed, throttle, load, coolant,
  acceleration, gear, shifting, pedal, brake, fan, oil, wear_rate, car, world, driver, NULL::BOOLEAN AS aggressive
FROM silver.events

-- query: trip_readings
-- A change of more than 40 km/h in a second is a lost reading, not an acceleration.
SELECT 'trips' AS source, trip, batch, step, step // 10 AS place, 1::DECIMAL(4,1) AS seconds, rpm, speed, NULL::DECIMAL(9,4) AS throttle, load, coolant,
  CASE WHEN abs(speed_variation) <= 40 THEN (speed_variation / 3.6)::DECIMAL(9,4) END AS acceleration, NULL::INTEGER AS gear, NULL::BOOLEAN AS shifting,
  NULL::DECIMAL(9,4) AS pedal, NULL::DECIMAL(9,4) AS brake, NULL::BOOLEAN AS fan, NULL::DECIMAL(9,2) AS oil, NULL::DECIMAL(9,4) AS wear_rate,
  NULL::VARCHAR AS car, NULL::VARCHAR AS world, NULL::VARCHAR AS driver, aggressive
FROM silver.trips

-- query: log_readings
-- A log has no even rate: a reading stands for its part of the window.
SELECT 'obd' AS source, trip, batch, step, floor(time_s / 10)::INTEGER AS place, NULL::DECIMAL(4,1) AS seconds, rpm, speed, throttle, load, coolant,
  NULL::DECIMAL(9,4) AS acceleration, NULL::INTEGER AS gear, NULL::BOOLEAN AS shifting, NULL::DECIMAL(9,4) AS pedal, NULL::DECIMAL(9,4) AS brake,
  NULL::BOOLEAN AS fan, NULL::DECIMAL(9,2) AS oil, NULL::DECIMAL(9,4) AS wear_rate, NULL::VARCHAR AS car, NULL::VARCHAR AS world, NULL::VARCHAR AS driver,
  NULL::BOOLEAN AS aggressive
FROM silver.obd

-- query: measures
-- What is measured of some readings that follow each other. The same text serves the windows of Gold and the features of every model.
count(*)                                                        AS readings,
  round((sum(rpm) / count(*))::DOUBLE, 3)                       AS rpm_avg,
  round(sqrt(greatest((sum(rpm * rpm) / count(*) - (sum(rpm) / count(*)) * (sum(rpm) / count(*)))::DOUBLE, 0)), 3) AS rpm_std,
  max(rpm)::DOUBLE                                              AS rpm_max,
  (max(rpm) - min(rpm))::DOUBLE                                 AS rpm_range,
  round((sum(throttle) / count(throttle))::DOUBLE, 5)           AS throttle_avg,
  round((sum(load) / count(*))::DOUBLE, 5)                      AS load_avg,
  max(load)::DOUBLE                                             AS load_max,
  round((sum(rpm * load) / count(*))::DOUBLE, 3)                AS power_factor,
  round((sum(speed) / count(*))::DOUBLE, 4)                     AS speed_avg,
  round(sqrt(greatest((sum(speed * speed) / count(*) - (sum(speed) / count(*)) * (sum(speed) / count(*)))::DOUBLE, 0)), 4) AS speed_std,
  max(acceleration)::DOUBLE                                     AS acceleration_max,
  min(acceleration)::DOUBLE                                     AS acceleration_min,
  round((sum(abs(acceleration)) / count(acceleration))::DOUBLE, 5) AS acceleration_abs,
  (arg_max(coolant, step) - arg_min(coolant, step))::DOUBLE     AS coolant_trend

-- table: windows
WITH readings AS ({event_readings} UNION ALL {trip_readings} UNION ALL {log_readings}),
windows AS (
  SELECT source, trip, batch, place AS "window",
    {measures},
    coalesce(sum(seconds), 10)::DOUBLE                          AS seconds,
    max(coolant)::DOUBLE                                        AS coolant_max,
    max(oil)::DOUBLE                                            AS oil_max,
    max(gear)                                                   AS gear_max,
    round((count(*) FILTER (WHERE shifting) / nullif(count(shifting), 0))::DOUBLE, 5) AS shifting_share,
    round((sum(pedal) / count(pedal))::DOUBLE, 5)               AS pedal_avg,
    round((sum(brake) / count(brake))::DOUBLE, 5)               AS brake_avg,
    round((count(*) FILTER (WHERE fan) / nullif(count(fan), 0))::DOUBLE, 5) AS fan_share,
    (sum(wear_rate) / count(wear_rate))::DECIMAL(18,6)          AS wear_rate,
    max(car)                                                    AS car,
    max(world)                                                  AS world,
    max(driver)                                                 AS driver,
    round((count(*) FILTER (WHERE aggressive) / nullif(count(aggressive), 0))::DOUBLE, 5) AS aggressive_share
  FROM readings GROUP BY source, trip, batch, place
)
SELECT *,
  CASE WHEN rpm_avg < 1 THEN 'off' WHEN rpm_avg < 1000 THEN 'idle' WHEN rpm_avg < 2000 THEN 'low' WHEN rpm_avg < 3000 THEN 'middle' WHEN rpm_avg < 4500 THEN 'high' ELSE 'very high' END AS rpm_bin,
  round((sum(rpm_avg::DECIMAL(18,3)) OVER last3 / count(*) OVER last3)::DOUBLE, 3) AS rpm_avg_30,
  round((sum(load_avg::DECIMAL(18,5)) OVER last3 / count(*) OVER last3)::DOUBLE, 5) AS load_avg_30,
  round((sum(power_factor::DECIMAL(18,3)) OVER last3 / count(*) OVER last3)::DOUBLE, 3) AS power_factor_30,
  round((sum(speed_avg::DECIMAL(18,4)) OVER last3 / count(*) OVER last3)::DOUBLE, 4) AS speed_avg_30,
  max(rpm_max) OVER last3                                       AS rpm_max_30,
  max(load_max) OVER last3                                      AS load_max_30
FROM windows
WINDOW last3 AS (PARTITION BY source, trip, batch ORDER BY "window" ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)
ORDER BY source, trip, "window"

-- table: trip_summary
SELECT
  source,
  trip,
  batch,
  max(car)                                                      AS car,
  max(world)                                                    AS world,
  max(driver)                                                   AS driver,
  sum(readings)::BIGINT                                         AS readings,
  sum(seconds::DECIMAL(18,1))::DOUBLE                           AS seconds,
  round((sum(speed_avg::DECIMAL(18,4) * seconds::DECIMAL(9,1)) / 3600)::DOUBLE, 3) AS kilometres,
  {weighted rpm_avg 3},
  {weighted speed_avg 3},
  {weighted load_avg 5},
  {weighted power_factor 3},
  max(rpm_max)                                                  AS rpm_max,
  max(speed_avg)                                                AS speed_max,
  max(acceleration_max)                                         AS acceleration_max,
  min(acceleration_min)                                         AS acceleration_min,
  round((sum(seconds::DECIMAL(9,1)) FILTER (WHERE rpm_bin IN ('off', 'idle')) / sum(seconds::DECIMAL(9,1)))::DOUBLE, 5) AS idle_share,
  round((sum(seconds::DECIMAL(9,1)) FILTER (WHERE rpm_bin IN ('high', 'very high')) / sum(seconds::DECIMAL(9,1)))::DOUBLE, 5) AS high_rpm_share,
  max(coolant_max)                                              AS coolant_max,
  max(oil_max)                                                  AS oil_max,
  min("window") FILTER (WHERE coolant_max >= 80) * 10           AS warm_after_s,
  (sum(wear_rate * seconds::DECIMAL(9,1)))::DOUBLE              AS wear,
  round((sum(aggressive_share::DECIMAL(9,5) * seconds::DECIMAL(9,1)) / sum(seconds::DECIMAL(9,1)) FILTER (WHERE aggressive_share IS NOT NULL))::DOUBLE, 5) AS aggressive_share
FROM gold.windows GROUP BY source, trip, batch ORDER BY source, trip

-- table: by_driver
SELECT
  driver,
  world,
  count(*)                                                      AS trips,
  round((sum(seconds::DECIMAL(18,1)) / 3600)::DOUBLE, 4)        AS hours,
  round(sum(kilometres::DECIMAL(18,3))::DOUBLE, 3)              AS kilometres,
  {weighted rpm_avg 3},
  {weighted speed_avg 3},
  {weighted load_avg 5},
  {weighted high_rpm_share 5},
  max(acceleration_max)                                         AS acceleration_max,
  min(acceleration_min)                                         AS acceleration_min,
  max(coolant_max)                                              AS coolant_max,
  round((1000 * sum(wear::DECIMAL(18,6)) / nullif(sum(kilometres::DECIMAL(18,3)), 0))::DOUBLE, 3) AS wear_per_1000_km
FROM gold.trip_summary WHERE source = 'events' AND driver IS NOT NULL AND world IS NOT NULL
GROUP BY driver, world ORDER BY driver, world

-- table: gear_use
SELECT
  driver,
  gear,
  count(*) / 10                                                 AS seconds,
  round((count(*) / sum(count(*)) OVER (PARTITION BY driver))::DOUBLE, 5) AS share,
  round((sum(rpm) / count(*))::DOUBLE, 2)                       AS rpm_avg,
  round((sum(speed) / count(*))::DOUBLE, 3)                     AS speed_avg,
  round((sum(load) / count(*))::DOUBLE, 5)                      AS load_avg
FROM silver.events WHERE driver IS NOT NULL AND gear IS NOT NULL
GROUP BY driver, gear ORDER BY driver, gear

-- table: warm_up
-- How fast engines warm up: minutes of driving against the temperature of coolant and oil.
SELECT
  source,
  ("window" // 6)::INTEGER                                      AS minute,
  count(DISTINCT trip)                                          AS trips,
  round((sum(coolant_max::DECIMAL(18,2)) / count(*))::DOUBLE, 2) AS coolant,
  round((sum(oil_max::DECIMAL(18,2)) / count(oil_max))::DOUBLE, 2) AS oil,
  round((sum(fan_share::DECIMAL(18,5)) / count(fan_share))::DOUBLE, 5) AS fan_share
FROM gold.windows GROUP BY 1, 2 ORDER BY source, minute

-- table: rpm_bins
SELECT
  source,
  rpm_bin,
  count(*)                                                      AS windows,
  round((count(*) / sum(count(*)) OVER (PARTITION BY source))::DOUBLE, 5) AS share,
  round((sum(load_avg::DECIMAL(18,5)) / count(*))::DOUBLE, 5)   AS load_avg,
  round((sum(speed_avg::DECIMAL(18,4)) / count(*))::DOUBLE, 3)  AS speed_avg
FROM gold.windows GROUP BY source, rpm_bin ORDER BY source, rpm_bin

-- table: by_style
-- How the seconds of real trips that people called aggressive differ.
SELECT
  trip,
  coalesce(style, 'unknown')                                    AS style,
  coalesce(road_surface, 'unknown')                             AS road_surface,
  coalesce(traffic, 'unknown')                                  AS traffic,
  count(*)                                                      AS seconds,
  round((sum(rpm) / count(*))::DOUBLE, 2)                       AS rpm_avg,
  round((sum(load) / count(*))::DOUBLE, 5)                      AS load_avg,
  round((sum(speed) / count(*))::DOUBLE, 3)                     AS speed_avg
FROM silver.trips GROUP BY 1, 2, 3, 4 ORDER BY trip, style, road_surface, traffic

-- table: coverage
-- What there is of each trip: readings that are missing between the first and the last one, and the engine standing still.
WITH readings AS ({event_readings} UNION ALL {trip_readings} UNION ALL {log_readings})
SELECT
  source,
  trip,
  count(*)                                                      AS readings,
  (max(step) - min(step) + 1 - count(*))::BIGINT                AS gaps,
  count(*) FILTER (WHERE rpm = 0)                               AS engine_off,
  count(*) FILTER (WHERE speed = 0)                             AS standing
FROM readings GROUP BY source, trip ORDER BY source, trip
