using System.Security.Cryptography;
using System.Text;
using Analytics.Engine;

namespace Analytics.Domains.Households;

/// <summary>The contract of the clean assessments; their SQL stands in Silver.sql.</summary>
internal static class Silver
{
    /// <summary>The words of the target, from best to worst.</summary>
    public static readonly string[] Status = ["On Track", "At Risk", "Struggling", "Severely Struggling"];

    private static readonly SqlFile s_sql = SqlFile.Beside(typeof(Silver), "Silver.sql");

    private static readonly string[] s_dollars =
    [
        "vsla_profits_usd",
        "season1_vegetable_income",
        "season2_vegetable_income",
        "vegetable_income",
        "season1_vegetable_value",
        "season2_vegetable_value",
        "seasonal_vegetable_value",
        "formal_employment",
        "business_income",
        "casual_labour",
        "remittances_and_gifts",
        "rent_income",
        "season1_crop_income",
        "season2_crop_income",
        "seasonal_crop_income",
        "perennial_crop_income",
        "livestock_income",
        "season1_agric_value",
        "season2_agric_value",
        "seasonal_agric_value",
        "perennial_agric_value",
        "agric_value",
        "livestock_income_consumed",
        "livestock_asset_value",
        "household_income",
        "consumption_residues",
        "income_consumption_residues",
        "income_consumption_assets_residues",
        "assets_usd",
    ];

    private static readonly string[] s_flags =
    [
        "hhh_read_write",
        "work_casual",
        "save_mode_7",
        "perennial_cropping",
        "latrine_constructed",
        "tippy_tap_available",
        "soap_ash_available",
        "standard_hangline",
        "kitchen_house",
        "bathroom_constructed",
        "swept_compound",
        "dish_rack_present",
        "non_bio_waste_mgt_present",
        "apply_liquid_manure",
        "water_control_practise",
        "soil_management",
        "postharvest_food_storage",
    ];

    private static readonly Field[] s_fields =
    [
        Field
            .Text("assessment_id", "Salted hash of district, household, size and income; the key, because household ids repeat.")
            .Key()
            .Matches("[0-9a-f]{64}"),
        Field.Id("household_id", "Salted hash of the household's id.").Required(),
        Field.Text("district").Required().OneOf(Bronze.Districts),
        Field.Text("cluster", "Salted hash of the cluster's name."),
        Field.Text("village", "Salted hash of the village's name."),
        Field.Int("household_size", "People; null where nobody answered.").Range(1, 30),
        Field.Double("time_to_opd", "Minutes to the nearest out-patient department.").Range(0, 1440),
        Field.Double("time_to_water", "Minutes to water.").Range(0, 1440),
        Field.Double("agriculture_land", "Acres.").Range("0", null),
        Field.Int("season1_crops_planted").Range(0, 50),
        Field.Int("season2_crops_planted").Range(0, 50),
        Field.Int("perennial_crops_grown").Range(0, 50),
        Field.Decimal("vsla_profits", 18, 2, "Profits of the savings group a year, local currency."),
        Field.Decimal("assets", 18, 2, "Livestock owned, local currency."),
        .. s_dollars.Select(name => Field.Decimal(name, 18, 6, "US dollars a year.")),
        Field.Double("household_income_per_day", "US dollars."),
        Field.Double("consumption_per_day", "US dollars."),
        Field.Double(
            "income_per_day",
            "Income, consumption and residues per day, US dollars: what the status is made of; null where nobody answered."
        ),
        Field.Double("income_assets_per_day", "US dollars."),
        .. s_flags.Select(name => Field.Bool(name)),
        Field.Int("hhh_sex", "Head of the household: 1 male, 2 female.").Plausible(1, 2),
        Field.Int("material_walls", "Code of the questionnaire."),
        Field.Int("radios_owned").Plausible(0, 10),
        Field.Int("phones_owned").Plausible(0, 20),
        Field.Int("business_number").Plausible(0, 20),
        Field.Int("work_salaried").Plausible(0, 20),
        Field.Int("household_fertilizer", "Code of the questionnaire."),
        Field.Int("daily_meals").Plausible(0, 5),
        Field.Text("loan_from", "Codes of the questionnaire."),
        Field.Double("composts", "0, 0.5 or 1.").Range(0, 1),
        Field.Decimal("organic_pesticide_expenditure", 18, 2, "Local currency."),
        Field.Text("food_banana_wilt_diseases", "Codes of the questionnaire, separated by blanks."),
        Field.Int("codes_nulled", "Answers of this row that were codes for no answer and became null.").Computed().Required(),
        Field.Text("status", "By income per day: 2.15, 1.77, 1.25 US dollars; null without one.").Computed().OnlyOneOf(Status),
        Field.Bool("vulnerable", "Struggling or Severely Struggling; null without an income.").Computed(),
        Field.Text("priority", "critical, high, medium or low; null without an income.").Computed(),
    ];

    public static IReadOnlyList<Table> Tables { get; } =
    [
        new SilverTable(
            "assessments",
            new Contract([
                .. s_fields.Select(field => field.Raw is null || field.Type == "VARCHAR" ? field : field.MissingIs(Bronze.NoAnswer)),
            ])
            {
                Gates =
                [
                    new QuarantineShare(0.05),
                    new RowBaseline(),
                    new VanishedGroups("district"),
                    new TableRule(
                        "household ids repeat",
                        "SELECT count(*) - count(DISTINCT household_id) FROM candidate",
                        0,
                        0,
                        Severity.Warn
                    ),
                ],
            },
            [new Feed("assessment", s_sql["assessments"].Replace("{salt}", Salt(), StringComparison.Ordinal))]
        )
        {
            Meaning = "One assessment of one household.",
        },
    ];

    /// <summary>
    /// A hash of the secret ANALYTICS_SALT, so that the secret itself stands in no statement and no message. Without it a fixed word
    /// that everybody can read here is used: enough for samples, not for data of people.
    /// </summary>
    private static string Salt() =>
        Convert.ToHexStringLower(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(
                    Environment.GetEnvironmentVariable("ANALYTICS_SALT") is { Length: > 0 } salt ? salt : "analytics sample"
                )
            )
        );
}
