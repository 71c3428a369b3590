-- Gold: what people ask of the households. Sums are of decimals and shares of whole counts: the same bits on any number of threads.

-- table: by_district
SELECT
  district,
  count(*)                                                   AS households,
  coalesce(sum(household_size), 0)::BIGINT                   AS people,
  count(*) FILTER (WHERE vulnerable)                         AS vulnerable,
  round(count(*) FILTER (WHERE vulnerable) / nullif(count(vulnerable), 0), 4) AS share_vulnerable,
  count(*) FILTER (WHERE priority = 'critical')              AS critical,
  round(sum(income_per_day::DECIMAL(18,6))::DOUBLE / nullif(count(income_per_day), 0), 4) AS mean_income_per_day
FROM silver.assessments GROUP BY district ORDER BY district

-- table: by_status
SELECT
  coalesce(status, 'No answer')                              AS status,
  count(*)                                                   AS households,
  round(count(*) / (SELECT count(*) FROM silver.assessments), 4) AS share,
  coalesce(sum(household_size), 0)::BIGINT                   AS people,
  count(*) FILTER (WHERE priority = 'high')                  AS high_priority,
  round(sum(income_per_day::DECIMAL(18,6))::DOUBLE / nullif(count(income_per_day), 0), 4) AS mean_income_per_day,
  round(sum(agriculture_land::DECIMAL(18,6))::DOUBLE / nullif(count(agriculture_land), 0), 4) AS mean_land
FROM silver.assessments GROUP BY 1 ORDER BY 1

-- table: by_size
SELECT
  coalesce(least(household_size, 12), 0)::INTEGER            AS size,  -- 12 stands for 12 and more, 0 for no answer
  count(*)                                                   AS households,
  count(*) FILTER (WHERE vulnerable)                         AS vulnerable,
  round(count(*) FILTER (WHERE vulnerable) / nullif(count(vulnerable), 0), 4) AS share_vulnerable
FROM silver.assessments GROUP BY 1 ORDER BY 1

-- table: assets
WITH owned AS (
  SELECT vulnerable, 'radio' AS asset, coalesce(radios_owned, 0) > 0 AS has FROM silver.assessments UNION ALL
  SELECT vulnerable, 'phone', coalesce(phones_owned, 0) > 0 FROM silver.assessments UNION ALL
  SELECT vulnerable, 'livestock', coalesce(livestock_asset_value, 0) > 0 FROM silver.assessments UNION ALL
  SELECT vulnerable, 'land over 1 acre', coalesce(agriculture_land, 0) > 1 FROM silver.assessments UNION ALL
  SELECT vulnerable, 'latrine', coalesce(latrine_constructed, false) FROM silver.assessments UNION ALL
  SELECT vulnerable, 'kitchen', coalesce(kitchen_house, false) FROM silver.assessments UNION ALL
  SELECT vulnerable, 'bathroom', coalesce(bathroom_constructed, false) FROM silver.assessments UNION ALL
  SELECT vulnerable, 'tippy tap', coalesce(tippy_tap_available, false) FROM silver.assessments UNION ALL
  SELECT vulnerable, 'soap or ash', coalesce(soap_ash_available, false) FROM silver.assessments UNION ALL
  SELECT vulnerable, 'dish rack', coalesce(dish_rack_present, false) FROM silver.assessments
)
SELECT
  asset,
  count(*) FILTER (WHERE has)                                AS households,
  round(count(*) FILTER (WHERE has) / count(*), 4)           AS share,
  round(count(*) FILTER (WHERE has AND vulnerable) / nullif(count(vulnerable) FILTER (WHERE has), 0), 4)         AS vulnerable_with,
  round(count(*) FILTER (WHERE NOT has AND vulnerable) / nullif(count(vulnerable) FILTER (WHERE NOT has), 0), 4) AS vulnerable_without
FROM owned GROUP BY asset ORDER BY asset

