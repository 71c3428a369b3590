using Analytics.Tests;

namespace Analytics.Lake.Tests;

public sealed class TypeTests
{
    private static readonly (string Type, string First, string Second)[] s_types =
    [
        ("BOOLEAN", "true", "false"),
        ("TINYINT", "-128", "127"),
        ("SMALLINT", "-32768", "32767"),
        ("INTEGER", "-2147483648", "2147483647"),
        ("BIGINT", "-9223372036854775808", "9223372036854775807"),
        ("FLOAT", "1.5", "-2.25"),
        ("DOUBLE", "0.1", "-1e10"),
        ("DECIMAL(9,2)", "12.34", "-0.01"),
        ("DECIMAL(38,6)", "12345678901234567890.123456", "-1"),
        ("VARCHAR", "'é''\"\\ \n'", "repeat('long', 50)"),
        ("BLOB", "'\\x00\\xFF'::BLOB", "''::BLOB"),
        ("DATE", "DATE '1969-12-31'", "DATE '2024-02-29'"),
        ("TIMESTAMP", "TIMESTAMP '2024-01-01 00:00:00.123456'", "TIMESTAMP '1969-12-31 23:59:59.999999'"),
        ("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ '2024-06-01 12:00:00+02'", "TIMESTAMPTZ '1970-01-01 00:00:00+00'"),
        ("UTINYINT", "255", "0"),
        ("USMALLINT", "65535", "0"),
        ("UINTEGER", "4294967295", "0"),
        ("UBIGINT", "18446744073709551615", "0"),
        ("HUGEINT", "99999999999999999999999999999999999999", "-1"),
        ("UUID", "'6f1c0b9a-0000-4000-8000-000000000001'", "'00000000-0000-0000-0000-000000000000'"),
        ("TIME", "TIME '12:34:56.789'", "TIME '00:00:00'"),
        ("ENUM('low', 'high')", "'high'", "'low'"),
        ("VARCHAR[]", "['a', NULL, 'b']", "[]"),
        ("INTEGER[][]", "[[1], [2, 3]]", "NULL"),
        ("STRUCT(a INTEGER, \"b c\" VARCHAR)", "{'a': 1, 'b c': 'x'}", "NULL"),
        ("MAP(VARCHAR, INTEGER)", "MAP {'k': 1}", "NULL"),
    ];

    private static string Select =>
        string.Join(
            " UNION ALL ",
            new[]
            {
                $"SELECT 1 AS id, {string.Join(", ", s_types.Select((type, i) => $"({type.First})::{type.Type} AS c{i}"))}",
                $"SELECT 2, {string.Join(", ", s_types.Select(type => $"({type.Second})::{type.Type}"))}",
                $"SELECT 3, {string.Join(", ", s_types.Select(type => $"NULL::{type.Type}"))}",
            }
        );

    private static TableSchema Schema =>
        new([
            new TableColumn("id", "INT", Nullable: false),
            .. s_types.Select((type, i) => new TableColumn($"c{i}", type.Type, Comment: $"of type {type.Type}")),
        ]);

    [Fact]
    public void Every_type_comes_back_as_it_went_in()
    {
        using var temp = new TempLake();
        Publish(temp);
        // Read in another time zone than it was written in: times are UTC whatever the session says.
        temp.Db.Execute("SET TimeZone = 'Asia/Kathmandu'");
        var snapshot = temp.Lake.Head;
        var types = temp.Db.Query($"DESCRIBE {snapshot.Sql("silver.shop.types")}").Text("column_type");
        Assert.Equal(
            ["INTEGER", .. s_types.Select(type => type.Type)],
            Enumerable.Range(0, types.Count).Select(i => types.At(i)!.Replace("\"a\"", "a", StringComparison.Ordinal))
        );
        Assert.Equal(0, temp.Db.Scalar<long>($"SELECT count(*) FROM (({Select}) EXCEPT ({snapshot.Sql("silver.shop.types")}))"));
        Assert.Equal(3, temp.Rows(snapshot, "silver.shop.types"));
        Assert.Equal("of type BOOLEAN", snapshot.Schema("silver.shop.types").Columns[1].Comment);
    }

    [NodeFact("chdb")]
    public void ClickHouse_reads_every_type()
    {
        using var temp = new TempLake();
        Publish(temp);
        temp.AssertClickHouseReadsTheSame();
    }

    [Fact]
    public void An_empty_table_keeps_its_columns_and_types()
    {
        using var temp = new TempLake();
        using var writer = temp.Write();
        writer.Replace(writer.Stage(temp.Db, "silver.shop.types", $"SELECT * FROM ({Select}) WHERE id > 3", Schema, null, ["id"]));
        var snapshot = writer.Publish("empty");
        Assert.Empty(snapshot.Files("silver.shop.types"));
        Assert.Equal(s_types.Length + 1, temp.Db.Query(snapshot.Sql("silver.shop.types")).Columns.Count);
        Assert.Equal(0, temp.Rows(snapshot, "silver.shop.types"));
    }

    [Theory]
    [InlineData("INTERVAL 1 DAY", "INTERVAL")]
    [InlineData("[TIMESTAMP '2024-01-01']", "TIMESTAMP[]")]
    public void A_type_that_Delta_lacks_is_refused_with_the_cast_to_write(string value, string type)
    {
        using var temp = new TempLake();
        using var writer = temp.Write();
        var error = Assert.Throws<LakeException>(() =>
            writer.Stage(
                temp.Db,
                "silver.shop.x",
                $"SELECT 1 AS id, {value} AS c",
                new TableSchema([new TableColumn("id", "INT"), new TableColumn("c", type)]),
                null,
                ["id"]
            )
        );
        Assert.Contains(type, error.Message, StringComparison.Ordinal);
        Assert.Contains("::", error.Message, StringComparison.Ordinal);
    }

    private static void Publish(TempLake temp)
    {
        using var writer = temp.Write();
        writer.Replace(writer.Stage(temp.Db, "silver.shop.types", Select, Schema, null, ["id"]));
        writer.Publish("types");
    }
}
