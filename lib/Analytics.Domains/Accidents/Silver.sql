-- Silver: accidents, vehicles and casualties, typed from the raw text of Bronze.
-- Each feed reads one raw layout as `bronze`; COLUMNS('^_') carries raw values and lineage along.
-- {unusable}, {nowhere} and {twin} are the first queries.
--
-- Identities are made of typed values, and only of columns that every file of the layout has.
-- An id does not tell an accident when a spreadsheet has made 2.00512E+12 of it, or when rows of one file that differ in time,
-- place or severity share it. Then a hash of the row is the key. Looked at per file, so that the order of files never decides.

-- query: unusable
coalesce(clean(id), '-1') = '-1' OR ruined(id) OR coalesce(min(print) OVER ids <> max(print) OVER ids, false) AS unusable

-- query: nowhere
coalesce(number(lat) = number(lon) AND number(lat) IN (-1, 0), false) AS nowhere

-- query: twin
-- Vehicles and casualties of accidents without a usable id may be alike in all that every file says of them: they are counted, in the
-- order of their lines, so that a file that lacks a detail and has the same lines gives the same identities.
row_number() OVER (PARTITION BY _object, print ORDER BY _line) AS twin

-- feed: stats19
SELECT
  CASE WHEN unusable THEN 'row-' || print ELSE clean(id) END AS accident_id,
  unusable                                                AS id_is_unusable,
  'stats19'                                               AS origin,
  strftime(happened, '%Y')                                      AS year,
  happened                                                    AS time,
  CASE WHEN clock(time) IS NOT NULL OR contains(date, ':') OR contains(date, '.') THEN hour(happened)::INTEGER END AS hour,  -- a date alone tells no hour
  isodow(happened)::INTEGER                                     AS dayofweek,
  month(happened)::INTEGER                                      AS month,
  CASE WHEN nowhere THEN NULL ELSE number(lat) END        AS lat,
  CASE WHEN nowhere THEN NULL ELSE number(lon) END        AS lon,
  CASE whole(harm) WHEN 1 THEN 3 WHEN 2 THEN 2 WHEN 3 THEN 1 END AS severity,  -- 1 is fatal there
  NULL::INTEGER                                           AS traffic_impact,
  nullif(whole(vehicles), -1)                                         AS vehicles,
  nullif(whole(casualties), -1)                                       AS casualties,
  CASE clean(light) WHEN '1' THEN 'daylight' WHEN '4' THEN 'dark, lamps lit' WHEN '5' THEN 'dark, lamps out' WHEN '6' THEN 'dark, no lamps' WHEN '7' THEN 'dark' END AS light,
  CASE clean(weather) WHEN '1' THEN 'fine' WHEN '2' THEN 'rain' WHEN '3' THEN 'snow' WHEN '4' THEN 'fine, windy' WHEN '5' THEN 'rain, windy' WHEN '6' THEN 'snow, windy'
                      WHEN '7' THEN 'fog' WHEN '8' THEN 'other' END AS weather,
  CASE clean(surface) WHEN '1' THEN 'dry' WHEN '2' THEN 'wet' WHEN '3' THEN 'snow' WHEN '4' THEN 'ice' WHEN '5' THEN 'flood' WHEN '6' THEN 'oil' WHEN '7' THEN 'mud' END AS surface,
  CASE clean(road_type) WHEN '1' THEN 'roundabout' WHEN '2' THEN 'one way' WHEN '3' THEN 'dual carriageway' WHEN '6' THEN 'single carriageway' WHEN '7' THEN 'slip road'
                        WHEN '12' THEN 'one way or slip road' END AS road_type,
  nullif(nullif(whole(speed_limit), -1), 99)                      AS speed_limit,
  CASE clean(area) WHEN '1' THEN 'urban' WHEN '2' THEN 'rural' END AS area,
  NULL::VARCHAR                                           AS kind,
  COLUMNS('^_')
FROM (
  SELECT *,
    {unusable},
    {nowhere}
  FROM (
    SELECT *,
      CASE WHEN clock(time) IS NULL THEN moment(date) ELSE moment(date)::DATE + clock(time)::TIME END AS happened,  -- a time of day that is none costs the hour only
      md5(concat_ws(chr(31), coalesce(moment(date)::DATE::VARCHAR, clean(date), ''), coalesce(whole(harm)::VARCHAR, ''),
        coalesce(try_cast(number(lon) AS DECIMAL(12,6))::VARCHAR, ''), coalesce(try_cast(number(lat) AS DECIMAL(12,6))::VARCHAR, ''))) AS print
    FROM bronze
  )
  WINDOW ids AS (PARTITION BY _object, clean(id))
)

