using System.Text;

namespace Analytics.Lake.Tests;

public sealed class VerifyTests
{
    private const string Table = "silver.shop.sales";

    [Fact]
    public void A_flipped_bit_in_any_file_is_found_and_named()
    {
        using var temp = new TempLake();
        for (var i = 1; i <= 11; i++)
        {
            temp.Publish(TempLake.SalesRows(0, 60 + i));
        }

        var landed = temp.Lake.Objects.Land(
            "shop",
            "tills",
            new MemoryStream(Encoding.UTF8.GetBytes("a,b\n1,2\n")),
            new BronzeInfo("till.csv", temp.Time.Now)
        );
        using var lake = temp.Lake;
        Assert.Empty(lake.Verify());
        var head = lake.Head;
        var log = lake.LogOf(Table);
        foreach (
            var path in head.Files(Table)
                .Append(landed.Path)
                .Append(Path.Combine(temp.Folder, "manifests", head.Id + ".json"))
                .Append(Delta.Checkpoint.PathOf(log, 10))
        )
        {
            var good = File.ReadAllBytes(path);
            var bad = (byte[])good.Clone();
            bad[bad.Length / 3] ^= 4;
            File.WriteAllBytes(path, bad);
            Assert.Contains(
                lake.Verify(),
                damage => damage.ToString().Contains(Path.GetFileNameWithoutExtension(path), StringComparison.Ordinal)
            );
            File.WriteAllBytes(path, good);
        }

        Assert.Empty(temp.Lake.Verify());
    }

    [Fact]
    public void A_damaged_or_missing_file_of_any_version_of_a_model_is_found()
    {
        using var temp = new TempLake();
        foreach (var version in new[] { "1", "2" })
        {
            var folder = Directory.CreateDirectory(Path.Combine(temp.Folder, "models", "shop", "churn", version)).FullName;
            File.WriteAllText(Path.Combine(folder, "model.json"), $"{{\"version\":{version}}}\n");
            File.WriteAllText(Path.Combine(folder, "threshold.txt"), "0.5\n");
            Lake.SealFolder(folder);
        }

        using (var writer = temp.Write())
        {
            writer.SetModel("shop/churn", "2");
            writer.Publish("model");
        }

        using var lake = temp.Lake;
        Assert.Empty(lake.Verify());
        File.AppendAllText(Path.Combine(temp.Folder, "models/shop/churn/1/model.json"), " ");
        Assert.Equal("models/shop/churn/1/model.json", Assert.Single(lake.Verify()).Path.Replace('\\', '/'));
        File.AppendAllText(Path.Combine(temp.Folder, "models/shop/churn/2/model.json"), " ");
        File.Delete(Path.Combine(temp.Folder, "models/shop/churn/2/threshold.txt"));
        Assert.Equal(
            ["models/shop/churn/1/model.json", "models/shop/churn/2/model.json", "models/shop/churn/2/threshold.txt"],
            lake.Verify().Select(damage => damage.Path.Replace('\\', '/'))
        );
        File.Delete(Path.Combine(temp.Folder, "models/shop/churn/1/SHA256SUMS"));
        Assert.Contains(lake.Verify(), damage => damage.What.Contains("train it again", StringComparison.Ordinal));
        Assert.Throws<LakeException>(() => lake.CheckedModel("shop/churn", "1"));
        Assert.Throws<LakeException>(() => lake.CheckedModel("shop/churn", "2"));
    }

