namespace Analytics.Lake.Tests;

/// <summary>When what HEAD names is damaged, nobody can begin from it: a whole snapshot takes its place.</summary>
public sealed class RecoverTests
{
    private const string Table = "silver.shop.sales";

    private static void Flip(string path)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    [Fact]
    public void A_whole_snapshot_takes_the_place_of_a_damaged_one_and_the_lake_goes_on_from_it()
    {
        using var temp = new TempLake();
        var published = Enumerable.Range(1, 4).Select(i => temp.Publish(TempLake.SalesRows(0, i * 10))).ToArray();
        Flip(Path.Combine(temp.Folder, "manifests", published[3].Id + ".json"));
        Assert.Throws<LakeException>(() => temp.Write());
        using (var lake = Lake.OpenToVerify(temp.Folder))
        {
            Assert.Contains(published[3].Id[..12], lake.HeadDamage, StringComparison.Ordinal);
            // The longest history first: what anybody would go back to.
            Assert.Equal(published.Reverse().Skip(1).Select(each => each.Id), lake.Whole().Select(each => each.Id));
            lake.Recover(lake.Whole()[0], temp.Time, "test");
        }

        using var recovered = temp.Lake;
        Assert.Null(recovered.HeadDamage);
        Assert.Equal(published[2].Id, recovered.Head.Id);
        Assert.Equal(temp.Dump(TempLake.SalesRows(0, 30)), temp.Dump(recovered.Head.Sql(Table)));
        Assert.False(Directory.Exists(Path.Combine(temp.Folder, ".stage")));
        // The Delta log holds an entry of the lost snapshot: the next publish goes on behind it.
        var next = temp.Publish(TempLake.SalesRows(0, 50));
        Assert.Equal(published[2].Id, next.Parent);
        Assert.Equal(temp.Dump(TempLake.SalesRows(0, 50)), temp.Dump(next.Sql(Table)));
        temp.Lake.Collect(temp.Time, "test", dryRun: false);
        Assert.Empty(temp.Lake.Verify());
    }

    [Fact]
    public void A_HEAD_of_broken_text_gives_way_too()
    {
        using var temp = new TempLake();
        var published = temp.Publish(TempLake.SalesRows(0, 10));
        File.WriteAllText(Path.Combine(temp.Folder, "HEAD"), "\0\0\0\0");
        using var lake = Lake.OpenToVerify(temp.Folder);
        lake.Recover(lake.At(published.Id[..8]), temp.Time, "test");
        Assert.Equal(published.Id, temp.Lake.Head.Id);
    }

    [Fact]
    public void Nothing_is_recovered_where_the_published_snapshot_can_be_read_or_files_of_the_wanted_one_are_gone()
    {
        using var temp = new TempLake();
        var (first, second) = (temp.Publish(TempLake.SalesRows(0, 10)), temp.Publish(TempLake.SalesRows(0, 20)));
        using var lake = Lake.OpenToVerify(temp.Folder);
        Assert.Contains(
            "can be read",
            Assert.Throws<LakeException>(() => lake.Recover(first, temp.Time, "test")).Message,
            StringComparison.Ordinal
        );
        Assert.Equal(second.Id, temp.Lake.Head.Id);
        temp.IsDamaged = true;
        Flip(Path.Combine(temp.Folder, "manifests", second.Id + ".json"));
        File.Delete(first.Files(Table)[0]);
        Assert.Contains(
            "cannot come back",
            Assert.Throws<LakeException>(() => lake.Recover(first, temp.Time, "test")).Message,
            StringComparison.Ordinal
        );
        Assert.NotNull(lake.HeadDamage);
    }

    [Fact]
    public void A_removed_model_version_is_nowhere_and_a_snapshot_that_puts_it_in_force_cannot_come_back()
    {
        using var temp = new TempLake();
        foreach (var version in new[] { "1", "2" })
        {
            var folder = Directory.CreateDirectory(Path.Combine(temp.Folder, "models", "shop", "churn", version)).FullName;
            File.WriteAllText(Path.Combine(folder, "model.json"), $"{{\"version\":{version}}}\n");
            Lake.SealFolder(folder);
        }

        Snapshot Set(Action<LakeWriter> act)
        {
            using var writer = temp.Write();
            act(writer);
            return writer.Publish("model");
        }

        var (one, _) = (Set(writer => writer.SetModel("shop/churn", "1")), Set(writer => writer.SetModel("shop/churn", "2")));
        Assert.Contains(
            "in force",
            Assert.Throws<LakeException>(() => Set(writer => writer.ForgetModel("shop/churn", "2"))).Message,
            StringComparison.Ordinal
        );
        Set(writer => writer.ForgetModel("shop/churn", "1"));
        Lake.RemoveModel(Path.Combine(temp.Folder, "models", "shop", "churn", "1"));
        Assert.Empty(temp.Lake.Verify());
        Assert.Contains(
            "shop/churn@1 was removed",
            Assert.Throws<LakeException>(() => Set(writer => writer.Rollback(one))).Message,
            StringComparison.Ordinal
        );
    }
}
