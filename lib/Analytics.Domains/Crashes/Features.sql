-- Features: one row per crash with what is known when it is reported. Nothing that is known only later
-- (injuries_*, most_severe_injury, damage, tow) stands here.

-- table: features
SELECT
  crash_record_id,
  crash_date,
  month,
  injury_or_tow,                                          -- the target; null until the police have judged: such a crash can be scored but not learned from
  hour(crash_date)::INTEGER           AS hour,
  isodow(crash_date)::INTEGER         AS weekday,
  month(crash_date)::INTEGER          AS month_of_year,
  coalesce(weather_condition, 'UNKNOWN')        AS weather_condition,
  coalesce(lighting_condition, 'UNKNOWN')       AS lighting_condition,
  posted_speed_limit,
  coalesce(road_defect, 'UNKNOWN')              AS road_defect,
  coalesce(roadway_surface_cond, 'UNKNOWN')     AS roadway_surface_cond,
  coalesce(trafficway_type, 'UNKNOWN')          AS trafficway_type,
  coalesce(first_crash_type, 'UNKNOWN')         AS first_crash_type,
  coalesce(prim_contributory_cause, 'UNKNOWN')  AS prim_contributory_cause,
  coalesce(traffic_control_device, 'UNKNOWN')   AS traffic_control_device,
  num_units,
  coalesce(alignment, 'UNKNOWN')                AS alignment
FROM silver.crashes
ORDER BY crash_record_id
