using System.IO.Compression;
using System.Text;

namespace Analytics.Lake.Tests;

public sealed class BronzeTests
{
    [Fact]
    public void The_same_bytes_land_once_and_keep_their_first_description()
    {
        using var temp = new TempLake();
        var objects = temp.Lake.Objects;
        var first = objects.Land(
            "shop",
            "tills",
            Bytes("a\n1\n"),
            new BronzeInfo("first.csv", temp.Time.Now, Rows: 1, From: "2024-01-01", To: "2024-01-02", IngestionId: "i1")
        );
        var again = objects.Land("shop", "tills", Bytes("a\n1\n"), new BronzeInfo("again.csv", temp.Time.Now.AddDays(1)));
        Assert.True(first.IsNew);
        Assert.False(again.IsNew);
        Assert.Equal(first.Info, again.Info);
        Assert.Equal(first with { IsNew = false }, Assert.Single(temp.Lake.Objects.List("shop", "tills")));
        Assert.Equal("a\n1\n", File.ReadAllText(first.Path));
        // coreutils: printf 'a\n1\n' | sha256sum
        Assert.Equal("309b0e45a73d3fc5325e2b6ed0a01ef8b9cde6b05a5633c1f893f970d52bfddc", first.Sha);
        Assert.Equal($"{first.Sha}.csv", Path.GetFileName(first.Path));
    }

    [Fact]
    public void Objects_are_listed_by_the_time_they_were_received()
    {
        using var temp = new TempLake();
        foreach (var day in new[] { 3, 1, 2 })
        {
            temp.Lake.Objects.Land("shop", "tills", Bytes($"day {day}"), new BronzeInfo("x.csv", temp.Time.Now.AddDays(day)));
        }

        Assert.Equal(["day 1", "day 2", "day 3"], temp.Lake.Objects.List("shop", "tills").Select(each => File.ReadAllText(each.Path)));
        Assert.Empty(temp.Lake.Objects.List("shop", "unknown"));
    }

    [Theory]
    [InlineData("data.csv", false, ".csv")]
    [InlineData("data.csv.gz", true, ".csv.gz")]
    [InlineData("misnamed.json", true, ".json.gz")]
    [InlineData("not-compressed.jsonl.gz", false, ".jsonl")]
    [InlineData("no-extension", false, ".bin")]
    [InlineData("odd.ex/../t", false, ".bin")]
    public void Compression_is_told_by_the_first_bytes_not_by_the_name(string origin, bool gzip, string ending)
    {
        using var temp = new TempLake();
        var landed = temp.Lake.Objects.Land("shop", "tills", gzip ? Gzip("x") : Bytes("x"), new BronzeInfo(origin, temp.Time.Now));
        Assert.Equal(landed.Sha + ending, Path.GetFileName(landed.Path));
        Assert.Equal(gzip, landed.IsCompressed);
    }

    [Fact]
    public void A_json_object_does_not_collide_with_its_description()
    {
        using var temp = new TempLake();
        var landed = temp.Lake.Objects.Land("shop", "tills", Bytes("{}"), new BronzeInfo("page.json", temp.Time.Now));
        Assert.Equal("{}", File.ReadAllText(landed.Path));
        Assert.Equal(landed with { IsNew = false }, Assert.Single(temp.Lake.Objects.List("shop", "tills")));
    }

    [Fact]
    public void A_missing_input_file_is_one_clear_line()
    {
        using var temp = new TempLake();
        var error = Assert.Throws<LakeException>(() =>
            temp.Lake.Objects.Land("shop", "tills", Path.Combine(temp.Root, "nowhere.csv"), new BronzeInfo("nowhere.csv", temp.Time.Now))
        );
        Assert.Contains("--input", error.Message, StringComparison.Ordinal);
        Assert.Throws<LakeException>(() => temp.Lake.Objects.Land("../x", "tills", Bytes(""), new BronzeInfo("x", temp.Time.Now)));
    }

    [Fact]
    public void A_source_that_breaks_off_lands_nothing()
    {
        using var temp = new TempLake();
        Assert.Throws<LakeException>(() =>
            temp.Lake.Objects.Land("shop", "tills", new BreaksOff(), new BronzeInfo("x.csv", temp.Time.Now))
        );
        Assert.Empty(temp.Lake.Objects.List("shop", "tills"));
        temp.Time.Now = DateTimeOffset.MaxValue.AddDays(-1);
        temp.Lake.Collect(temp.Time, "test", dryRun: false);
        Assert.DoesNotContain(temp.Tree(), file => file.Key.Contains(".landing", StringComparison.Ordinal));
    }

    [Fact]
    public void Equal_bytes_land_once_whatever_they_are_called()
    {
        using var temp = new TempLake();
        string[] names = ["a.csv", "b.txt", "c.csv", "d.csv"];
        foreach (var name in names)
        {
            File.WriteAllText(Path.Combine(temp.Root, name), name == "d.csv" ? "other\n" : "same\n");
        }

        IReadOnlyList<BronzeObject> Land(params string[] files) =>
            temp.Lake.Objects.Land(
                "shop",
                [.. files.Select(name => new BronzeFile("tills", Path.Combine(temp.Root, name), new BronzeInfo(name, temp.Time.Now)))]
            );

        Assert.Equal([true, false, true], Land("a.csv", "b.txt", "d.csv").Select(each => each.IsNew));
        var again = Assert.Single(Land("b.txt"));
        Assert.Equal((false, ".csv", "a.csv"), (again.IsNew, Path.GetExtension(again.Path), again.Info.Origin));
        // A crash kept the description from being written: whoever lands the bytes again describes them as they lie there.
        File.Delete(again.Path[..^".csv".Length] + ".info.json");
        var described = Assert.Single(Land("b.txt"));
        Assert.Equal((false, ".csv", "b.txt"), (described.IsNew, Path.GetExtension(described.Path), described.Info.Origin));
        Assert.Equal(2, temp.Lake.Objects.List("shop", "tills").Count);
    }

    private static MemoryStream Bytes(string text) => new(Encoding.UTF8.GetBytes(text));

    private static MemoryStream Gzip(string text)
    {
        var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        stream.Position = 0;
        return stream;
    }

    private sealed class BreaksOff : MemoryStream
    {
        public override int Read(Span<byte> buffer) => throw new IOException("connection reset");

        public override int Read(byte[] buffer, int offset, int count) => throw new IOException("connection reset");
    }
}
