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

    public static Source Survey { get; } = new("survey", new Layout("assessment",
        "!district", "cluster", "village", "!household_id|HouseHoldID", "!household_size|HouseholdSize", "time_to_opd|TimeToOPD", "time_to_water|TimeToWater",
        "agriculture_land|AgricultureLand", "season1_crops_planted|Season1CropsPlanted", "season2_crops_planted|Season2CropsPlanted",
        "perennial_crops_grown|PerennialCropsGrown", "vsla_profits", "vsla_profits_usd|VSLA_Profits#2|VSLA_Profits.1",
        "season1_vegetable_income|Season1VegetableIncome", "season2_vegetable_income|Season2VegatableIncome|Season2VegetableIncome",
        "vegetable_income|VegetableIncome", "season1_vegetable_value|Season1VegetableValue", "season2_vegetable_value|Season2VegetableValue",
        "seasonal_vegetable_value|SeasonalVegetableValue", "formal_employment|FormalEmployment",
        "business_income|PersonalBusinessAndSelfEmployment", "casual_labour|CasualLabour", "remittances_and_gifts|RemittancesAndGifts",
        "rent_income|RentIncome", "season1_crop_income|Season1CropIncome", "season2_crop_income|Season2CropIncome",
        "seasonal_crop_income|SeasonalCropIncome", "perennial_crop_income|PerenialCropIncome|PerennialCropIncome",
        "livestock_income|LivestockIncome", "season1_agric_value|Season1AgricValue", "season2_agric_value|Season2AgricValue",
        "seasonal_agric_value|SeasonalAgricValue", "perennial_agric_value|PerennialAgricValue", "agric_value|AgricValue",
        "livestock_income_consumed|LivestockIncomeConsumed", "livestock_asset_value|LivestockAssetValue",
        "household_income|HouseholdIcome|HouseholdIncome", "consumption_residues|Consumption+Residues",
        "income_consumption_residues|HHIncome+Consumption+Residues", "income_consumption_assets_residues|HHIncome+Consumption+Assets+Residues",
        "assets", "assets_usd|Assets#2|Assets.1", "household_income_per_day|HHIncome/Day", "consumption_per_day|Consumption/Day",
        "!income_per_day|HHIncome+Consumption+Residues/Day", "income_assets_per_day|HHIncome+Consumption+Assets+Residues/Day",
        "hhh_sex", "hhh_read_write", "material_walls", "radios_owned", "phones_owned", "business_number", "work_casual", "work_salaried",
        "save_mode_7", "loan_from", "perennial_cropping", "household_fertilizer", "daily_meals", "latrine_constructed", "tippy_tap_available",
        "soap_ash_available", "standard_hangline", "kitchen_house", "bathroom_constructed", "swept_compound", "dish_rack_present", "composts",
        "non_bio_waste_mgt_present", "apply_liquid_manure", "organic_pesticide_expenditure", "water_control_practise", "soil_management",
        "food_banana_wilt_diseases", "postharvest_food_storage"));
}
