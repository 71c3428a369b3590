using System.IO.Compression;
using System.Text;
using Analytics.Lake;

namespace Analytics.Engine.Tests;

public sealed class QuarantineTests
{
    private const string Refused = "SELECT origin, line, reasons FROM silver.items_quarantine ORDER BY origin, line";

    private static readonly Toy s_toy = new();

    [Fact]
    public void A_broken_row_goes_to_quarantine_with_reason_object_line_and_record()
    {
        using var lake = new ToyLake();
        var run = lake.LandAndRun(
            s_toy,
            lake.Items("a.csv", "1,apple,10,2024-01-05", "2,pear,many,2024-01-06", "3,pear,500,2024-01-06", ",,1,")
        );

        Assert.Equal(new Account(4, 1, 3, 0), run.Steps[0].Account);
        Assert.Equal(
            [
                "a.csv|3|amount: expected INTEGER, got \"many\"; amount: missing",
                "a.csv|4|amount: expected 0…100, got 500",
                "a.csv|5|id: missing; month: missing",
            ],
            lake.Rows(s_toy, Refused)
        );
        Assert.Equal(
            ["""{"id":"2","name":"pear","amount":"many","day":"2024-01-06"}"""],
            lake.Rows(s_toy, "SELECT record FROM silver.items_quarantine WHERE line = 3")
        );
        var sha = Assert.Single(lake.Lake.Objects.List("toy", "items")).Sha;
        Assert.Equal([sha], lake.Rows(s_toy, "SELECT DISTINCT object FROM silver.items_quarantine"));
    }

    [Fact]
    public void Lines_are_right_after_records_that_could_not_be_split()
    {
        using var lake = new ToyLake();
        var run = lake.LandAndRun(
            s_toy,
            lake.Items(
                "a.csv",
                "1,apple,10,2024-01-05",
                "too,few",
                "2,pear,many,2024-01-06",
                "3,too,1,2024-01-01,many",
                "4,pear,500,2024-01-06"
            )
        );

        Assert.Equal(new Account(5, 1, 4, 0), run.Steps[0].Account);
        Assert.Equal(["3", "4", "5", "6"], lake.Rows(s_toy, "SELECT line FROM silver.items_quarantine ORDER BY line"));
    }

    [Fact]
    public void Lines_are_right_after_empty_lines_and_quoted_line_breaks()
    {
        using var lake = new ToyLake();
        lake.LandAndRun(
            s_toy,
            lake.Items("a.csv", "1,\"app\nle\",10,2024-01-05", "", "2,pear,many,2024-01-06", "", "too,few", "4,pear,500,2024-01-06")
        );

        Assert.Equal(["5", "7", "8"], lake.Rows(s_toy, "SELECT line FROM silver.items_quarantine ORDER BY line"));
    }

    [Fact]
    public void Lines_are_right_inside_gzip()
    {
        using var lake = new ToyLake();
        using (var gzip = new GZipStream(File.Create(lake.PathOf("a.csv.gz")), CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes("ID;Name;AMT;Day\n1;apple;10;2024-01-05\nshort\n2;pear;many;2024-01-06\n"));
        }

        lake.LandAndRun(s_toy, new InputPath("items", lake.PathOf("a.csv.gz")));

        Assert.Equal(["a.csv.gz|3", "a.csv.gz|4"], lake.Rows(s_toy, "SELECT origin, line FROM silver.items_quarantine ORDER BY line"));
        Assert.Equal(["1|apple|10"], lake.Rows(s_toy, "SELECT id, name, amount FROM silver.items"));
    }

    [Fact]
    public void Lines_are_right_in_json_lines()
    {
        using var lake = new ToyLake();
        lake.LandAndRun(
            s_toy,
            lake.Write(
                "items",
                "a.jsonl",
                """
                {"id":1,"name":"apple","amount":10,"day":"2024-01-05"}
                {"id":2,"name":"pear","amount":"many","day":"2024-01-06"}
                {"id":3,"name":"pear","amo
                {"id":4,"name":"pear","amount":500,"day":"2024-01-06"}
                {"id":5,"name":"pear","amount":5,"day":"2024-01-06"}
                """
            )
        );

        Assert.Equal(["1", "5"], lake.Rows(s_toy, "SELECT id FROM silver.items ORDER BY id"));
        Assert.Equal(["2", "3", "4"], lake.Rows(s_toy, "SELECT line FROM silver.items_quarantine ORDER BY line"));
    }

    [Fact]
    public void Each_of_many_files_that_are_read_together_explains_its_own_rows()
    {
        using var lake = new ToyLake();
        InputPath[] inputs =
        [
            .. Enumerable.Range(1, 9).Select(n => lake.Items($"{n}.csv", $"{n},apple,1,2024-01-0{n}", $"{n + 100},pear,{n}00,2024-01-02")),
        ];
        var run = lake.LandAndRun(s_toy, inputs);

        // 100 is within the range, 200 and more are not.
        Assert.Equal(new Account(18, 10, 8, 0), run.Steps[0].Account);
        Assert.Equal(Enumerable.Range(2, 8).Select(n => $"{n}.csv|3|amount: expected 0…100, got {n}00"), lake.Rows(s_toy, Refused));
    }

