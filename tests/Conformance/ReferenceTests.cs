using Analytics.App;
using Analytics.Engine;

namespace Analytics.Conformance;

/// <summary>Tables that share a key know of each other.</summary>
public sealed class ReferenceTests
{
    /// <summary>
    /// Columns of one name that mean different things: a shop and a market place have purchases and customers of their own; and vehicles and people have a
    /// gate to the crashes, of which another file reports aggregates alone.
    /// </summary>
    private static readonly HashSet<string> s_strangers =
    [
        "customers: silver.purchases.purchase_id → silver.orders",
        "customers: silver.order_customers.customer_id → silver.customers",
        "crashes: silver.vehicles.crash_record_id → silver.merged_reported",
        "crashes: silver.people.crash_record_id → silver.merged_reported",
    ];

    [Theory, MemberData(nameof(DomainCases.Domains), MemberType = typeof(DomainCases))]
    public void Every_column_that_is_the_key_of_another_silver_table_has_a_reference_gate(string name)
    {
        var domain = Catalog.Of(name);
        var tables = domain.Tables.OfType<SilverTable>().ToArray();
        var missing = new List<string>();
        foreach (var table in tables)
        {
            foreach (var other in tables.Where(other => other.NameInDomain != table.NameInDomain))
            {
                if (other.Contract.Key is not [var key] || table.Contract.Fields.All(field => field.Name != key))
                {
                    continue;
                }
                // Of two tables of one key, one refers to the other.
                var isMet = Refers(table, key, other) || table.Contract.Key is [var own] && own == key && Refers(other, key, table);
                if (!isMet && !s_strangers.Contains($"{name}: {table.NameInDomain}.{key} → {other.NameInDomain}"))
                {
                    missing.Add($"{table.NameInDomain}.{key} → {other.NameInDomain}");
                }
            }
        }

        Assert.Empty(missing);
    }

    [Theory, MemberData(nameof(DomainCases.Domains), MemberType = typeof(DomainCases))]
    public void Every_reference_gate_names_columns_that_both_tables_have(string name)
    {
        var domain = Catalog.Of(name);
        foreach (var table in domain.Tables)
        {
            foreach (var gate in table.Contract.Gates.OfType<Reference>())
            {
                Assert.Contains(table.Contract.Fields, field => field.Name == gate.Column);
                Assert.Contains(
                    domain.Tables.Single(other => other.NameInDomain == gate.To).Contract.Fields,
                    field => field.Name == gate.ToColumn
                );
            }
        }
    }

    [Theory, MemberData(nameof(DomainCases.Domains), MemberType = typeof(DomainCases))]
    public void Every_time_without_a_zone_says_in_its_tables_schema_how_other_engines_read_it_unshifted(string name)
    {
        var columns = Catalog.Of(name).Tables.SelectMany(table => table.Contract.Columns).ToArray();

        Assert.All(
            columns,
            column =>
                Assert.Equal(
                    column.Type == "TIMESTAMP",
                    column.Comment?.EndsWith("read it with UTC as the session's zone.", StringComparison.Ordinal) == true
                )
        );
    }

    private static bool Refers(SilverTable table, string column, SilverTable to) =>
        table.Contract.Gates.OfType<Reference>().Any(gate => gate.Column == column && gate.To == to.NameInDomain);
}
