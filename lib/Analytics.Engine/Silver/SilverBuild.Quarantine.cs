using Analytics.Lake;

namespace Analytics.Engine;

internal sealed partial class SilverBuild
{
    private const string Shelf = "shelf";

    private static readonly TableSchema s_quarantine = new(
        [
            new TableColumn("object", "VARCHAR", false, "The Bronze object that the row came in."),
            new TableColumn("origin", "VARCHAR", false, "The file name that the object came under."),
            new TableColumn(
                "line",
                "BIGINT",
                false,
                "1-based line, the header counted; in a workbook the row of the sheet that the reason names; 0 for the file as a whole."
            ),
            new TableColumn("reasons", "VARCHAR", false, "What was expected and what came."),
            new TableColumn("record", "VARCHAR", true, "The raw record: JSON where it could be split into columns, text otherwise."),
            new TableColumn(
                "kind",
                "VARCHAR",
                false,
                "file (refused whole), record (could not be read), row (broke the contract), expected (broke it as the source's rows often do) or key (one file gives it different content)."
            ),
            new TableColumn("rows", "BIGINT", false, "How many rows it stands for: the lines of a file that was refused whole, else 1."),
            // One file per day for years: a new one must not rewrite what the others left here.
            new TableColumn(Shelf, "VARCHAR", false, "First digit of the object; the partition."),
        ],
        Shelf
    );

    private static readonly string[] s_quarantineOrder = ["object", "line", "reasons", "record"];

    /// <summary>Writes what broke a contract, with reason, object and line, and returns how many rows that were.</summary>
    private long Quarantine(bool full)
    {
        work.Db.Execute(
            "CREATE OR REPLACE TEMP TABLE refused (object VARCHAR, line BIGINT, reasons VARCHAR, record VARCHAR, kind VARCHAR, rows BIGINT, sheet VARCHAR)"
        );
        var personal = Plan.SourcesOf(work.Domain, table).Any(source => source.Layouts.Any(layout => layout.Personal.Count > 0));
        foreach (var reject in _rejects.Where(IsCounted))
        {
            work.Db.Execute(
                "INSERT INTO refused VALUES ($1, $2, $3, $4, $5, $6, NULL)",
                reject.Object,
                reject.Line,
                reject.Reason,
                reject.Record.Length == 0 ? null
                    : personal ? "(withheld)"
                    : reject.Record,
                reject.IsWholeFile ? "file" : "record",
                reject.Rows
            );
        }

        Explain();
        NameLines();

        var count = work.Db.Scalar<long>("SELECT coalesce(sum(rows), 0)::BIGINT FROM refused");
        var name = table.QuarantineName(work.Domain);
        full |= !work.Has(name);
        if (full || count > 0)
        {
            Store(name, full);
        }

        work.Db.Execute("DROP TABLE refused");
        return count;
    }

    private void Store(string name, bool full)
    {
        var refused =
            $"SELECT object, origin, line, coalesce('sheet ''' || sheet || ''': ', '') || reasons AS reasons, record, kind, rows, left(object, 1) AS {Shelf} FROM refused JOIN received USING (object)";
        if (full)
        {
            work.Writer.Replace(work.Writer.Stage(work.Db, name, refused, s_quarantine, Shelf, s_quarantineOrder));
            return;
        }

        string[] shelves = [.. work.Db.Query("SELECT DISTINCT left(object, 1) AS p FROM refused ORDER BY p").Text("p").Words()];
        var pool = $"{refused} UNION ALL SELECT * FROM {work.Relation(name)} WHERE {Shelf} IN ({Sql.Texts(shelves)})";
        work.Writer.ReplacePartitions(work.Writer.Stage(work.Db, name, pool, s_quarantine, Shelf, s_quarantineOrder), shelves);
    }
}
