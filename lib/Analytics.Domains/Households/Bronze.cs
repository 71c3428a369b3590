using Analytics.Engine;

namespace Analytics.Domains.Households;

/// <summary>
/// The survey's columns under names of one style; the spellings of the file, its mistakes included, stand beside them.
/// Two headers occur twice (local currency first, then US dollars); spreadsheet tools write the second as <c>name.1</c>.
/// Places, officers and devices of a submission are in no layout: they stay in Bronze.
/// </summary>
internal static class Bronze
{
    /// <summary>Places that a survey may name. All others are kept and counted.</summary>
    public static readonly string[] Districts = ["Kanungu", "Mitooma", "Rubanda", "Rukungiri"];

    /// <summary>Answers that stand for no answer, in every column of numbers, flags and codes.</summary>
    public static readonly string[] NoAnswer = ["-99", "99", "-999", "999", "`"];

    public static Source Survey { get; } =
        new(
            "survey",
            new Layout(
                "assessment",
                "!district",
                "cluster",
                "village",
                "!household_id:id|HouseHoldID",
                "!household_size:number|HouseholdSize",
                "time_to_opd:number|TimeToOPD",
                "time_to_water:number|TimeToWater",
                "agriculture_land:number|AgricultureLand",
                "season1_crops_planted:number|Season1CropsPlanted",
                "season2_crops_planted:number|Season2CropsPlanted",
                "perennial_crops_grown:number|PerennialCropsGrown",
                "vsla_profits:number",
                "vsla_profits_usd:number|VSLA_Profits#2|VSLA_Profits.1",
                "season1_vegetable_income:number|Season1VegetableIncome",
                "season2_vegetable_income:number|Season2VegatableIncome|Season2VegetableIncome",
                "vegetable_income:number|VegetableIncome",
                "season1_vegetable_value:number|Season1VegetableValue",
                "season2_vegetable_value:number|Season2VegetableValue",
                "seasonal_vegetable_value:number|SeasonalVegetableValue",
                "formal_employment:number|FormalEmployment",
                "business_income:number|PersonalBusinessAndSelfEmployment",
                "casual_labour:number|CasualLabour",
                "remittances_and_gifts:number|RemittancesAndGifts",
                "rent_income:number|RentIncome",
                "season1_crop_income:number|Season1CropIncome",
                "season2_crop_income:number|Season2CropIncome",
                "seasonal_crop_income:number|SeasonalCropIncome",
                "perennial_crop_income:number|PerenialCropIncome|PerennialCropIncome",
                "livestock_income:number|LivestockIncome",
                "season1_agric_value:number|Season1AgricValue",
                "season2_agric_value:number|Season2AgricValue",
                "seasonal_agric_value:number|SeasonalAgricValue",
                "perennial_agric_value:number|PerennialAgricValue",
                "agric_value:number|AgricValue",
                "livestock_income_consumed:number|LivestockIncomeConsumed",
                "livestock_asset_value:number|LivestockAssetValue",
                "household_income:number|HouseholdIcome|HouseholdIncome",
                "consumption_residues:number|Consumption+Residues",
                "income_consumption_residues:number|HHIncome+Consumption+Residues",
                "income_consumption_assets_residues:number|HHIncome+Consumption+Assets+Residues",
                "assets:number",
                "assets_usd:number|Assets#2|Assets.1",
                "household_income_per_day:number|HHIncome/Day",
                "consumption_per_day:number|Consumption/Day",
                "!income_per_day:number|HHIncome+Consumption+Residues/Day",
                "income_assets_per_day:number|HHIncome+Consumption+Assets+Residues/Day",
                "hhh_sex:number",
                "hhh_read_write:flag",
                "material_walls:number",
                "radios_owned:number",
                "phones_owned:number",
                "business_number:number",
                "work_casual:flag",
                "work_salaried:number",
                "save_mode_7:flag",
                "loan_from",
                "perennial_cropping:flag",
                "household_fertilizer:number",
                "daily_meals:number",
                "latrine_constructed:flag",
                "tippy_tap_available:flag",
                "soap_ash_available:flag",
                "standard_hangline:flag",
                "kitchen_house:flag",
                "bathroom_constructed:flag",
                "swept_compound:flag",
                "dish_rack_present:flag",
                "composts:number",
                "non_bio_waste_mgt_present:flag",
                "apply_liquid_manure:flag",
                "organic_pesticide_expenditure:number",
                "water_control_practise:flag",
                "soil_management:flag",
                "food_banana_wilt_diseases",
                "postharvest_food_storage:flag"
            )
            {
                NoAnswer = NoAnswer,
                Coded = ["loan_from"],
            }
        );
}