-- table: livelihoods
WITH earned AS (
  SELECT vulnerable, 'seasonal crops' AS livelihood, seasonal_crop_income AS usd FROM silver.assessments UNION ALL
  SELECT vulnerable, 'perennial crops', perennial_crop_income FROM silver.assessments UNION ALL
  SELECT vulnerable, 'vegetables', vegetable_income FROM silver.assessments UNION ALL
  SELECT vulnerable, 'livestock', livestock_income FROM silver.assessments UNION ALL
  SELECT vulnerable, 'formal employment', formal_employment FROM silver.assessments UNION ALL
  SELECT vulnerable, 'own business', business_income FROM silver.assessments UNION ALL
  SELECT vulnerable, 'casual labour', casual_labour FROM silver.assessments UNION ALL
  SELECT vulnerable, 'remittances and gifts', remittances_and_gifts FROM silver.assessments UNION ALL
  SELECT vulnerable, 'rent', rent_income FROM silver.assessments UNION ALL
  SELECT vulnerable, 'savings group', vsla_profits_usd FROM silver.assessments
)
SELECT
  livelihood,
  count(*) FILTER (WHERE usd > 0)                            AS households,
  round(count(*) FILTER (WHERE usd > 0) / count(*), 4)       AS share,
  coalesce(sum(usd), 0)::DECIMAL(18,2)                       AS usd,
  round(count(*) FILTER (WHERE usd > 0 AND vulnerable) / nullif(count(vulnerable) FILTER (WHERE usd > 0), 0), 4)                AS vulnerable_with,
  round(count(*) FILTER (WHERE NOT coalesce(usd > 0, false) AND vulnerable) / nullif(count(vulnerable) FILTER (WHERE NOT coalesce(usd > 0, false)), 0), 4) AS vulnerable_without
FROM earned GROUP BY livelihood ORDER BY livelihood

-- table: quality
SELECT name AS "column", (total - present)::BIGINT AS missing, round((total - present) / total, 4)::DOUBLE AS share_missing
FROM (UNPIVOT (SELECT count(*) AS total, COUNT(COLUMNS(* EXCLUDE (_object))) FROM silver.assessments) ON COLUMNS(* EXCLUDE total) INTO NAME name VALUE present)
WHERE total > 0
ORDER BY name

-- table: validation
WITH judged AS (
  SELECT _object AS batch, *,
    count(*) OVER (PARTITION BY _object, household_id) > 1 AS repeated,
    season1_crops_planted + season2_crops_planted + perennial_crops_grown > 0 AND agriculture_land = 0 AS crops_without_land,
    agriculture_land > 5 AND income_per_day < 1 AS land_without_income,
    agriculture_land IS NULL OR time_to_water IS NULL OR time_to_opd IS NULL OR hhh_sex IS NULL AS essentials_missing,
    (CASE WHEN agriculture_land IS NULL THEN 0 ELSE 1 END + CASE WHEN time_to_water IS NULL THEN 0 ELSE 1 END + CASE WHEN time_to_opd IS NULL THEN 0 ELSE 1 END
      + CASE WHEN hhh_sex IS NULL THEN 0 ELSE 1 END + CASE WHEN phones_owned IS NULL THEN 0 ELSE 1 END + CASE WHEN daily_meals IS NULL THEN 0 ELSE 1 END) AS answered
  FROM silver.assessments
), counted AS (
  SELECT batch,
    count(*)                                                 AS households,
    round(sum(answered) / (6 * count(*)), 4)                 AS completeness,
    count(*) FILTER (WHERE essentials_missing)               AS essentials_missing,
    count(*) FILTER (WHERE repeated)                         AS repeated_ids,
    count(*) FILTER (WHERE crops_without_land)               AS crops_without_land,
    count(*) FILTER (WHERE land_without_income)              AS land_without_income,
    coalesce(sum(codes_nulled), 0)::BIGINT                   AS codes_nulled,
    round(sum(household_size) / nullif(count(household_size), 0), 4) AS mean_size,
    round(count(*) FILTER (WHERE vulnerable) / nullif(count(vulnerable), 0), 4) AS share_vulnerable,
    round(count(*) FILTER (WHERE essentials_missing OR crops_without_land OR land_without_income) / count(*), 4) AS share_failed
  FROM judged GROUP BY batch
)
SELECT *,
  coalesce(mean_size BETWEEN 2 AND 10 AND share_vulnerable BETWEEN 0.05 AND 0.95, false) AS plausible,
  share_failed < 0.05 AS valid
FROM counted ORDER BY batch
