-- Gold: when, where and under what conditions accidents happen, and how bad they are. Shares are of accidents of which the harm is known.

-- table: by_hour
SELECT hour, count(*) AS accidents, count(*) FILTER (WHERE severity >= 2) AS serious, count(*) FILTER (WHERE severity = 3) AS fatal, count(severity) AS harm_known,
  round(count(*) FILTER (WHERE severity >= 2) / nullif(count(severity), 0), 4) AS share_serious, count(*) FILTER (WHERE dayofweek >= 6) AS weekend
FROM silver.accidents WHERE hour IS NOT NULL GROUP BY hour ORDER BY hour

-- table: by_weekday
SELECT dayofweek, count(*) AS accidents, count(*) FILTER (WHERE severity >= 2) AS serious, count(*) FILTER (WHERE severity = 3) AS fatal, count(severity) AS harm_known,
  round(count(*) FILTER (WHERE severity >= 2) / nullif(count(severity), 0), 4) AS share_serious, count(*) FILTER (WHERE hour >= 22 OR hour < 5) AS night
FROM silver.accidents GROUP BY dayofweek ORDER BY dayofweek

-- table: by_month
SELECT strftime(time, '%Y-%m') AS month, count(*) AS accidents, count(*) FILTER (WHERE severity >= 2) AS serious, count(*) FILTER (WHERE severity = 3) AS fatal, count(severity) AS harm_known,
  round(count(*) FILTER (WHERE severity >= 2) / nullif(count(severity), 0), 4) AS share_serious, coalesce(sum(casualties), 0)::BIGINT AS casualties
FROM silver.accidents GROUP BY 1 ORDER BY 1

-- table: severity_by_condition
WITH conditions AS (
  SELECT 'light' AS condition, light AS value, severity FROM silver.accidents
  UNION ALL SELECT 'weather', weather, severity FROM silver.accidents
  UNION ALL SELECT 'surface', surface, severity FROM silver.accidents
  UNION ALL SELECT 'road type', road_type, severity FROM silver.accidents
  UNION ALL SELECT 'speed limit', speed_limit::VARCHAR, severity FROM silver.accidents
  UNION ALL SELECT 'area', area, severity FROM silver.accidents
)
SELECT condition, coalesce(value, 'not known') AS value, count(*) AS accidents, count(*) FILTER (WHERE severity >= 2) AS serious, count(*) FILTER (WHERE severity = 3) AS fatal, count(severity) AS harm_known,
  round(count(*) FILTER (WHERE severity >= 2) / nullif(count(severity), 0), 4) AS share_serious
FROM conditions GROUP BY 1, 2 ORDER BY 1, 2

-- table: hot_zones
-- Each zone with its middle and reach. Latitudes are summed as DECIMAL, so that any number of threads gives the same middle.
WITH members AS (
  SELECT z.zone, a.*, a.lat::DECIMAL(18,8) AS y, a.lon::DECIMAL(18,8) AS x FROM gold.zone_members z JOIN silver.accidents a ON a.accident_id = z.accident_id
),
middles AS (SELECT zone, round((sum(y) / count(*))::DOUBLE, 6) AS lat, round((sum(x) / count(*))::DOUBLE, 6) AS lon FROM members GROUP BY zone),
placed AS (
  SELECT m.*, c.lat AS middle_lat, c.lon AS middle_lon,
    ((power(m.lat - c.lat, 2) + power((m.lon - c.lon) * cos(radians(c.lat)), 2)) * power(111194.93, 2))::DECIMAL(18,2) AS square  -- metres²
  FROM members m JOIN middles c ON c.zone = m.zone
),
hours AS (SELECT zone, hour, count(*) AS n FROM members WHERE hour IS NOT NULL GROUP BY zone, hour),
busiest AS (SELECT zone, hour FROM hours QUALIFY row_number() OVER (PARTITION BY zone ORDER BY n DESC, hour) = 1),
overall AS (SELECT count(*) AS accidents FROM silver.accidents)
SELECT
  m.zone, m.middle_lat AS lat, m.middle_lon AS lon, count(*) AS accidents, round(count(*) / min(o.accidents), 4) AS share,
  count(*) FILTER (WHERE m.severity >= 2) AS serious, count(*) FILTER (WHERE m.severity = 3) AS fatal, count(m.severity) AS harm_known,
  round(count(*) FILTER (WHERE m.severity >= 2) / nullif(count(m.severity), 0), 4) AS share_serious, coalesce(sum(m.casualties), 0)::BIGINT AS casualties,
  round(sqrt(sum(m.square) / count(*)), 1) AS spread_metres,
  round(count(*) / nullif(2 * pi() * sum(m.square)::DOUBLE / count(*), 0) * 1e6, 1) AS per_square_km,  -- a disc's mean square distance is half its radius squared
  min(b.hour) AS busiest_hour, min(m.year) AS first_year, max(m.year) AS last_year
FROM placed m LEFT JOIN busiest b ON b.zone = m.zone, overall o
GROUP BY m.zone, m.middle_lat, m.middle_lon ORDER BY m.zone

-- table: people_hurt
SELECT coalesce(class, 'not known') AS class, coalesce(age_band, 'not known') AS age_band, count(*) AS people, count(*) FILTER (WHERE severity >= 2) AS serious,
  count(*) FILTER (WHERE severity = 3) AS killed, round(count(*) FILTER (WHERE severity >= 2) / count(*), 4) AS share_serious
FROM silver.casualties GROUP BY 1, 2 ORDER BY 1, 2

-- table: vehicles_involved
SELECT coalesce(type, 'not known') AS type, count(*) AS vehicles, round(count(*) / sum(count(*)) OVER (), 4)::DOUBLE AS share
FROM silver.vehicles GROUP BY 1 ORDER BY 1
