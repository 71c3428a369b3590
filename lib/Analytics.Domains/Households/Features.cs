using Analytics.Engine;

namespace Analytics.Domains.Households;

/// <summary>The model's tables: entity key assessment_id, target vulnerable; one without any income, one with them.</summary>
internal static class Features
{
    /// <summary>What a household is and where.</summary>
    public static readonly string[] Household =
    [
        "district",
        "cluster",
        "household_size",
        "size_category",
        "time_to_opd",
        "time_to_water",
        "hhh_sex",
        "hhh_read_write",
    ];

    /// <summary>What it farms.</summary>
    public static readonly string[] Farm =
    [
        "agriculture_land",
        "land_per_head",
        "season1_crops_planted",
        "season2_crops_planted",
        "perennial_crops_grown",
        "crops_total",
        "crops_per_acre",
        "crops_per_head",
        "perennial_cropping",
        "household_fertilizer",
        "composts",
        "apply_liquid_manure",
        "uses_pesticide",
        "soil_management",
        "wilt_controls",
        "wilt_asked",
        "postharvest_food_storage",
        "practice_score",
    ];

    /// <summary>How it earns and saves, without the amounts.</summary>
    public static readonly string[] Livelihood =
    [
        "business_number",
        "work_casual",
        "work_salaried",
        "save_mode_7",
        "has_loan",
        "loan_from",
        "livelihood_diversity",
    ];

    /// <summary>What it owns and how it lives.</summary>
    public static readonly string[] Living =
    [
        "material_walls",
        "radios_owned",
        "phones_owned",
        "phones_per_head",
        "daily_meals",
        "latrine_constructed",
        "tippy_tap_available",
        "soap_ash_available",
        "standard_hangline",
        "kitchen_house",
        "bathroom_constructed",
        "swept_compound",
        "dish_rack_present",
        "non_bio_waste_mgt_present",
        "asset_score",
        "hygiene_score",
        "infrastructure_score",
        "total_score",
    ];

    /// <summary>Amounts of money: parts of the target.</summary>
    public static readonly string[] Incomes =
    [
        "seasonal_crop_income",
        "perennial_crop_income",
        "vegetable_income",
        "livestock_income",
        "formal_employment",
        "business_income",
        "casual_labour",
        "remittances_and_gifts",
        "rent_income",
        "vsla_profits_usd",
        "agric_value",
        "livestock_asset_value",
        "household_income",
        "consumption_residues",
    ];

    private static readonly SqlFile s_sql = SqlFile.Beside(typeof(Features), "Features.sql");

    private static readonly HashSet<string> s_texts = new(["district", "cluster", "size_category", "loan_from"], StringComparer.Ordinal);

    private static readonly HashSet<string> s_fractions = new(
        [
            "time_to_opd",
            "time_to_water",
            "agriculture_land",
            "land_per_head",
            "crops_per_acre",
            "crops_per_head",
            "phones_per_head",
            "composts",
        ],
        StringComparer.Ordinal
    );

    private static readonly Field[] s_honest =
    [
        Field.Text("assessment_id").Key(),
        Field.Text("household_id", "The entity: all its assessments fall on one side of a split.").Required(),
        Field.Bool("vulnerable", "Target: Struggling or Severely Struggling; null without an income, and then left out of training."),
        .. Household
            .Concat(Farm)
            .Concat(Livelihood)
            .Concat(Living)
            .Select(name =>
                s_texts.Contains(name) ? Field.Text(name)
                : s_fractions.Contains(name) ? Field.Double(name)
                : Field.Int(name)
            ),
    ];

    public static IReadOnlyList<Table> Tables { get; } =
    [
        new DerivedTable("honest", Layer.Gold, new Contract(s_honest), s_sql["honest"])
        {
            Meaning = "One row per assessment: what a visitor sees and asks, without any amount of money.",
        },
        new DerivedTable(
            "as_published",
            Layer.Gold,
            new Contract([.. s_honest, .. Incomes.Select(name => Field.Double(name, "US dollars a year."))]),
            s_sql["as_published"]
        )
        {
            Meaning = "As honest, and the incomes that the target is the sum of: shows what a leak is worth.",
        },
    ];
}
