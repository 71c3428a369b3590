-- Gold: what people ask of the crashes. Shares are ratios of whole counts, so they are the same bits on any number of threads.

-- table: severity_by_road
SELECT
  coalesce(trafficway_type, 'UNKNOWN')      AS trafficway_type,
  coalesce(roadway_surface_cond, 'UNKNOWN') AS roadway_surface_cond,
  count(*)                                  AS crashes,
  coalesce(sum(injuries_total), 0)::BIGINT  AS injuries,
  coalesce(sum(injuries_fatal), 0)::BIGINT  AS fatal,
  count(*) FILTER (WHERE injury_or_tow)     AS injury_or_tow,
  round(count(*) FILTER (WHERE injury_or_tow) / count(*), 4) AS share_injury_or_tow
FROM silver.crashes GROUP BY ALL ORDER BY 1, 2

-- table: by_hour_weekday
SELECT
  hour(crash_date)::INTEGER                 AS hour,
  isodow(crash_date)::INTEGER               AS weekday,  -- 1 Monday … 7 Sunday
  count(*)                                  AS crashes,
  coalesce(sum(injuries_total), 0)::BIGINT  AS injuries,
  round(count(*) FILTER (WHERE injury_or_tow) / count(*), 4) AS share_injury_or_tow
FROM silver.crashes GROUP BY ALL ORDER BY 1, 2

-- table: by_weather_lighting
SELECT
  coalesce(weather_condition, 'UNKNOWN')    AS weather_condition,
  coalesce(lighting_condition, 'UNKNOWN')   AS lighting_condition,
  count(*)                                  AS crashes,
  coalesce(sum(injuries_total), 0)::BIGINT  AS injuries,
  round(count(*) FILTER (WHERE injury_or_tow) / count(*), 4) AS share_injury_or_tow
FROM silver.crashes GROUP BY ALL ORDER BY 1, 2

-- table: by_month
SELECT
  month,
  count(*)                                  AS crashes,
  coalesce(sum(injuries_total), 0)::BIGINT  AS injuries,
  coalesce(sum(injuries_fatal), 0)::BIGINT  AS fatal,
  round(count(*) FILTER (WHERE injury_or_tow) / count(*), 4) AS share_injury_or_tow
FROM silver.crashes GROUP BY month ORDER BY month

-- table: hotspots
-- Cells of 0.00225° × 0.003°, about 250 m × 250 m at Chicago's latitude (1° ≈ 111.2 km north, ≈ 82.9 km east).
WITH cells AS (
  SELECT *, floor(latitude / 0.00225)::INTEGER AS row_no, floor(longitude / 0.003)::INTEGER AS column_no
  FROM silver.crashes WHERE latitude IS NOT NULL AND longitude IS NOT NULL
)
SELECT
  printf('%d/%d', row_no, column_no)        AS cell,
  round((row_no + 0.5) * 0.00225, 6)        AS latitude,
  round((column_no + 0.5) * 0.003, 6)       AS longitude,
  count(*)                                  AS crashes,
  coalesce(sum(injuries_total), 0)::BIGINT  AS injuries,
  count(*) FILTER (WHERE injuries_fatal + injuries_incapacitating > 0) AS serious,
  round(count(*) FILTER (WHERE injuries_fatal + injuries_incapacitating > 0) / count(*), 4) AS share_serious
FROM cells GROUP BY row_no, column_no ORDER BY cell

-- table: causes
SELECT
  coalesce(prim_contributory_cause, 'UNKNOWN') AS cause,
  count(*)                                  AS crashes,
  coalesce(sum(injuries_total), 0)::BIGINT  AS injuries,
  coalesce(sum(injuries_fatal), 0)::BIGINT  AS fatal,
  round(count(*) FILTER (WHERE injury_or_tow) / count(*), 4) AS share_injury_or_tow
FROM silver.crashes GROUP BY 1 ORDER BY 1
