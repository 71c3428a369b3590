using System.Globalization;
using Analytics.Engine;

namespace Analytics.Domains.Customers;

/// <summary>
/// Makes customers who buy until they die (Schmittlein, Morrison, Colombo 1987: each buys at a rate of their own and leaves at a
/// time of their own), with a Christmas season, weekdays, baskets that differ from person to person, and returns. Dirt as shops have it.
/// </summary>
internal static class SampleGenerator
{
    private static readonly string[] s_customerColumns = ["id_client", "nom", "email", "date_inscription", "pays"];
    private static readonly string[] s_purchaseColumns = ["id_achat", "id_client", "date_achat", "montant", "produit"];

    public static IReadOnlyList<SampleFile> Files(SampleOptions options) =>
        [
            new("customers", "customers.csv.gz", writer => Customers(writer, options)),
            .. Enumerable
                .Range(0, SampleCustomer.Years)
                .Select(year => new SampleFile(
                    "purchases",
                    FormattableString.Invariant($"purchases-{SampleCustomer.Opening.Year + year}.csv.gz"),
                    writer => Purchases(writer, options, year)
                )),
        ];

    /// <summary>Customers that make up about the wanted number of purchases.</summary>
    private static long Count(SampleOptions options) => Math.Max(1, options.Rows * 2 / 9);

    private static void Customers(TextWriter writer, SampleOptions options)
    {
        var csv = new SampleCsv(writer, s_customerColumns);
        for (var i = 0L; i < Count(options); i++)
        {
            var customer = SampleCustomer.Of(options, i);
            var r = new SampleRandom(options.Seed + 1, i);
            csv["id_client"] = customer.Id;
            csv["nom"] = r.Chance(0, 0.02) ? $"  {customer.Name.ToUpperInvariant()} " : customer.Name;
            csv["email"] =
                r.Chance(1, 0.012) ? customer.Email.Replace("@", " at ", StringComparison.Ordinal)
                : r.Chance(2, 0.01) ? null
                : customer.Email;
            csv["date_inscription"] = Day(customer.Joined);
            csv["pays"] = customer.Country;
            // Exports repeat a customer now and then.
            csv.Next(r.Chance(3, 0.004) ? 2 : 1);
        }
    }

    private static void Purchases(TextWriter writer, SampleOptions options, int year)
    {
        var csv = new SampleCsv(writer, s_purchaseColumns);
        var sales = new List<SampleSale>();
        for (var i = 0L; i < Count(options); i++)
        {
            sales.AddRange(
                SampleCustomer.Of(options, i).Sales(options).Where(sale => sale.Time.Year == SampleCustomer.Opening.Year + year)
            );
        }

        foreach (var sale in sales.OrderBy(sale => sale.Time).ThenBy(sale => sale.Id, StringComparer.Ordinal))
        {
            var r = sale.Chance;
            csv["id_achat"] = sale.Id;
            csv["id_client"] =
                r.Chance(20, 0.006) ? null
                : r.Chance(21, 0.002) ? "C999999"
                : sale.Customer;
            csv["date_achat"] = r.Chance(22, 0.001)
                ? "31/02/2023"
                : sale.Time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            csv["montant"] =
                r.Chance(23, 0.002) ? "0.00"
                : r.Chance(24, 0.0005) ? "n.c."
                : sale.Amount.ToString("0.00", CultureInfo.InvariantCulture);
            csv["produit"] = sale.Product;
            csv.Next(r.Chance(25, 0.003) ? 2 : 1);
        }
    }

    private static string Day(DateTime time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
