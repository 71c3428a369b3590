-- Features: what was measured of the ten and of the thirty seconds that end with a moment. The measures are those of Gold.sql,
-- word for word, for learning and for predicting alike. Words in braces stand for a query.

-- query: style_readings
-- Every second that a person judged, and every second that nobody has judged yet.
SELECT r.*, r.step AS second, 1 AS hop FROM ({trip_readings}) r

-- query: wear_readings
-- About fifty moments of each trip, evenly spaced, so that a long trip does not count for more than a short one.
SELECT r.*, r.step // 10 AS second, h.hop
FROM ({event_readings}) r
JOIN (SELECT simulation_id AS trip, greatest(1, max(step) // 500)::INTEGER AS hop FROM silver.events GROUP BY simulation_id) h ON h.trip = r.trip

-- query: measured
-- The readings of the last seconds before each moment; a reading counts for all moments that it lies before.
measured AS (
  SELECT trip, moment, {measures}
  FROM (SELECT *, unnest(range((second + hop - 1) // hop * hop, second + 10, hop)) AS moment FROM readings)
  GROUP BY trip, moment
),
measured_30 AS (
  SELECT trip, moment, {measures}
  FROM (SELECT *, unnest(range((second + hop - 1) // hop * hop, second + 30, hop)) AS moment FROM readings)
  GROUP BY trip, moment
)

-- query: columns
m.rpm_avg, m.rpm_std, m.rpm_max, m.rpm_range, m.load_avg, m.load_max, m.power_factor, m.speed_avg, m.speed_std,
  m.acceleration_max, m.acceleration_min, m.acceleration_abs, m.coolant_trend,
  l.rpm_avg AS rpm_avg_30, l.rpm_std AS rpm_std_30, l.rpm_max AS rpm_max_30, l.rpm_range AS rpm_range_30, l.load_avg AS load_avg_30, l.load_max AS load_max_30,
  l.power_factor AS power_factor_30, l.speed_avg AS speed_avg_30, l.speed_std AS speed_std_30, l.acceleration_max AS acceleration_max_30,
  l.acceleration_min AS acceleration_min_30, l.acceleration_abs AS acceleration_abs_30, l.coolant_trend AS coolant_trend_30

-- table: style_features
WITH readings AS ({style_readings}),
{measured}
SELECT
  t.trip || '/' || lpad(t.step::VARCHAR, 7, '0')                AS moment_id,
  t.trip,
  t.step                                                        AS second,
  t.aggressive,
  {columns}
FROM silver.trips t
JOIN measured m ON m.trip = t.trip AND m.moment = t.step
JOIN measured_30 l ON l.trip = t.trip AND l.moment = t.step
ORDER BY moment_id

-- table: wear_features
WITH readings AS ({wear_readings}),
{measured},
-- What comes: the ten seconds after the moment, all of them.
future AS (
  SELECT trip, moment, (sum(wear_rate) / count(wear_rate))::DECIMAL(18,6) AS future_wear
  FROM (SELECT *, unnest(range((greatest(second - 10, 0) + hop - 1) // hop * hop, second, hop)) AS moment FROM readings)
  GROUP BY trip, moment HAVING count(wear_rate) >= 95
),
-- The percentile is of all trips together. It is a number about the target alone, and no feature knows it.
threshold AS (SELECT quantile_disc(future_wear, 0.75) AS wear FROM future)
SELECT
  m.trip || '/' || lpad(m.moment::VARCHAR, 7, '0')              AS moment_id,
  m.trip,
  m.moment                                                      AS second,
  f.future_wear > h.wear                                        AS hard_use,
  f.future_wear,
  {columns},
  m.throttle_avg,
  l.throttle_avg                                                AS throttle_avg_30
FROM measured m
JOIN measured_30 l ON l.trip = m.trip AND l.moment = m.moment
LEFT JOIN future f ON f.trip = m.trip AND f.moment = m.moment
CROSS JOIN threshold h
WHERE m.readings >= 95
ORDER BY moment_id
