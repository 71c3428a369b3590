using System.Globalization;
using Analytics.Engine;

namespace Analytics.Domains.Households;

/// <summary>
/// Makes a survey of households that differ: by district and cluster, by land, schooling and kinds of work. Incomes follow from these,
/// and the day's income from the incomes, so that the honest features tell something and the amounts tell all. Dirt as found.
/// </summary>
internal static class SampleGenerator
{
    /// <summary>The header as the survey wrote it, double and misspelt names included, and columns that must not leave Bronze.</summary>
    private const string Header =
        "District,Cluster,Village,HouseHoldID,HouseholdSize,TimeToOPD,TimeToWater,AgricultureLand,Season1CropsPlanted,Season2CropsPlanted,PerennialCropsGrown,"
        + "VSLA_Profits,VSLA_Profits,Season1VegetableIncome,Season2VegatableIncome,VegetableIncome,Season1VegetableValue,Season2VegetableValue,SeasonalVegetableValue,"
        + "FormalEmployment,PersonalBusinessAndSelfEmployment,CasualLabour,RemittancesAndGifts,RentIncome,Season1CropIncome,Season2CropIncome,SeasonalCropIncome,"
        + "PerenialCropIncome,LivestockIncome,Season1AgricValue,Season2AgricValue,SeasonalAgricValue,PerennialAgricValue,AgricValue,LivestockIncomeConsumed,"
        + "LivestockAssetValue,HouseholdIcome,Consumption+Residues,HHIncome+Consumption+Residues,HHIncome+Consumption+Assets+Residues,Assets,Assets,HHIncome/Day,"
        + "Consumption/Day,HHIncome+Consumption+Residues/Day,HHIncome+Consumption+Assets+Residues/Day,hhh_sex,hhh_read_write,Material_walls,radios_owned,phones_owned,"
        + "business_number,work_casual,work_salaried,save_mode_7,Loan_from,perennial_cropping,household_fertilizer,daily_meals,latrine_constructed,tippy_tap_available,"
        + "soap_ash_available,standard_hangline,kitchen_house,bathroom_constructed,swept_compound,dish_rack_present,composts,non_bio_waste_mgt_present,apply_liquid_manure,"
        + "organic_pesticide_expenditure,water_control_practise,soil_management,food_banana_wilt_diseases,postharvest_food_storage,officer_id,device_id";

    public static IReadOnlyList<SampleFile> Files(SampleOptions options) =>
        [new("survey", "survey.csv.gz", writer => Survey(writer, options))];

    private static void Survey(TextWriter writer, SampleOptions options)
    {
        writer.Write(Header);
        writer.Write('\n');
        for (var row = 0L; row < options.Rows; row++)
        {
            var r = new SampleRandom(options.Seed, row);
            var household = SampleHousehold.Of(options.Seed, row);
            writer.Write(
                string.Join(
                    ',',
                    [
                        .. Place(r, row, household),
                        .. household.Farming(),
                        .. household.Money(),
                        .. household.Answers(),
                        Invariant($"O-{r.Whole(190, 1, 40)}"),
                        Invariant($"D-{r.Whole(191, 1, 60)}"),
                    ]
                )
            );
            writer.Write('\n');
        }
    }

    private static string[] Place(SampleRandom r, long row, SampleHousehold household)
    {
        // One id in a hundred was given twice; a few sizes cannot be; a district is typed by hand now and then.
        var id = r.Chance(180, 0.01) && row > 0 ? row - 1 : row;
        var district = Bronze.Districts[household.District];
        return
        [
            r.Chance(181, 0.01) ? " " + district.ToUpperInvariant() + " " : district,
            FormattableString.Invariant($"C-{household.District}{household.Cluster}"),
            FormattableString.Invariant($"V-{household.District}{household.Cluster}{household.Village:00}"),
            FormattableString.Invariant($"H-{id:000000}"),
            r.Chance(182, 0.001) ? "0" : household.Size.ToString(CultureInfo.InvariantCulture),
        ];
    }
}
