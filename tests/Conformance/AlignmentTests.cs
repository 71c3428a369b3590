using Analytics.DuckDb;
using Analytics.Engine;

namespace Analytics.Conformance;

/// <summary>A table that is rewritten partition by partition must not depend on which partitions are made together.</summary>
public sealed class AlignmentTests
{
    [Theory, MemberData(nameof(DomainCases.Domains), MemberType = typeof(DomainCases))]
    public void An_aligned_table_is_the_same_made_at_once_or_partition_by_partition_even_where_related_rows_lie_apart(string name)
    {
        var domain = App.Catalog.Of(name);
        using var temp = new TempLake(domain);
        foreach (var table in domain.Tables.OfType<DerivedTable>().Where(each => each.Aligned))
        {
            using var db = Published.Open(temp.Lake.Head, domain);
            var inputs = domain
                .Tables.Where(each =>
                    each.PartitionBy is not null && each != table && table.Sql.Contains(each.NameInDomain, StringComparison.Ordinal)
                )
                .ToArray();
            Assert.NotEmpty(inputs);
            foreach (var input in inputs)
            {
                // A third of the rows move to the first partition, away from those that they belong to.
                var partition = Sql.Name(input.PartitionBy!);
                db.Execute(
                    $"CREATE TABLE moved_{input.Name} AS SELECT * REPLACE (CASE WHEN hash(t) % 3 = 0 THEN (SELECT min({partition}) FROM {input.NameInDomain}) ELSE {partition} END AS {partition}) FROM {input.NameInDomain} t; DROP VIEW {input.NameInDomain}"
                );
                db.Execute($"CREATE VIEW {input.NameInDomain} AS SELECT * FROM moved_{input.Name}");
            }

            var together = Rows(db, table);
            var partitions = inputs
                .SelectMany(input => Texts(db, $"SELECT DISTINCT {Sql.Name(input.PartitionBy!)} FROM moved_{input.Name}"))
                .Distinct(StringComparer.Ordinal)
                .ToArray();
            var apart = new List<string>();
            foreach (var partition in partitions)
            {
                foreach (var input in inputs)
                {
                    db.Execute(
                        $"CREATE OR REPLACE VIEW {input.NameInDomain} AS SELECT * FROM moved_{input.Name} WHERE {Sql.Name(input.PartitionBy!)} = {Sql.Text(partition)}"
                    );
                }

                apart.AddRange(Rows(db, table));
            }

            Assert.Equal(together, apart.Order(StringComparer.Ordinal));
        }
    }

    private static string[] Rows(DuckDBConnection db, DerivedTable table) =>
        [.. Texts(db, $"SELECT t::VARCHAR FROM ({table.Sql}\n) t").Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Texts(DuckDBConnection db, string sql)
    {
        var column = db.Query(sql).Columns[0];
        return Enumerable.Range(0, column.Count).Select(row => (string)column[row]!);
    }

    /// <summary>A lake of the domain's generated sample.</summary>
    private sealed class TempLake : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("analytics-conformance-").FullName;

        public TempLake(Domain domain)
        {
            Lake = Analytics.Lake.Lake.Open(Path.Combine(_folder, "data"));
            Landing.Land(
                Lake,
                domain,
                SampleWriter.Write(domain, new SampleOptions(400), Path.Combine(_folder, "samples")),
                TimeProvider.System
            );
            new Runner(Lake, TimeProvider.System, new RunOptions()).Run(domain);
        }

        public Lake.Lake Lake { get; }

        public void Dispose()
        {
            Lake.Dispose();
            Directory.Delete(_folder, recursive: true);
        }
    }
}
