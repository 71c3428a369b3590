using Analytics.App;
using Analytics.Domains.Tests;
using Analytics.Engine;
using Xunit;

namespace Analytics.Bugs;

/// <summary>Yes and no, missing words and ids as other tools write them, in every column of every domain's sample that holds such.</summary>
public sealed class SpellingTests
{
    private static readonly string[] s_yes = ["1.0", "True", "t", "yes", "TRUE", "true", "Y", "1", "T", "Yes"];
    private static readonly string[] s_no = ["0.0", "False", "f", "no", "FALSE", "false", "N", "0", "F", "No"];
    private static readonly string[] s_missing = ["NaN", "null", "N/A", "-", "nan", "NULL", "n/a", "None", "none", "NONE"];

    /// <summary>Columns whose published vocabulary has the word NONE.</summary>
    private static readonly string[] s_withNone = ["vehicle_defect", "first_contact_point", "ejection", "driver_action"];

    public static TheoryData<string> Domains => [.. Catalog.Domains.Select(domain => domain.Name)];

    private static IEnumerable<SilverTable> TablesOf(Domain domain) => domain.Tables.OfType<SilverTable>();

    /// <summary>All rows of all Silver tables but for where they came from.</summary>
    private static string[] Content(TestLake lake, Domain domain) =>
        [
            .. TablesOf(domain)
                .SelectMany(table =>
                    lake.Texts(
                        domain,
                        $"SELECT '{table.Name} ' || t::VARCHAR AS t FROM (SELECT * EXCLUDE (_object) FROM silver.\"{table.Name}\") t ORDER BY t"
                    )
                ),
        ];

    private static string[] Rebuilt(Domain domain, IReadOnlyList<SampleTable> tables, Func<RawColumn, int, string?, string?> cell)
    {
        using var lake = new TestLake();
        lake.Rebuild(
            domain,
            new RunOptions { Layers = [Layer.Silver] },
            [.. tables.Select(table => lake.Write(table.Source.Name, table.Name, table.Text(cell)))]
        );
        return Content(lake, domain);
    }

    [Theory, MemberData(nameof(Domains))]
    public void Flags_are_read_alike_however_programs_write_them(string name)
    {
        var domain = Catalog.Of(name);
        var tables = SampleTable
            .Of(domain, 120)
            .Where(table => table.Layout.Columns.Any(column => column.Kind == ColumnKind.Flag))
            .ToArray();
        if (tables.Length == 0)
        {
            return;
        }

        static int Third(RawColumn column, int row) => (row + column.Name.Length) % 3;

        var plain = Rebuilt(
            domain,
            tables,
            (column, row, text) =>
                column.Kind != ColumnKind.Flag
                    ? text
                    : Third(column, row) switch
                    {
                        0 => "1",
                        1 => "0",
                        _ => null,
                    }
        );
        var spelt = Rebuilt(
            domain,
            tables,
            (column, row, text) =>
                column.Kind != ColumnKind.Flag
                    ? text
                    : Third(column, row) switch
                    {
                        0 => s_yes[row % s_yes.Length],
                        1 => s_no[row % s_no.Length],
                        _ => null,
                    }
        );
        var turned = Rebuilt(
            domain,
            tables,
            (column, row, text) =>
                column.Kind != ColumnKind.Flag
                    ? text
                    : Third(column, row) switch
                    {
                        0 => "0",
                        1 => "1",
                        _ => null,
                    }
        );

        Assert.NotEmpty(plain);
        Assert.Equal(plain, spelt);
        Assert.NotEqual(plain, turned);
    }

    [Theory, MemberData(nameof(Domains))]
    public void Words_that_stand_for_nothing_are_nothing_in_every_column(string name)
    {
        var domain = Catalog.Of(name);
        var tables = SampleTable.Of(domain, 120);
        // Every ninth row of a column; what is required stays, for its rows are refused anyhow.
        static bool Is(RawColumn column, int row) => !column.Required && (row + column.Name.Length) % 9 == 0;
        static string Word(RawColumn column, int row) =>
            s_missing[(row / 9 + column.Name.Length) % (s_withNone.Contains(column.Name) ? 7 : s_missing.Length)];

        var plain = Rebuilt(domain, tables, (column, row, text) => Is(column, row) ? null : text);
        var spelt = Rebuilt(domain, tables, (column, row, text) => Is(column, row) ? Word(column, row) : text);

        Assert.NotEmpty(plain);
        Assert.Equal(string.Join('\n', plain.Except(spelt).Take(1)), string.Join('\n', spelt.Except(plain).Take(1)));
        Assert.Equal(plain, spelt);
    }

