using Analytics.App;
using Analytics.Engine;

namespace Analytics.Conformance;

/// <summary>All domains of the catalog, for theories: a domain that is added is held to the same promises without a list to edit.</summary>
public static class DomainCases
{
    public static TheoryData<string> Domains => [.. Catalog.Domains.Select(domain => domain.Name)];

    /// <summary>Every table of every domain: domain, layer and table.</summary>
    public static TheoryData<string, string> Tables
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var domain in Catalog.Domains)
            {
                foreach (var table in domain.Tables)
                {
                    data.Add(domain.Name, table.FullName(domain));
                }
            }

            return data;
        }
    }

    public static (Domain Domain, Table Table) Of(string domain, string table)
    {
        var found = Catalog.Of(domain);
        return (found, found.Tables.Single(each => each.FullName(found) == table));
    }
}
