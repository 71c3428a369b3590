-- Features: one row per assessment. honest: what can be seen or asked in a visit, without any income, value or price.
-- as_published: the same and the incomes, of which the target is made; it shows what a leak is worth.

-- table: honest
WITH seen AS (
  SELECT *,
    season1_crops_planted + season2_crops_planted + perennial_crops_grown AS crops_total,
    coalesce(tippy_tap_available, false)::INTEGER + coalesce(soap_ash_available, false)::INTEGER + coalesce(standard_hangline, false)::INTEGER
      + coalesce(dish_rack_present, false)::INTEGER + coalesce(swept_compound, false)::INTEGER + coalesce(non_bio_waste_mgt_present, false)::INTEGER AS hygiene_score,
    coalesce(latrine_constructed, false)::INTEGER + coalesce(kitchen_house, false)::INTEGER + coalesce(bathroom_constructed, false)::INTEGER
      + (coalesce(material_walls, 0) = 1)::INTEGER AS infrastructure_score,
    (coalesce(radios_owned, 0) > 0)::INTEGER + least(coalesce(phones_owned, 0), 3) + (coalesce(agriculture_land, 0) > 1)::INTEGER AS asset_score,
    coalesce(work_casual, false)::INTEGER + (coalesce(work_salaried, 0) > 0)::INTEGER + (coalesce(business_number, 0) > 0)::INTEGER
      + (season1_crops_planted + season2_crops_planted > 0)::INTEGER + coalesce(perennial_cropping, false)::INTEGER AS livelihood_diversity,
    coalesce(apply_liquid_manure, false)::INTEGER + coalesce(soil_management, false)::INTEGER + coalesce(postharvest_food_storage, false)::INTEGER
      + (coalesce(composts, 0) > 0)::INTEGER + (household_fertilizer IS NOT NULL)::INTEGER AS practice_score
  FROM silver.assessments
)
SELECT
  assessment_id,
  household_id,
  vulnerable,                                             -- the target
  district,
  coalesce(cluster, 'UNKNOWN')                            AS cluster,
  household_size,
  CASE WHEN household_size IS NULL THEN NULL WHEN household_size <= 3 THEN 'small' WHEN household_size <= 6 THEN 'medium' WHEN household_size <= 8 THEN 'large' ELSE 'very large' END AS size_category,
  time_to_opd,
  time_to_water,
  agriculture_land,
  round(agriculture_land / household_size, 4)             AS land_per_head,
  season1_crops_planted,
  season2_crops_planted,
  perennial_crops_grown,
  crops_total,
  round(crops_total / nullif(agriculture_land, 0), 4)     AS crops_per_acre,
  round(crops_total / household_size, 4)                  AS crops_per_head,
  hhh_sex,
  hhh_read_write::INTEGER                                 AS hhh_read_write,
  material_walls,
  radios_owned,
  phones_owned,
  round(phones_owned / household_size, 4)                 AS phones_per_head,
  business_number,
  work_casual::INTEGER                                    AS work_casual,
  work_salaried,
  save_mode_7::INTEGER                                    AS save_mode_7,
  (loan_from IS NOT NULL)::INTEGER                        AS has_loan,
  coalesce(loan_from, 'NONE')                             AS loan_from,
  perennial_cropping::INTEGER                             AS perennial_cropping,
  coalesce(household_fertilizer, 0)                       AS household_fertilizer,
  daily_meals,
  latrine_constructed::INTEGER                            AS latrine_constructed,
  tippy_tap_available::INTEGER                            AS tippy_tap_available,
  soap_ash_available::INTEGER                             AS soap_ash_available,
  standard_hangline::INTEGER                              AS standard_hangline,
  kitchen_house::INTEGER                                  AS kitchen_house,
  bathroom_constructed::INTEGER                           AS bathroom_constructed,
  swept_compound::INTEGER                                 AS swept_compound,
  dish_rack_present::INTEGER                              AS dish_rack_present,
  composts,
  non_bio_waste_mgt_present::INTEGER                      AS non_bio_waste_mgt_present,
  apply_liquid_manure::INTEGER                            AS apply_liquid_manure,
  (coalesce(organic_pesticide_expenditure, 0) > 0)::INTEGER AS uses_pesticide,
  soil_management::INTEGER                                AS soil_management,
  len(string_split(coalesce(food_banana_wilt_diseases, ''), ' ')) AS wilt_controls,
  (food_banana_wilt_diseases IS NOT NULL)::INTEGER        AS wilt_asked,
  postharvest_food_storage::INTEGER                       AS postharvest_food_storage,
  asset_score,
  hygiene_score,
  infrastructure_score,
  livelihood_diversity,
  practice_score,
  asset_score + hygiene_score + infrastructure_score + livelihood_diversity + practice_score AS total_score
FROM seen
ORDER BY assessment_id

-- table: as_published
SELECT
  h.*,
  a.seasonal_crop_income::DOUBLE    AS seasonal_crop_income,
  a.perennial_crop_income::DOUBLE   AS perennial_crop_income,
  a.vegetable_income::DOUBLE        AS vegetable_income,
  a.livestock_income::DOUBLE        AS livestock_income,
  a.formal_employment::DOUBLE       AS formal_employment,
  a.business_income::DOUBLE         AS business_income,
  a.casual_labour::DOUBLE           AS casual_labour,
  a.remittances_and_gifts::DOUBLE   AS remittances_and_gifts,
  a.rent_income::DOUBLE             AS rent_income,
  a.vsla_profits_usd::DOUBLE        AS vsla_profits_usd,
  a.agric_value::DOUBLE             AS agric_value,
  a.livestock_asset_value::DOUBLE   AS livestock_asset_value,
  a.household_income::DOUBLE        AS household_income,
  a.consumption_residues::DOUBLE    AS consumption_residues
FROM gold.honest h JOIN silver.assessments a USING (assessment_id)
ORDER BY h.assessment_id
