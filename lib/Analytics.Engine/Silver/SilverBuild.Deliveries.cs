using System.Globalization;
using Analytics.Lake;

namespace Analytics.Engine;

internal sealed partial class SilverBuild
{
    private static readonly TableSchema s_deliveries = new(
        [
            new TableColumn("object", "VARCHAR", false, "The Bronze object."),
            new TableColumn("source", "VARCHAR", false, "The source that it came under."),
            new TableColumn("origin", "VARCHAR", false, "The file name that it came under."),
            new TableColumn("records", "BIGINT", false, "Its records, unreadable ones included."),
            new TableColumn("lacks", "VARCHAR", false, "Columns that it does not have and whose values stay as they were known."),
            new TableColumn("unread", "VARCHAR", false, "Columns that it has and nobody reads."),
            new TableColumn("assumed", "VARCHAR", false, "Columns whose form nothing in it tells, with what was taken for granted."),
            new TableColumn("hours_lost", "BIGINT", false, "Times whose hour could not be read; they keep the day."),
            new TableColumn("refused", "VARCHAR", true, "Why it was refused whole; null when it was read."),
            new TableColumn(Shelf, "VARCHAR", false, "First digit of the object; the partition."),
        ],
        Shelf
    );

    /// <summary>What each file read in this run brought, in the order of their hashes.</summary>
    private IReadOnlyList<Delivery> Deliver(IReadOnlyList<ObjectInput> fresh)
    {
        var came = work.Db.Query(
            "SELECT _object AS object, count(*) AS records, count(*) FILTER (WHERE NOT _elsewhere) AS mine, count(*) FILTER (WHERE _bad) AS broken, count(*) FILTER (WHERE _bad AND _is_expected) AS expected FROM checked GROUP BY 1"
        );
        var counts = Enumerable
            .Range(0, came.RowCount)
            .ToDictionary(
                row => (string)came["object"][row]!,
                row => ((long)came["records"][row]!, (long)came["mine"][row]!, (long)came["broken"][row]!, (long)came["expected"][row]!),
                StringComparer.Ordinal
            );
        var unreadable = _rejects
            .Where(IsCounted)
            .GroupBy(reject => reject.Object, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Sum(reject => reject.Rows), StringComparer.Ordinal);
        var refused = _rejects
            .Where(reject => reject.IsWholeFile)
            .ToDictionary(reject => reject.Object, reject => reject.Reason, StringComparer.Ordinal);
        return
        [
            .. fresh.Select(each =>
            {
                var (records, mine, broken, expected) = counts.GetValueOrDefault(each.Sha);
                var isOurs = _owned.Contains(each.Source.Name);
                var match = isOurs ? _matches.GetValueOrDefault(each.Sha) : null;
                var reading = match is null ? null : _readings.GetValueOrDefault(each.Sha);
                return new Delivery(each.Source.Name, each.Origin, mine, broken)
                {
                    Expected = expected,
                    Records = isOurs ? records + unreadable.GetValueOrDefault(each.Sha) : 0,
                    Unreadable = unreadable.GetValueOrDefault(each.Sha),
                    Refused = isOurs ? refused.GetValueOrDefault(each.Sha) : null,
                    Lacks = match is null ? [] : Lacking(match),
                    Unread = match?.Unread ?? [],
                    Assumed = reading is null ? [] : [.. reading.Assumed(match!)],
                    HoursLost = reading?.HoursLost ?? 0,
                };
            }),
        ];
    }

    /// <summary>Columns that a file lacks and that some table of the domain reads; a layout may list others for the sake of its rules.</summary>
    private IReadOnlyList<string> Lacking(HeaderMatch match)
    {
        var lacks = match.Lacks.ToHashSet(StringComparer.Ordinal);
        if (lacks.Count == 0)
        {
            return [];
        }

        var read = work
            .Domain.Tables.OfType<SilverTable>()
            .SelectMany(each =>
                each.Feeds.Where(feed => feed.Layout == match.Layout.Name)
                    .SelectMany(feed =>
                        each.Contract.Fields.SelectMany(field => FeedColumns.Of(work.Db, feed).RawOf(field.Name, match.Layout))
                    )
            )
            .ToHashSet(StringComparer.Ordinal);
        return [.. match.Lacks.Where(read.Contains)];
    }

    /// <summary>Keeps what is to be told of the files' columns beside the table, for the quality page.</summary>
    private void Keep(IReadOnlyList<ObjectInput> fresh, IReadOnlyList<Delivery> deliveries, bool full)
    {
        var name = table.DeliveriesName(work.Domain);
        var remarkable = fresh.Zip(deliveries).Where(pair => pair.Second.IsRemarkable).ToArray();
        if (remarkable.Length == 0)
        {
            if (full && work.Has(name))
            {
                work.Writer.Drop(name);
            }

            return;
        }

        work.Db.Execute(
            "CREATE OR REPLACE TEMP TABLE told (object VARCHAR, source VARCHAR, origin VARCHAR, records BIGINT, lacks VARCHAR, unread VARCHAR, assumed VARCHAR, hours_lost BIGINT, refused VARCHAR, shelf VARCHAR)"
        );
        using (var rows = work.Db.CreateAppender("told"))
        {
            foreach (var (each, delivery) in remarkable)
            {
                rows.CreateRow()
                    .AppendValue(each.Sha)
                    .AppendValue(delivery.Source)
                    .AppendValue(delivery.Origin)
                    .AppendValue(delivery.Records)
                    .AppendValue(string.Join(", ", delivery.Lacks))
                    .AppendValue(string.Join(", ", delivery.Unread))
                    .AppendValue(string.Join(", ", delivery.Assumed))
                    .AppendValue(delivery.HoursLost)
                    .AppendValue(delivery.Refused)
                    .AppendValue(each.Sha[..1])
                    .EndRow();
            }
        }

        if (full || !work.Has(name))
        {
            work.Writer.Replace(work.Writer.Stage(work.Db, name, "SELECT * FROM told", s_deliveries, Shelf, ["object"]));
        }
        else
        {
            string[] shelves =
            [
                .. remarkable.Select(pair => pair.First.Sha[..1]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            ];
            var pool = $"SELECT * FROM told UNION ALL SELECT * FROM {work.Relation(name)} WHERE {Shelf} IN ({Sql.Texts(shelves)})";
            work.Writer.ReplacePartitions(work.Writer.Stage(work.Db, name, pool, s_deliveries, Shelf, ["object"]), shelves);
        }

        work.Db.Execute("DROP TABLE told");
    }

    /// <summary>Whether a record that could not be read counts here: once, in the table that answers for its source.</summary>
    private bool IsCounted(Reject reject) => reject.IsOfTable || _owned.Contains(_inputs[reject.Object].Source.Name);

    /// <summary>How many records a file of unknown form holds: what is refused with it.</summary>
    private static Reject Whole(Reject reject, string path, string stage, int others)
    {
        // A workbook's sheet was unpacked to text before its header was looked at.
        var unpacked = Path.Combine(stage, string.Create(CultureInfo.InvariantCulture, $"{reject.Object}.csv"));
        return reject with
        {
            IsWholeFile = true,
            Rows = Math.Max(1, RecordCount.OfUnknown(File.Exists(unpacked) ? unpacked : path) - others),
        };
    }
}