-- feed: us_accidents
-- Severity there is the trouble for traffic. Whether somebody was hurt is not told.
SELECT
  CASE WHEN unusable THEN 'row-' || print ELSE clean(id) END AS accident_id,
  unusable                                                AS id_is_unusable,
  'us-accidents'                                          AS origin,
  strftime(happened, '%Y')                                      AS year,
  happened                                                    AS time,
  hour(happened)::INTEGER                                       AS hour,
  isodow(happened)::INTEGER                                     AS dayofweek,
  month(happened)::INTEGER                                      AS month,
  CASE WHEN nowhere THEN NULL ELSE number(lat) END        AS lat,
  CASE WHEN nowhere THEN NULL ELSE number(lon) END        AS lon,
  NULL::INTEGER                                           AS severity,
  whole(impact)                                           AS traffic_impact,
  NULL::INTEGER                                           AS vehicles,
  NULL::INTEGER                                           AS casualties,
  CASE lower(clean(light)) WHEN 'day' THEN 'daylight' WHEN 'night' THEN 'dark' END AS light,
  CASE WHEN sky IS NULL THEN NULL
       ELSE CASE WHEN regexp_matches(sky, 'snow|sleet|ice|wintry|hail') THEN 'snow' WHEN regexp_matches(sky, 'rain|drizzle|shower|storm|thunder') THEN 'rain'
                 WHEN regexp_matches(sky, 'fog|mist|haze|smoke') THEN 'fog' WHEN regexp_matches(sky, 'fair|clear|cloud|overcast') THEN 'fine' ELSE 'other' END
            || CASE WHEN regexp_matches(sky, 'wind') AND regexp_matches(sky, 'snow|sleet|wintry|rain|drizzle|shower|fair|clear|cloud|overcast') AND NOT regexp_matches(sky, 'fog|mist|haze|smoke') THEN ', windy' ELSE '' END
       END                                                AS weather,
  NULL::VARCHAR                                           AS surface,
  CASE WHEN flag(roundabout) THEN 'roundabout' END        AS road_type,
  NULL::INTEGER                                           AS speed_limit,
  NULL::VARCHAR                                           AS area,
  NULL::VARCHAR                                           AS kind,
  COLUMNS('^_')
FROM (
  SELECT *,
    {unusable},
    {nowhere}
  FROM (
    SELECT *, moment(date) AS happened, lower(clean(weather)) AS sky,
      md5(concat_ws(chr(31), coalesce(moment(date)::VARCHAR, clean(date), ''), coalesce(whole(impact)::VARCHAR, ''), coalesce(try_cast(number(lon) AS DECIMAL(12,6))::VARCHAR, ''), coalesce(try_cast(number(lat) AS DECIMAL(12,6))::VARCHAR, ''))) AS print
    FROM bronze
  )
  WINDOW ids AS (PARTITION BY _object, clean(id))
)

-- feed: belgrade
-- One accident of two kinds, or of two details of a kind, stands there on two rows: same id, time, place and damage. They are one, with both kinds.
SELECT
  CASE WHEN unusable THEN 'row-' || print ELSE clean(id) END AS accident_id,
  unusable                                                AS id_is_unusable,
  'belgrade'                                              AS origin,
  strftime(happened, '%Y')                                      AS year,
  happened                                                    AS time,
  hour(happened)::INTEGER                                       AS hour,
  isodow(happened)::INTEGER                                     AS dayofweek,
  month(happened)::INTEGER                                      AS month,
  CASE WHEN nowhere THEN NULL ELSE number(lat) END        AS lat,
  CASE WHEN nowhere THEN NULL ELSE number(lon) END        AS lon,
  CASE lower(clean(harm)) WHEN 'sa mat.stetom' THEN 1 WHEN 'sa povredjenim' THEN 2 WHEN 'sa poginulim' THEN 3 END AS severity,
  NULL::INTEGER                                           AS traffic_impact,
  CASE WHEN contains(upper(kinds), 'NAJMANJE DVA') THEN 2 WHEN contains(upper(kinds), 'JEDNIM VOZILOM') THEN 1 END AS vehicles,  -- "at least two"
  NULL::INTEGER                                           AS casualties,
  NULL::VARCHAR                                           AS light,
  NULL::VARCHAR                                           AS weather,
  NULL::VARCHAR                                           AS surface,
  NULL::VARCHAR                                           AS road_type,
  NULL::INTEGER                                           AS speed_limit,
  NULL::VARCHAR                                           AS area,
  kinds                                                   AS kind,
  COLUMNS('^_')
