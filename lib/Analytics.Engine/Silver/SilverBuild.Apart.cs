namespace Analytics.Engine;

internal sealed partial class SilverBuild
{
    private const string GivenTwice = "key given twice in one file with different ";

    /// <summary>
    /// Rows of one key in one file that differ are no versions of each other: nobody can say which is the later one. They are told
    /// apart where the table has a number for that, else all of them are refused. Rows that are alike stay: they are repeats.
    /// </summary>
    private void TellApart()
    {
        var key = Order;
        var keys = Sql.Names(key);
        // Files rarely repeat a key at all, and this is cheaper than to look at each file.
        work.Db.Execute($"CREATE OR REPLACE TEMP TABLE twice AS SELECT {keys} FROM good GROUP BY {keys} HAVING count(*) > 1");
        if (work.Db.Scalar<long>("SELECT count(*) FROM twice") > 0)
        {
            var others = _columns.Except(key).Where(name => name != SilverTable.ObjectColumn).ToArray();
            var differing = string.Join(
                ", ",
                others
                    .Select(name =>
                        $"CASE WHEN count(DISTINCT {Sql.Name(name)}) + (count({Sql.Name(name)}) < count(*))::INTEGER > 1 THEN {Sql.Text(name)} END"
                    )
                    .DefaultIfEmpty("NULL")
            );
            work.Db.Execute(
                $"""
                CREATE OR REPLACE TEMP TABLE unlike AS
                SELECT _object, {keys}, what FROM (SELECT _object, {keys}, concat_ws(', ', {differing}) AS what FROM good WHERE ({keys}) IN (SELECT ({keys}) FROM twice) GROUP BY _object, {keys} HAVING count(*) > 1)
                WHERE what <> ''
                """
            );
            if (work.Db.Scalar<long>("SELECT count(*) FROM unlike") > 0)
            {
                if (table.TellApart is { } number)
                {
                    Number(number, keys, others);
                }
                else
                {
                    Refuse(key, keys);
                }
            }

            work.Db.Execute("DROP TABLE unlike");
        }

        work.Db.Execute("DROP TABLE twice");
    }

    /// <summary>Adds to a column of the key what the row's place is among the unlike ones, by content: the order of lines does not decide.</summary>
    private void Number(string column, string keys, string[] others) =>
        work.Db.Execute(
            $"""
            UPDATE checked SET {Sql.Name(column)} = {Sql.Name(column)} + place FROM (
              SELECT rowid AS id, dense_rank() OVER (PARTITION BY _object, {keys} ORDER BY {Sql.Names(others)}) - 1 AS place FROM checked
              WHERE NOT _bad AND NOT _elsewhere AND (_object, {keys}) IN (SELECT (_object, {keys}) FROM unlike)
            ) places WHERE checked.rowid = places.id
            """
        );

    private void Refuse(string[] key, string keys)
    {
        var shown = string.Join(" || ', ' || ", key.Select(name => $"'{name} ' || {Sql.Name(name)}::VARCHAR"));
        var typed = _columns.Where(name => name != SilverTable.ObjectColumn).Select(name => $"{Sql.Text(name)}: {Sql.Name(name)}");
        work.Db.Execute(
            $"""
            UPDATE checked SET _bad = true, _reasons = why, _record = content FROM (
              SELECT c.rowid AS id, '{GivenTwice}' || u.what || ', got ' || why AS why, content FROM
                (SELECT rowid, _object, {keys}, {shown} AS why, left(to_json({Struct(
                typed
            )})::VARCHAR, 2000) AS content FROM checked WHERE NOT _bad AND NOT _elsewhere) c JOIN unlike u USING (_object, {keys})
            ) found WHERE checked.rowid = found.id
            """
        );
    }

    private static string Struct(IEnumerable<string> members) => "{" + string.Join(", ", members) + "}";

    /// <summary>Names both lines in the reason of each row whose key its file gives twice.</summary>
    private void NameLines() =>
        work.Db.Execute(
            $"""
            UPDATE refused SET kind = 'key', reasons = reasons || ' on lines ' || lines FROM (
              SELECT object AS o, reasons AS r, string_agg(coalesce('sheet ''' || sheet || ''' ', '') || line::VARCHAR, ', ' ORDER BY sheet, line) AS lines FROM refused WHERE starts_with(reasons, '{GivenTwice}') GROUP BY object, reasons
            ) twins WHERE object = o AND reasons = r
            """
        );
}