    [Fact]
    public void A_changed_log_entry_is_found()
    {
        using var temp = new TempLake { IsDamaged = true };
        temp.Publish(TempLake.SalesRows(0, 60));
        var entry = temp.Lake.LogOf(Table).EntryPath(0);
        var lines = File.ReadAllLines(entry);
        File.WriteAllLines(entry, lines[..^1]);
        Assert.Contains(temp.Lake.Verify(), damage => damage.Table == Table);
        var error = Assert.Throws<LakeException>(() => temp.Lake.Head.Files(Table));
        Assert.Contains("verify.csx", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_found()
    {
        using var temp = new TempLake { IsDamaged = true };
        var path = temp.Publish(TempLake.SalesRows(0, 60)).Files(Table)[2];
        File.Delete(path);
        var damage = Assert.Single(temp.Lake.Verify());
        Assert.Equal(Path.GetRelativePath(temp.Folder, path), damage.Path);
        Assert.Equal(damage, Assert.Single(temp.Lake.Head.Check(Table)));
    }

    [Fact]
    public void Publishing_the_same_rows_again_with_a_change_elsewhere_mends_a_damaged_file()
    {
        using var temp = new TempLake();
        var path = temp.Publish(TempLake.SalesRows(0, 10), partitionBy: null).Files(Table)[0];
        temp.Publish(TempLake.SalesRows(0, 20), partitionBy: null);
        File.WriteAllText(path, "broken");
        temp.Publish(TempLake.SalesRows(0, 10), partitionBy: null);
        Assert.Empty(temp.Lake.Verify());
    }

    [Fact]
    public void A_lake_of_a_newer_format_is_refused_by_readers_and_writers()
    {
        using var temp = new TempLake { IsDamaged = true };
        temp.Publish(TempLake.SalesRows(0, 10));
        var json = File.ReadAllText(Path.Combine(temp.Folder, "manifests", temp.Lake.Head.Id + ".json"))
            .Replace("\"format\": 2", "\"format\": 3", StringComparison.Ordinal);
        var sha = Storage.Hash.OfText(json);
        File.WriteAllText(Path.Combine(temp.Folder, "manifests", sha + ".json"), json);
        File.WriteAllText(Path.Combine(temp.Folder, "HEAD"), sha + "\n");
        var before = temp.Tree();
        var error = Assert.Throws<LakeException>(() => Lake.Open(temp.Folder));
        Assert.Contains("newer version", error.Message, StringComparison.Ordinal);
        Assert.Contains("git pull", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, temp.Tree());
    }

    [Fact]
    public void A_table_that_another_engine_upgraded_is_refused()
    {
        using var temp = new TempLake { IsDamaged = true };
        temp.Publish(TempLake.SalesRows(0, 10));
        var entry = temp.Lake.LogOf(Table).EntryPath(0);
        // Another engine writes no seal of ours.
        var text = System.Text.RegularExpressions.Regex.Replace(
            File.ReadAllText(entry),
            ",\"analytics.sealed\":\"sha256\",\"analytics.seal\":\"[0-9a-f]*\"",
            ""
        );
        File.WriteAllText(entry, text.Replace("\"minReaderVersion\":1", "\"minReaderVersion\":3", StringComparison.Ordinal));
        var error = Assert.Throws<LakeException>(() => temp.Lake.Head.Files(Table));
        Assert.Contains("reader 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_lake_is_refused_in_one_line()
    {
        using var temp = new TempLake { IsDamaged = true };
        var file = Path.Combine(temp.Root, "file");
        File.WriteAllText(file, "x");
        Assert.Contains("is a file", Assert.Throws<LakeException>(() => Lake.Open(file)).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(temp.Folder);
        File.WriteAllText(Path.Combine(temp.Folder, "HEAD"), "ref: refs/heads/main\n");
        Assert.Contains(
            "ref: refs/heads/main",
            Assert.Throws<LakeException>(() => Lake.Open(temp.Folder)).Message,
            StringComparison.Ordinal
        );
        File.WriteAllText(Path.Combine(temp.Folder, "HEAD"), new string('a', 64) + "\n");
        Assert.Contains("aaaaaaaaaaaa", Assert.Throws<LakeException>(() => Lake.Open(temp.Folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Opening_a_folder_that_is_not_there_creates_nothing()
    {
        using var temp = new TempLake();
        using var lake = Lake.Open(temp.Folder);
        Assert.Equal(Snapshot.Empty, lake.Head);
        Assert.Empty(lake.History());
        Assert.Empty(lake.Verify());
        Assert.Contains("rebuild.csx", Assert.Throws<LakeException>(() => lake.Head.Sql(Table)).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(temp.Folder));
    }
}
