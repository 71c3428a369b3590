using System.Globalization;
using System.Text;
using Analytics.DuckDb;
using Analytics.Lake;

namespace LakeProbe;

/// <summary>
/// One run as the engine makes it: a raw object lands, a partitioned Silver table and a Gold table are staged and published
/// together, the warehouse is built. Everything follows from the number of rows.
/// </summary>
public static class Scenario
{
    public const string Silver = "silver.shop.sales";
    public const string Gold = "gold.shop.totals";

    private static readonly TableSchema s_sales = new([
        new TableColumn("id", "BIGINT", Nullable: false),
        new TableColumn("day", "DATE", Nullable: false),
        new TableColumn("amount", "DECIMAL(12,2)"),
        new TableColumn("at", "TIMESTAMP"),
    ]);

    private static readonly TableSchema s_totals = new([
        new TableColumn("day", "DATE", Nullable: false),
        new TableColumn("rows", "BIGINT", Nullable: false),
        new TableColumn("amount", "DECIMAL(38,2)"),
    ]);

    /// <summary>Brings the lake to the given number of rows and gives the new snapshot's id.</summary>
    public static string Write(string folder, long rows)
    {
        using var lake = Lake.Open(folder);
        using var db = DuckDBConnection.InMemory();
        using var writer = lake.Write(new Clock(rows), "probe");
        var text = rows.ToString(CultureInfo.InvariantCulture);
        lake.Objects.Land(
            "shop",
            "tills",
            new MemoryStream(Encoding.UTF8.GetBytes($"rows\n{text}\n")),
            new BronzeInfo("till.csv", new Clock(rows).GetUtcNow())
        );

        var sales = string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT i AS id, DATE '2024-01-01' + (i % 2)::INT AS day, (i % 100 + {rows} % 7)::DECIMAL(12,2) AS amount, TIMESTAMP '2024-01-01' + INTERVAL (i) SECOND AS at FROM range({rows}) r(i)"
        );
        writer.Replace(writer.Stage(db, Silver, sales, s_sales, "day", ["id"]));
        var totals = $"SELECT day, count(*) AS rows, sum(amount) AS amount FROM ({writer.Sql(Silver)}) GROUP BY day";
        writer.Replace(writer.Stage(db, Gold, totals, s_totals, null, ["day"]));
        writer.SetCursor("tills", text);
        writer.AddVerdict(new VerdictRecord(Silver, "rows", "fail", true, rows));
        SetModel(lake, writer, text);
        var snapshot = writer.Publish($"{text} rows", "{}\n", $"run-{text}");
        // As a run does it: only when HEAD moved on, or when an earlier run left it behind.
        if (!lake.IsWarehouseCurrent)
        {
            writer.BuildWarehouse(snapshot);
        }

        return snapshot.Id;
    }

    /// <summary>A model version for each number of rows, unless a run that was killed has left it.</summary>
    private static void SetModel(Lake lake, LakeWriter writer, string version)
    {
        var folder = Path.Combine(lake.Folder, "models", "shop", "forecast", version);
        if (!Directory.Exists(folder))
        {
            var aside = Path.Combine(writer.StageFolder, "model");
            try
            {
                Directory.CreateDirectory(aside);
                File.WriteAllText(Path.Combine(aside, "model.json"), $"{{\"rows\":{version}}}\n");
            }
            catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
            {
                throw new LakeException(failed.Message, failed);
            }

            Lake.PlaceModel(aside, folder);
        }

        writer.SetModel("shop/forecast", version);
    }

    /// <summary>Everything a reader can see of the published snapshot, as one text.</summary>
    public static string Read(string folder)
    {
        using var lake = Lake.Open(folder);
        using var db = DuckDBConnection.InMemory();
        var head = lake.Head;
        var text = new StringBuilder();
        foreach (var table in head.Tables.Keys)
        {
            text.Append(table)
                .Append('\n')
                .Append(
                    db.Scalar<string>(
                        $"SELECT coalesce(string_agg(t::VARCHAR, chr(10) ORDER BY t::VARCHAR), '') FROM ({head.Sql(table)}) t"
                    )
                )
                .Append('\n');
        }

        foreach (var (name, value) in head.Cursors)
        {
            text.Append(name).Append(" = ").Append(value).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Time follows from the rows, so that an undisturbed run and a repeated one write the same.</summary>
    private sealed class Clock(long rows) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddYears(56).AddMinutes(rows);
    }
}