    [Fact]
    public void Replay_reads_again_only_tables_with_rows_in_quarantine()
    {
        using var lake = new ToyLake();
        lake.LandAndRun(s_toy, lake.Items("a.csv", "1,apple,10,2024-01-05", "2,pear,many,2024-01-06"), lake.Rates("r.csv", "apple,2"));
        var replay = new RunOptions { Replay = true };

        Assert.Equal(
            "items replay, rates fresh, by_month input:silver.toy.items, rated input:silver.toy.items, total input:gold.toy.by_month",
            lake.Plan(s_toy, replay)
        );
        var run = lake.Run(s_toy, replay);
        Assert.Equal("items replay, rates fresh, by_month fresh, rated fresh, total fresh", ToyLake.Reasons(run));
        Assert.Equal(new Account(2, 1, 1, 0), run.Steps[0].Account);
    }

    [Fact]
    public void A_wider_contract_takes_rows_back_out_of_quarantine()
    {
        using var lake = new ToyLake();
        lake.LandAndRun(s_toy, lake.Items("a.csv", "1,apple,10,2024-01-05", "2,pear,500,2024-01-06"));
        var wide = new Toy { Most = 1000 };
        var run = lake.Run(wide);

        Assert.Equal(new Account(2, 2, 0, 0), run.Steps[0].Account);
        Assert.Empty(lake.Rows(wide, Refused));
    }

    [Fact]
    public void A_word_outside_the_vocabulary_is_kept_and_counted_or_refused_as_declared()
    {
        using var lake = new ToyLake();
        var run = lake.LandAndRun(s_toy, lake.Items("a.csv", "1,cherry,10,2024-01-05"));
        Assert.Contains(
            run.Verdicts,
            verdict => verdict is { Gate: "name: vocabulary", Passed: false, Observed: 1, Severity: Severity.Warn }
        );

        var strict = new Toy { NameSeverity = Severity.Fail };
        Assert.Equal(new Account(1, 0, 1, 0), lake.Run(strict).Steps[0].Account);
        Assert.Equal(["a.csv|2|name: unknown word \"cherry\""], lake.Rows(strict, Refused));
    }

    [Fact]
    public void A_gzip_whose_bytes_were_changed_far_behind_its_head_gives_no_row()
    {
        using var lake = new ToyLake();
        var path = lake.PathOf("changed.csv.gz");
        using (var writer = new StreamWriter(new GZipStream(File.Create(path), CompressionLevel.Fastest)))
        {
            writer.Write("id,name,amount,day\n");
            for (var id = 0; id < 200_000; id++)
            {
                writer.Write(FormattableString.Invariant($"{id},apple,{id * 7919L % 97},2024-01-{1 + id % 28:00}\n"));
            }
        }

        var bytes = File.ReadAllBytes(path);
        for (var at = bytes.Length * 3 / 4; at < bytes.Length * 3 / 4 + 40; at++)
        {
            bytes[at] ^= 0xFF;
        }

        File.WriteAllBytes(path, bytes);

        var run = lake.LandAndRun(s_toy, new InputPath("items", path), lake.Items("good.csv", "1,apple,1,2024-01-05"));
        Assert.Equal((2, 1, 1), (run.Steps[0].Account!.Received, run.Steps[0].Account!.Kept, run.Steps[0].Account!.Quarantined));
        Assert.Equal(
            ["changed.csv.gz|0|gzip: bytes were changed on the way; get the file again"],
            lake.Rows(s_toy, "SELECT origin, line, reasons FROM silver.items_quarantine")
        );
    }

    [Fact]
    public void A_raw_file_whose_bits_changed_in_the_lake_is_named_and_nothing_of_it_is_read()
    {
        using var lake = new ToyLake();
        var path = lake.PathOf("rotten.csv.gz");
        using (var writer = new StreamWriter(new GZipStream(File.Create(path), CompressionLevel.Fastest)))
        {
            writer.Write("id,name,amount,day\n2,apple,1,2024-01-05\n3,apple,1,2024-01-05\n");
        }

        lake.Land(s_toy, new InputPath("items", path), lake.Items("good.csv", "1,apple,1,2024-01-05"));
        var landed = lake.Lake.Objects.List("toy", "items").Single(each => each.Info.Origin == "rotten.csv.gz");
        Assert.Equal(2, landed.Info.Rows);
        var bytes = File.ReadAllBytes(landed.Path);
        bytes[^6] ^= 0xFF;
        File.WriteAllBytes(landed.Path, bytes);

        var before = lake.Lake.Head.Id;
        Assert.Contains(
            $"{landed.Path}' is not what landed",
            Assert.Throws<Lake.LakeException>(() => lake.Run(s_toy)).Message,
            StringComparison.Ordinal
        );
        Assert.Equal(before, lake.Lake.Head.Id);
    }
}
