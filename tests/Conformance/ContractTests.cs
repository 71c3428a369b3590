using Analytics.DuckDb;
using Analytics.Engine;

namespace Analytics.Conformance;

/// <summary>Every rule of every contract of every domain: a good row passes it, and one that is meant to trip it does.</summary>
public sealed class ContractTests
{
    [Theory, MemberData(nameof(DomainCases.Tables), MemberType = typeof(DomainCases))]
    public void A_row_of_missing_values_trips_only_what_is_required_and_every_rule_has_a_row_that_trips_it(string domain, string table)
    {
        var (_, found) = DomainCases.Of(domain, table);
        using var db = DuckDBConnection.InMemory();
        foreach (var rule in found.Contract.Rules)
        {
            Assert.True(rule.Trips.Count > 0, $"{table} {rule.Name}: no row is declared that trips it.");
            Assert.True(Broken(db, found, rule, rule.Trips), $"{table} {rule.Name}: {string.Join(", ", rule.Trips)} does not trip it.");
            var isMissing = rule.Name.EndsWith(": required", StringComparison.Ordinal);
            Assert.Equal(isMissing, Broken(db, found, rule, new Dictionary<string, string>()));
            Assert.NotNull(db.Query($"SELECT ({rule.Reason})::VARCHAR AS reason FROM ({Row(found, rule.Trips)})"));
        }
    }

    [Theory, MemberData(nameof(DomainCases.Tables), MemberType = typeof(DomainCases))]
    public void Rules_have_names_of_their_own_and_a_silver_table_has_a_key(string domain, string table)
    {
        var (_, found) = DomainCases.Of(domain, table);
        var names = found.Contract.Rules.Select(rule => rule.Name).Concat(found.Contract.Gates.Select(gate => gate.Name)).ToArray();
        Assert.Equal(names.Distinct(StringComparer.Ordinal), names);
        Assert.NotEmpty(found.Contract.Key);
        Assert.True(
            found.PartitionBy is null
                || found.Contract.Fields.Any(field => field.Name == found.PartitionBy && field.Type == "VARCHAR" && field.IsRequired),
            $"{table}: the partition is a required text column."
        );
        Assert.NotEqual("", found.Meaning);
    }

    private static bool Broken(DuckDBConnection db, Table table, RowRule rule, IReadOnlyDictionary<string, string> values)
    {
        var frame = db.Query($"SELECT ({rule.Broken})::BOOLEAN AS broken FROM ({Row(table, values)})");
        Assert.False(frame["broken"].IsNull(0), $"{table.Name} {rule.Name}: answers null, neither broken nor good: {rule.Broken}");
        return (bool)frame["broken"][0]!;
    }

    /// <summary>One row: nulls of the declared types but for the given values.</summary>
    private static string Row(Table table, IReadOnlyDictionary<string, string> values)
    {
        var columns = table
            .Contract.Fields.Select(field => $"({values.GetValueOrDefault(field.Name, "NULL")})::{field.Type} AS {Sql.Name(field.Name)}")
            .Concat(
                table.Contract.RawNeeded.Select(raw =>
                    $"({values.GetValueOrDefault("_raw_" + raw, "NULL")})::VARCHAR AS {Sql.Name("_raw_" + raw)}"
                )
            );
        return "SELECT " + string.Join(", ", columns);
    }
}
