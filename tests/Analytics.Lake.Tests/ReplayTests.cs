using Analytics.Lake.Delta;

namespace Analytics.Lake.Tests;

/// <summary>Log entries line by line, as this version and other engines write them.</summary>
public sealed class ReplayTests
{
    private const string Schema =
        """{\"type\":\"struct\",\"fields\":[{\"name\":\"id\",\"type\":\"long\",\"nullable\":true,\"metadata\":{}},{\"name\":\"month\",\"type\":\"string\",\"nullable\":true,\"metadata\":{}}]}""";
    private const string Whole = $$$"""{"metaData":{"schemaString":"{{{Schema}}}","partitionColumns":[],"createdTime":7}}""";
    private const string ByMonth = $$$"""{"metaData":{"schemaString":"{{{Schema}}}","partitionColumns":["month"],"createdTime":7}}""";

    private static DeltaState Read(params string[] entries)
    {
        var replay = new Replay("silver.shop.sales", DeltaState.None);
        foreach (var (version, entry) in entries.Index())
        {
            replay.Apply(version, entry);
        }

        return replay.ToState(entries.Length - 1);
    }

    private static string Add(string path, string more) => $$$"""{"add":{"path":"{{{path}}}","size":9{{{more}}}}}""";

    [Theory]
    [InlineData(1, 2, true)]
    [InlineData(0, 0, true)]
    [InlineData(2, 2, false)]
    [InlineData(1, 3, false)]
    public void Reader_1_and_writer_2_are_known_and_nothing_above(int reader, int writer, bool isKnown)
    {
        var protocol = $$$"""{"protocol":{"minReaderVersion":{{{reader}}},"minWriterVersion":{{{writer}}}}}""";
        if (isKnown)
        {
            Assert.Equal(0, Read(protocol, Whole).Rows);
        }
        else
        {
            Assert.Equal(
                $"Table silver.shop.sales asks for Delta reader {reader} and writer {writer}; this version knows reader 1 and writer 2. Another engine upgraded it: use that engine, or roll back.",
                Assert.Throws<LakeException>(() => Read(protocol, Whole)).Message
            );
        }
    }

    [Fact]
    public void The_newest_add_or_remove_of_a_path_counts()
    {
        var state = Read(
            Whole,
            Add("a.parquet", "") + "\n\n" + Add("b%20c.parquet", ""),
            """{"remove":{"path":"b%20c.parquet","deletionTimestamp":5}}""" + "\n" + """{"remove":{"path":"a.parquet"}}""",
            Add("a.parquet", "")
        );

        Assert.Equal(["a.parquet"], state.Files.Keys);
        Assert.Equal([new("b c.parquet", 5)], state.Tombstones);
        Assert.Equal((3, 7), (state.Version, state.CreatedTime));
    }

    [Fact]
    public void A_removal_without_a_time_is_as_old_as_can_be()
    {
        Assert.Equal([new("a", 0)], Read(Whole, """{"remove":{"path":"a"}}""").Tombstones);
        Assert.Equal([new("a", 0)], Read(Whole, """{"remove":{"path":"a","deletionTimestamp":null}}""").Tombstones);
    }

    [Fact]
    public void Rows_come_from_the_statistics_where_there_are_any()
    {
        var state = Read(Whole, Add("a", ""","stats":"{\"numRecords\":4}" """) + "\n" + Add("b", ",\"stats\":null") + "\n" + Add("c", ""));

        Assert.Equal(
            [("a", 4L, """{"numRecords":4}"""), ("b", 0L, ""), ("c", 0L, "")],
            state.Ordered.Select(file => (file.Path, file.Rows, file.Stats))
        );
        Assert.Equal((9L, 4L), (state.Files["a"].Size, state.Rows));
    }

    [Fact]
    public void A_partition_is_its_value_and_null_has_a_word_of_its_own()
    {
        var state = Read(
            ByMonth,
            Add("a", ""","partitionValues":{"month":"2024-01"}""") + "\n" + Add("b", ""","partitionValues":{"month":null}""")
        );

        Assert.Equal(["2024-01", TableSchema.NullPartition], state.Ordered.Select(file => file.Partition));
        Assert.Equal("month", state.Schema!.PartitionBy);
        Assert.Null(Read(Whole, Add("a", ",\"partitionValues\":{}")).Files["a"].Partition);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"createdTime\":null")]
    public void A_table_without_a_time_of_making_reads_all_the_same(string created) =>
        Assert.Equal(0, Read($$$"""{"metaData":{"schemaString":"{{{Schema}}}","partitionColumns":[]{{{created}}}}}""").CreatedTime);

    [Fact]
    public void Actions_that_hold_no_files_are_passed_over() =>
        Assert.Equal(
            7,
            Read("""{"commitInfo":{"operation":"WRITE"}}""" + "\n" + """{"txn":{"appId":"x","version":1}}""" + "\n" + Whole).CreatedTime
        );

    [Fact]
    public void Two_partition_columns_are_refused() =>
        Assert.Equal(
            "Table silver.shop.sales has 2 partition columns; this version knows one.",
            Assert.Throws<LakeException>(() => Read(ByMonth.Replace("[\"month\"]", "[\"id\",\"month\"]", StringComparison.Ordinal))).Message
        );

    [Fact]
    public void A_log_without_metadata_tells_no_table() =>
        Assert.Equal(
            "Table silver.shop.sales: its Delta log has no metaData up to version 1. Run: dotnet script scripts/verify.csx all",
            Assert.Throws<LakeException>(() => Read("", Add("a", ""))).Message
        );

    [Theory]
    [InlineData("{\"add\":")]
    [InlineData("{\"add\":{\"size\":9}}")]
    [InlineData("{\"add\":{\"path\":\"a\",\"size\":\"nine\"}}")]
    [InlineData("{\"add\":{\"path\":\"a\",\"size\":9.5}}")]
    [InlineData("{\"add\":{\"path\":\"a\",\"size\":9,\"stats\":\"{}\"}}")]
    [InlineData("[1]")]
    public void An_entry_that_cannot_be_read_is_named_with_its_table_and_version(string broken)
    {
        var error = Assert.Throws<LakeException>(() => Read(Whole, broken));

        Assert.StartsWith("Table silver.shop.sales: entry 1 of its Delta log cannot be read: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(" Run: dotnet script scripts/verify.csx all", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.InnerException);
    }
}
