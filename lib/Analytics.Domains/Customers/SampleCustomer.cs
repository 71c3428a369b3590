using Analytics.Engine;

namespace Analytics.Domains.Customers;

/// <summary>One purchase, or with a negative amount a refund.</summary>
internal sealed record SampleSale(string Id, string Customer, DateTime Time, decimal Amount, string Product, SampleRandom Chance);

/// <summary>A generated customer; the same options and number give the same one.</summary>
internal sealed record SampleCustomer(
    long Number,
    string Id,
    string Name,
    string Email,
    string Country,
    DateTime Joined,
    double PerDay,
    double LifeDays,
    double Basket,
    int Taste
)
{
    public const int Years = 2;

    private const int MostPurchases = 120;

    public static DateTime Opening { get; } = new(2023, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly Weighted<string> s_countries = new(
        ("France", 62),
        ("Belgique", 11),
        ("Suisse", 8),
        ("Canada", 7),
        ("Luxembourg", 4),
        ("Maroc", 4),
        ("Sénégal", 2),
        ("Allemagne", 2)
    );
    private static readonly string[] s_first =
    [
        "Camille",
        "Louis",
        "Inès",
        "Hugo",
        "Zoé",
        "Noah",
        "Léa",
        "Adam",
        "Chloé",
        "Aïcha",
        "Paul",
        "Manon",
        "Yanis",
        "Jeanne",
        "Théo",
        "Awa",
        "Marc",
        "Élise",
        "Omar",
        "Sofia",
    ];
    private static readonly string[] s_last =
    [
        "Martin",
        "Bernard",
        "Dubois",
        "Petit",
        "Durand",
        "Leroy",
        "Moreau",
        "Simon",
        "Laurent",
        "Lefèvre",
        "Garcia",
        "Diallo",
        "Roux",
        "Fournier",
        "Benali",
        "O'Brien",
        "Girard",
        "Peeters",
        "Favre",
        "Tremblay",
    ];

    private static readonly (string Name, double Price)[] s_products =
    [
        ("Café en grains 1 kg", 19),
        ("Théière en fonte", 48),
        ("Miel de lavande", 11),
        ("Nappe en lin", 65),
        ("Bougie parfumée", 24),
        ("Couteau d'office", 15),
        ("Cocotte 24 cm", 189),
        ("Huile d'olive 75 cl", 17),
        ("Savon d'Alep", 7),
        ("Carafe", 32),
        ("Coffret de Noël", 55),
        ("Panier en osier", 39),
    ];

    /// <summary>How busy each month is, January first, against an ordinary one.</summary>
    private static readonly double[] s_season = [0.72, 0.78, 0.85, 0.88, 0.95, 0.9, 0.75, 0.7, 1.0, 1.1, 1.45, 1.6];

    /// <summary>How busy each weekday is, Sunday first.</summary>
    private static readonly double[] s_week = [0.7, 0.9, 0.95, 1.0, 1.05, 1.15, 1.25];

    public static SampleCustomer Of(SampleOptions options, long number)
    {
        var r = new SampleRandom(options.Seed, number);
        var name = $"{s_first[r.Whole(0, 0, s_first.Length - 1)]} {s_last[r.Whole(1, 0, s_last.Length - 1)]}";
        var mail = new string([.. Plain(name.ToLowerInvariant()).Select(c => c is ' ' or '\'' ? '.' : c)]);
        var joined = Opening.AddDays(Math.Floor(r.Uniform(2) * 640));
        // A purchase in a hundred days and a life of two years, both very different from person to person: two months of silence say little,
        // as in the invoices of Online Retail.
        var perDay = Math.Exp(Math.Log(1 / 100.0) + 0.7 * r.Normal(3));
        var life = r.Exponential(5) * 700 * Math.Exp(0.6 * r.Normal(6));
        return new SampleCustomer(
            number,
            FormattableString.Invariant($"C{100000 + number}"),
            name,
            FormattableString.Invariant(
                $"{mail}{(r.Chance(8, 0.15) ? "+boutique" : "")}{number}@example.{(r.Chance(9, 0.7) ? "fr" : "com")}"
            ),
            r.Pick(10, s_countries),
            joined,
            Math.Min(perDay, 0.4),
            life,
            Math.Exp(0.55 * r.Normal(11)),
            r.Whole(13, 0, s_products.Length - 1)
        );
    }

    /// <summary>Purchases from the first day to the last of a life or of the data, and what is given back.</summary>
    public IEnumerable<SampleSale> Sales(SampleOptions options)
    {
        var end = Opening.AddYears(Years);
        var time = Joined.AddHours(9);
        var gone = Joined.AddDays(LifeDays);
        for (var i = 0; i < MostPurchases && time < end; i++)
        {
            var r = new SampleRandom(options.Seed + 2, Number * MostPurchases + i);
            if (i > 0)
            {
                // Nobody buys by the clock: each wait has a mood of its own.
                var rate = PerDay * Math.Exp(0.4 * r.Normal(10));
                // A quiet day lets the next purchase wait: thinning by season and weekday (Lewis and Shedler 1979).
                var waited = 0;
                do
                {
                    time = time.AddDays(r.Exponential(30 + waited) / (rate * 2));
                } while (
                    ++waited < 60 && time < gone && !r.Chance(200 + waited, s_season[time.Month - 1] * s_week[(int)time.DayOfWeek] / 2)
                );
            }

            if (time >= end || (i > 0 && time >= gone))
            {
                yield break;
            }

            var at = time.Date.AddHours(8).AddMinutes(r.Whole(1, 0, 13 * 60));
            var (product, price) = s_products[
                r.Chance(2, 0.45) ? Taste
                : time.Month == 12 && r.Chance(3, 0.4) ? 10
                : r.Whole(4, 0, s_products.Length - 1)
            ];
            var amount = Math.Round(
                (decimal)(price * Math.Max(1, Math.Round(Basket * (1 + r.Exponential(5)))) * (1 - 0.1 * r.Whole(6, 0, 2))),
                2
            );
            var id = FormattableString.Invariant($"A{Number * MostPurchases + i:D9}");
            yield return new SampleSale(id, Id, at, amount, product, r);
            if (r.Chance(7, 0.035))
            {
                var back = at.AddDays(r.Whole(8, 1, 20));
                if (back < end)
                {
                    yield return new SampleSale(
                        id + "R",
                        Id,
                        back,
                        -amount,
                        product,
                        new SampleRandom(options.Seed + 3, Number * MostPurchases + i)
                    );
                }
            }
        }
    }

    /// <summary>Letters without their accents, for addresses.</summary>
    private static string Plain(string text) =>
        string.Concat(
            text.Normalize(System.Text.NormalizationForm.FormD)
                .Where(c =>
                    System.Globalization.CharUnicodeInfo.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.NonSpacingMark
                )
        );
}
