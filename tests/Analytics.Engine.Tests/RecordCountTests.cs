using System.IO.Compression;
using System.Text;
using Analytics.Lake;

namespace Analytics.Engine.Tests;

/// <summary>What is counted when a file lands, and that rows lost on the way are found out.</summary>
public sealed class RecordCountTests
{
    private static readonly Toy s_toy = new();

    [Theory]
    [InlineData("id,amount,day\n1,2,3\n4,5,6\n", 2)]
    [InlineData("id,amount,day\r\n1,2,3\r\n4,5,6", 2)]
    [InlineData("id,amount,day\n\n1,2,3\n\r\n\n4,5,6\n\n", 2)]
    [InlineData("id,amount,day\n\"1\n\n1\",2,3\n4,\"a \"\"b\"\"\nc\",6\n", 2)]
    [InlineData("id,amount,day\n1,5\" pipe,3\n4,6\" pipe,6\n", 2)]
    [InlineData("id;amount;day\n1;\"2;\n2\";3\n", 1)]
    [InlineData("id,amount,day\n", 0)]
    [InlineData("id,amount,day\n1,\"open,3\n4,5,6\n", null)]
    [InlineData("id,amount,day\n1,\"2\"x,3\n4,5,6\n", null)]
    [InlineData("id,amount,day\r1,2,3\r4,5,6\r", null)]
    [InlineData("no,such,table\n1,2,3\n", null)]
    [InlineData("{\"id\":1}\n\n{\"id\":2}\r\n  \n{\"id\":3}", 3)]
    [InlineData("{\"id\":\"\u00E9\u20AC\U0001F600\"}\n", 1)]
    [InlineData("[{\"id\":1},{\"id\":2}]", null)]
    public void Records_are_counted_from_the_bytes_where_these_tell(string text, int? expected)
    {
        using var lake = new ToyLake();
        var path = lake.Write("items", "a.txt", text).Path;

        Assert.Equal(expected, RecordCount.Of(s_toy.Sources[0], path));
    }

    [Fact]
    public void Quotes_and_characters_that_lie_across_the_chunks_of_reading_count_as_any_other()
    {
        using var lake = new ToyLake();
        for (var shift = 0; shift < 7; shift++)
        {
            var filler = new string('x', (1 << 17) - 40 + shift);
            var csv = lake.Write("items", "a.csv", $"id,amount,day\n{filler},\"a\"\"\n\"\"b\",3\n4,\"5\n\",6\n").Path;
            Assert.Equal(2, RecordCount.Of(s_toy.Sources[0], csv));
            var json = lake.Write("items", "a.jsonl", $"{{\"id\":1}}\n{{\"id\":\"{filler}\u20AC\U0001F600\"}}\n{{\"id\":2}}\n").Path;
            Assert.Equal(3, RecordCount.Of(s_toy.Sources[0], json));
        }
    }

    [Fact]
    public void A_file_that_is_cut_short_or_no_utf_8_has_no_count()
    {
        using var lake = new ToyLake();
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(
                Encoding.UTF8.GetBytes(
                    "{\"id\":1}\n{\"id\":2}\n" + string.Concat(Enumerable.Range(3, 5000).Select(id => $"{{\"id\":{id}}}\n"))
                )
            );
        }

        File.WriteAllBytes(lake.PathOf("whole.gz"), packed.ToArray());
        File.WriteAllBytes(lake.PathOf("cut.gz"), packed.ToArray()[..^40]);
        File.WriteAllBytes(lake.PathOf("latin.jsonl"), [.. "{\"id\":\""u8, 0xE9, .. "\"}\n"u8]);
        File.WriteAllBytes(lake.PathOf("half.jsonl"), [.. "{\"id\":1}\n"u8, 0xE2, 0x82]);

        Assert.Equal(5002, RecordCount.Of(s_toy.Sources[0], lake.PathOf("whole.gz")));
        Assert.All(["cut.gz", "latin.jsonl", "half.jsonl"], name => Assert.Null(RecordCount.Of(s_toy.Sources[0], lake.PathOf(name))));
    }

    [Fact]
    public void The_count_is_written_down_when_a_file_lands()
    {
        using var lake = new ToyLake();
        lake.Land(s_toy, lake.Items("a.csv", "1,apple,10,2024-01-05", "2,pear,many,2024-01-06", "3,plum,1,2024-01-07"));

        Assert.Equal(3, Assert.Single(lake.Lake.Objects.List("toy", "items")).Info.Rows);
    }

    [Fact]
    public void A_feed_that_drops_rows_is_found_out_and_nothing_is_published()
    {
        using var lake = new ToyLake();
        lake.Land(
            s_toy,
            lake.Items("a.csv", "1,apple,10,2024-01-05", "2,pear,20,2024-01-06", "3,plum,30,2024-01-07"),
            lake.Items("b.csv", "4,apple,10,2024-01-05")
        );

        var error = Assert.Throws<RunException>(() => lake.Run(new Dropping()));

        Assert.Contains("'a.csv' do not add up: it has 3 records, 2 came through", error.Message, StringComparison.Ordinal);
        Assert.Empty(lake.Lake.Head.Tables);
        Assert.Equal(4, lake.Run(s_toy).Steps[0].Rows);
    }

    [Fact]
    public void Rows_of_another_table_are_no_loss_and_the_lines_of_broken_ones_are_right()
    {
        using var lake = new ToyLake();
        lake.Land(s_toy, lake.Items("a.csv", "1,apple,10,2024-01-05", "-2,pear,20,2024-01-06", "3,plum,many,2024-01-07"));

        var run = lake.Run(new Dropping(isElsewhere: true));

        Assert.Equal(new Account(2, 1, 1, 0), run.Steps[0].Account);
        Assert.Equal(["4"], lake.Rows(s_toy, "SELECT line FROM silver.items_quarantine"));
    }

    /// <summary>Items whose negative ids, or pears, the feed leaves out.</summary>
    private sealed class Dropping(bool isElsewhere = false) : Domain
    {
        private const string Sql = "SELECT whole(id) AS id, whole(amount) AS amount, COLUMNS('^_') FROM bronze";

        public override string Name => "toy";

        public override string Question => "What is lost?";

        public override IReadOnlyList<Source> Sources => s_toy.Sources;

        public override IReadOnlyList<Table> Tables =>
            [
                new SilverTable(
                    "items",
                    new Contract(Field.Long("id").Key(), Field.Int("amount").Required()),
                    [
                        isElsewhere
                            ? new Feed("items", Sql) { Elsewhere = "whole(id) < 0" }
                            : new Feed("items", Sql + " WHERE name <> 'pear'"),
                    ]
                ),
            ];

        public override IReadOnlyList<SampleFile> Sample(SampleOptions options) => [];

        public override Report Report(ReportInput input) => new("Toy", []);
    }
}
