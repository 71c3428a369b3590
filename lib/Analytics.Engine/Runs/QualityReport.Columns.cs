using Analytics.Charts;
using Analytics.Frames;
using Analytics.Lake;

namespace Analytics.Engine;

public static partial class QualityReport
{
    private static Finding Missing(Snapshot head, Domain domain)
    {
        var silver = domain.Tables.OfType<SilverTable>().Select(table => table.FullName(domain)).ToHashSet(StringComparer.Ordinal);
        var shares = head
            .Measures.Where(pair => silver.Contains(pair.Key))
            .SelectMany(pair =>
                pair.Value.Nulls.Where(column => column.Value > 0)
                    .Select(column => (Column: $"{Short(pair.Key)}.{column.Key}", Share: (double)column.Value / pair.Value.Rows))
            )
            .OrderByDescending(each => each.Share)
            .ThenBy(each => each.Column, StringComparer.Ordinal)
            .ToArray();
        var table = new Frame(
            TextColumn.FromValues("column", shares.Select(each => each.Column)),
            new Column<double>("missing", [.. shares.Select(each => Math.Round(each.Share, 4))])
        );
        // What is wholly empty is one sentence; a picture of it would hide the others.
        var partly = table.Where([.. table.Column<double>("missing").Values.ToArray().Select(share => share < 1)]);
        var empty = table.RowCount - partly.RowCount;
        var text =
            table.RowCount == 0
                ? "Every value is there."
                : Invariant(
                    $"{table.RowCount} {(table.RowCount == 1 ? "column has" : "columns have")} gaps, {empty} of them hold nothing at all.{(partly.RowCount == 0 ? "" : Invariant($" Of the others {partly["column"][0]} is empty most often, in {partly["missing"][0]:P1} of its rows."))}"
                );
        return new Finding(
            "missing",
            "What is not recorded?",
            text,
            table,
            partly.RowCount == 0
                ? null
                : Plot.Bar(InWords(partly.Head(20)), "column", "missing", horizontal: true)
                    .Titled(
                        Invariant($"{InWords(partly)["column"][0]}: no value in {partly["missing"].ToDoubles()[0]:P1} of the rows"),
                        "columns that are not wholly empty, the twenty emptiest"
                    )
                    .XAxis("Share of rows without a value", percent: true)
                    .YAxis("Column and table")
                    .Sized(820, 460)
        );
    }

    private static Frame InWords(Frame columns) =>
        columns.With(
            TextColumn.FromValues(
                "column",
                columns.Text("column").Words().Select(name => name!.Split('.')).Select(parts => ColumnWords.Of(parts[0], parts[1]))
            )
        );

    /// <summary>What is promised of each column of the Silver tables: columns <c>table, column, in words, type, rules, meaning</c>.</summary>
    public static Frame ContractsOf(Domain domain)
    {
        var fields = FieldsOf(domain);
        return new Frame(
            TextColumn.FromValues("table", fields.Select(each => each.Table)),
            TextColumn.FromValues("column", fields.Select(each => each.Field.Name)),
            TextColumn.FromValues("in words", fields.Select(each => ColumnWords.Of(each.Field.Name))),
            TextColumn.FromValues("type", fields.Select(each => each.Field.Type)),
            TextColumn.FromValues("rules", fields.Select(each => Rules(each.Field))),
            TextColumn.FromValues("meaning", fields.Select(each => each.Field.Meaning))
        );
    }

    private static (string Table, Field Field)[] FieldsOf(Domain domain) =>
        [
            .. domain
                .Tables.OfType<SilverTable>()
                .SelectMany(table => table.Contract.Fields.Select(field => (Table: table.Name, Field: field))),
        ];

    private static Finding Contracts(Domain domain) =>
        new(
            "contracts",
            "What is promised?",
            Invariant(
                $"{FieldsOf(domain).Length} columns of {domain.Tables.OfType<SilverTable>().Count()} Silver tables, each with its type and rules; a row that breaks a hard rule never gets in."
            ),
            ContractsOf(domain)
        );

    private static string Rules(Field field) =>
        string.Join(
            ", ",
            new[]
            {
                field.IsKey ? "key"
                : field.IsRequired ? "required"
                : null,
                field.Min is not null || field.Max is not null
                    ? $"{Plain(field.Min)}…{Plain(field.Max)}{(field.RangeSeverity == Severity.Warn ? " (warning)" : "")}"
                    : null,
                field.Vocabulary.Count > 0
                    ? FormattableString.Invariant(
                        $"one of {field.Vocabulary.Count} words{(field.VocabularySeverity == Severity.Warn ? " (warning)" : "")}"
                    )
                    : null,
                field.Pattern is { } pattern ? $"like {pattern}" : null,
            }.OfType<string>()
        );

    /// <summary>A bound as a person writes it: <c>2000-01-01</c> for <c>TIMESTAMP '2000-01-01'</c>.</summary>
    private static string? Plain(string? bound) => bound?.Split('\'') is [_, var literal, _] ? literal : bound;
}