    [Fact]
    public void Where_a_vocabulary_has_the_word_none_it_stays()
    {
        using var lake = new TestLake();
        var crashes = Catalog.Of("crashes");
        var tables = SampleTable.Of(crashes, 60);
        lake.Rebuild(
            crashes,
            new RunOptions { Layers = [Layer.Silver] },
            [
                .. tables.Select(table =>
                    lake.Write(
                        table.Source.Name,
                        table.Name,
                        table.Text((column, _, text) => column.Name is "vehicle_defect" or "first_contact_point" ? "NONE" : text)
                    )
                ),
            ]
        );
        Assert.Equal(
            ["NONE NONE"],
            lake.Texts(crashes, "SELECT DISTINCT vehicle_defect || ' ' || first_contact_point AS t FROM silver.vehicles")
        );
    }

    [Theory, MemberData(nameof(Domains))]
    public void An_id_that_a_spreadsheet_rounded_is_refused_in_every_column_and_names_no_entity(string name)
    {
        const string Ruined = "2.00512E+12";
        var domain = Catalog.Of(name);
        using var lake = new TestLake();
        var tables = SampleTable.Of(domain, 900);
        // Four rows of their own for each column.
        foreach (var table in tables)
        {
            var ids = table.Layout.Columns.Where(column => column.Kind == ColumnKind.Id).ToArray();
            var text = table.Text(
                (column, row, cell) =>
                    row >= 12 && row % 3 == 0 && (row - 12) / 3 is var at && at < 4 * ids.Length && ids[at % ids.Length] == column
                        ? Ruined
                        : cell
            );
            lake.Write(table.Source.Name, table.Name, text);
        }

        lake.Rebuild(
            domain,
            new RunOptions { Layers = [Layer.Silver] },
            [.. tables.Select(table => new InputPath(table.Source.Name, lake.File(table.Name)))]
        );

        Assert.DoesNotContain(Content(lake, domain), row => row.Contains("2.00512", StringComparison.OrdinalIgnoreCase));
        var reasonsOf = TablesOf(domain)
            .ToDictionary(
                table => table.Name,
                table =>
                    string.Join(
                        '\n',
                        lake.Texts(domain, $"SELECT reasons FROM silver.\"{table.Name}_quarantine\" WHERE reasons LIKE '%spreadsheet%'")
                    ),
                StringComparer.Ordinal
            );
        foreach (var table in TablesOf(domain))
        {
            // A row of a file that several tables share belongs to one of them.
            var reasons = table.Feeds.All(feed => feed.Elsewhere is null) ? reasonsOf[table.Name] : string.Join('\n', reasonsOf.Values);
            var landed = tables
                .Where(each => table.Feeds.Any(feed => feed.Layout == each.Layout.Name))
                .Select(each => each.Layout)
                .ToArray();
            foreach (
                var field in table.Contract.Fields.Where(field =>
                    field.IsId && landed.Any(layout => layout.Columns.Any(column => column.Name == field.Raw))
                )
            )
            {
                var names = TablesOf(domain)
                    .Where(each => each == table || table.Feeds.Any(feed => feed.Elsewhere is not null))
                    .SelectMany(each => each.Contract.Fields)
                    .Where(each => each.Raw == field.Raw)
                    .Select(each => each.Name)
                    .Append(field.Name);
                Assert.True(
                    names.Any(each =>
                        reasons.Contains($"{each}: an id that a spreadsheet rounded, got \"{Ruined}\"", StringComparison.Ordinal)
                    ),
                    $"{table.Name}.{field.Name}: {reasons}"
                );
            }
        }
    }

    [Fact]
    public void Every_text_that_is_made_of_an_id_is_declared_as_one()
    {
        // Accidents give such an accident an id of their own; words of a vocabulary are decoded from their codes.
        var missing = Catalog
            .Domains.Where(domain => domain.Name != "accidents")
            .SelectMany(domain =>
                TablesOf(domain)
                    .SelectMany(table =>
                    {
                        var layouts = domain
                            .Sources.SelectMany(source => source.Layouts)
                            .Where(layout => table.Feeds.Any(feed => feed.Layout == layout.Name))
                            .ToArray();
                        return table
                            .Contract.Fields.Where(field =>
                                field is { Type: "VARCHAR", IsId: false, Vocabulary.Count: 0 }
                                && layouts.Any(layout =>
                                    layout.Columns.Any(column => column.Kind == ColumnKind.Id && column.Name == field.Raw)
                                )
                            )
                            .Select(field => $"{domain.Name}.{table.Name}.{field.Name}");
                    })
            );
        Assert.Empty(missing);
        // A key or a reference of another name than its raw column must say where it comes from.
        Assert.All(
            Catalog.Domains.SelectMany(domain =>
                TablesOf(domain)
                    .SelectMany(table =>
                        table.Contract.Fields.Where(field => field.IsId).Select(field => (Domain: domain, Table: table, Field: field))
                    )
            ),
            each =>
                Assert.Contains(
                    each.Domain.Sources.SelectMany(source => source.Layouts)
                        .Where(layout => each.Table.Feeds.Any(feed => feed.Layout == layout.Name)),
                    layout => layout.Columns.Any(column => column.Kind == ColumnKind.Id && column.Name == each.Field.Raw)
                )
        );
    }
}