FROM (
  SELECT *,
    {unusable},
    {nowhere},
    array_to_string(list_sort(list_distinct(list(clean(kind)) OVER (PARTITION BY _object, clean(id), print))), '; ') AS kinds
  FROM (
    SELECT *,
      moment(date) AS happened,
      md5(concat_ws(chr(31), coalesce(moment(date)::VARCHAR, clean(date), ''), coalesce(try_cast(number(lon) AS DECIMAL(12,6))::VARCHAR, ''), coalesce(try_cast(number(lat) AS DECIMAL(12,6))::VARCHAR, ''), coalesce(lower(clean(harm)), ''))) AS print
    FROM bronze
  )
  WINDOW ids AS (PARTITION BY _object, clean(id))
)

-- feed: stats19_vehicles
SELECT
  CASE WHEN unusable OR ruined(reference) THEN 'row-' || print || '-' || twin ELSE clean(id) || '/' || whole(reference) END AS vehicle_id,
  CASE WHEN unusable THEN NULL ELSE clean(id) END         AS accident_id,
  whole(reference)                                                    AS reference,
  CASE WHEN whole(type) = 1 THEN 'pedal cycle' WHEN whole(type) IN (2, 3, 4, 5, 23, 97, 103, 104, 105, 106) THEN 'motorcycle' WHEN whole(type) IN (8, 9, 108, 109) THEN 'car'
       WHEN whole(type) IN (10, 11, 110) THEN 'bus' WHEN whole(type) IN (19, 20, 21, 98, 113) THEN 'goods vehicle' WHEN whole(type) IN (16, 17, 18, 22, 90) THEN 'other' END AS type,
  CASE clean(sex) WHEN '1' THEN 'male' WHEN '2' THEN 'female' END AS driver_sex,
  nullif(whole(age), -1)                                              AS driver_age,
  CASE clean(age_band) WHEN '1' THEN '0-5' WHEN '2' THEN '6-10' WHEN '3' THEN '11-15' WHEN '4' THEN '16-20' WHEN '5' THEN '21-25' WHEN '6' THEN '26-35' WHEN '7' THEN '36-45'
                      WHEN '8' THEN '46-55' WHEN '9' THEN '56-65' WHEN '10' THEN '66-75' WHEN '11' THEN 'over 75' END AS driver_age_band,
  COLUMNS('^_')
FROM (
  SELECT *, {twin},
    {unusable}
  FROM (SELECT *, md5(concat_ws(chr(31), coalesce(CASE WHEN ruined(id) THEN whole(id)::VARCHAR END, clean(id), ''), coalesce(whole(reference)::VARCHAR, clean(reference), ''), coalesce(whole(type)::VARCHAR, clean(type), ''))) AS print FROM bronze)
  WINDOW ids AS (PARTITION BY _object, clean(id), whole(reference))
)

-- feed: stats19_casualties
SELECT
  CASE WHEN unusable OR ruined(vehicle) OR ruined(reference) THEN 'row-' || print || '-' || twin ELSE clean(id) || '/' || whole(vehicle) || '/' || whole(reference) END AS casualty_id,
  CASE WHEN unusable THEN NULL ELSE clean(id) END         AS accident_id,
  CASE WHEN NOT unusable THEN clean(id) || '/' || whole(vehicle) END AS vehicle_id,
  whole(reference)                                                    AS reference,
  CASE clean(class) WHEN '1' THEN 'driver or rider' WHEN '2' THEN 'passenger' WHEN '3' THEN 'pedestrian' END AS class,
  CASE whole(severity) WHEN 1 THEN 3 WHEN 2 THEN 2 WHEN 3 THEN 1 END AS severity,
  CASE clean(sex) WHEN '1' THEN 'male' WHEN '2' THEN 'female' END AS sex,
  nullif(whole(age), -1)                                              AS age,
  CASE clean(age_band) WHEN '1' THEN '0-5' WHEN '2' THEN '6-10' WHEN '3' THEN '11-15' WHEN '4' THEN '16-20' WHEN '5' THEN '21-25' WHEN '6' THEN '26-35' WHEN '7' THEN '36-45'
                      WHEN '8' THEN '46-55' WHEN '9' THEN '56-65' WHEN '10' THEN '66-75' WHEN '11' THEN 'over 75' END AS age_band,
  COLUMNS('^_')
FROM (
  SELECT *, {twin},
    {unusable}
  FROM (SELECT *, md5(concat_ws(chr(31), coalesce(CASE WHEN ruined(id) THEN whole(id)::VARCHAR END, clean(id), ''), coalesce(whole(vehicle)::VARCHAR, clean(vehicle), ''), coalesce(whole(reference)::VARCHAR, clean(reference), ''),
    coalesce(whole(class)::VARCHAR, clean(class), ''), coalesce(whole(severity)::VARCHAR, ''))) AS print FROM bronze)
  WINDOW ids AS (PARTITION BY _object, clean(id), whole(vehicle), whole(reference))
)
