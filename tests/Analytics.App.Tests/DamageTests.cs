using Analytics.Engine;
using Analytics.Lake;

namespace Analytics.App.Tests;

/// <summary>Whatever is damaged, the command that a message names does help.</summary>
public sealed class DamageTests
{
    private static void Flip(string path)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    [Fact]
    public void A_damaged_manifest_in_force_is_told_by_history_and_mended_by_rollback_and_rebuild()
    {
        using var temp = TempData.CopyOfTrained();
        string head,
            before;
        using (var lake = Lake.Lake.Open(temp.Data))
        {
            (head, before) = (lake.Head.Id, lake.Head.Parent!);
        }

        Flip(Path.Combine(temp.Data, "manifests", head + ".json"));

        var verify = Script.Run("verify", "--data", temp.Data);
        Assert.Equal(1, verify.Code);
        Assert.Contains("scripts/history.csx", verify.Out, StringComparison.Ordinal);
        var history = Script.Run("history", "--data", temp.Data);
        Assert.Equal(1, history.Code);
        Assert.Contains("scripts/rollback.csx", history.Error, StringComparison.Ordinal);
        Assert.StartsWith(before[..12], history.Out, StringComparison.Ordinal);
        var rollback = Script.Run("rollback", before[..12], "--data", temp.Data);
        Assert.Equal((0, ""), (rollback.Code, rollback.Error));
        Assert.Contains("scripts/rebuild.csx all", rollback.Out, StringComparison.Ordinal);
        Assert.Equal(0, Script.Run("collect", "--data", temp.Data).Code);
        Assert.Equal((0, ""), (Script.Run("verify", "--data", temp.Data).Code, Script.Run("history", "--data", temp.Data).Error));
    }

    [Theory]
    [InlineData("model.json")]
    [InlineData("card.json")]
    public void A_damaged_champion_gives_way_to_one_trained_again_and_can_be_removed_then(string file)
    {
        using var temp = TempData.CopyOfTrained();
        using var lake = Lake.Lake.Open(temp.Data);
        var registry = new Registry(lake);
        var version = registry.ChampionOf("crashes", "severity")!;
        var run = registry.Card("crashes", "severity", version).Run.Id;
        Flip(Path.Combine(registry.FolderOf("crashes", "severity", version), file));

        var verify = Script.Run("verify", "--data", temp.Data);
        Assert.Contains("scripts/train.csx crashes --study severity", verify.Out, StringComparison.Ordinal);
        Assert.Equal(0, Script.Run("experiments", "list", "--data", temp.Data).Code);
        Assert.True(
            new Retraining(lake)
                .Judge(Catalog.Of(["crashes"])[0], Catalog.Of(["crashes"])[0].Studies.First(study => study.Name == "severity"))
                .IsNeeded
        );
        var train = Script.Run("train", "crashes", "--study", "severity", "--learner", "logistic", "--data", temp.Data);
        Assert.Equal((0, ""), (train.Code, train.Error));
        // The same data make the same run; it is another version, whose bytes are whole.
        var now = registry.ChampionOf("crashes", "severity")!;
        Assert.NotEqual(version, now);
        Assert.Equal(run, registry.Card("crashes", "severity", now).Run.Id);
        Assert.Contains("is damaged", registry.Decisions("crashes", "severity")[^1].Reason, StringComparison.Ordinal);

        Script.Run("experiments", "remove", $"crashes/severity@{now}", "--data", temp.Data).Refused(1, "is in force");
        Assert.Equal(0, Script.Run("experiments", "remove", $"crashes/severity@{version}", "--data", temp.Data).Code);
        Assert.Equal((0, 0), (Script.Run("collect", "--data", temp.Data).Code, Script.Run("verify", "--data", temp.Data).Code));
    }

    [Fact]
    public void No_single_bit_of_a_table_or_a_model_reaches_a_page_a_training_or_a_prediction()
    {
        using var temp = TempData.CopyOfTrained();
        var crashes = Catalog.Of("crashes");
        var study = crashes.Studies.First(each => each.Name == "severity");
        string[] tables,
            model;
        using (var lake = Lake.Lake.Open(temp.Data))
        {
            tables = [.. lake.Head.Tables.Keys.SelectMany(lake.Head.Files)];
            model = Directory.GetFiles(
                new Registry(lake).FolderOf("crashes", "severity", new Registry(lake).ChampionOf("crashes", "severity")!)
            );
        }

        string[] predict = ["crashes", "--row", PredictTests.Case, "--data", temp.Data];
        var (code, whole, told) = Script.Run("predict", predict);
        Assert.Equal((0, ""), (code, told));
        var random = new Random(1);
        foreach (var path in model.SelectMany(path => Enumerable.Repeat(path, 5)))
        {
            Flipped(
                path,
                random,
                () =>
                {
                    var answer = Script.Run("predict", predict);
                    Assert.True(
                        answer is { Code: 1, Out: "" } && answer.Error.Contains("is damaged", StringComparison.Ordinal),
                        $"{path}: {answer}"
                    );
                }
            );
        }

        foreach (var path in tables)
        {
            Flipped(
                path,
                random,
                () =>
                {
                    using var lake = Lake.Lake.Open(temp.Data);
                    var damaged = new List<string>();
                    foreach (var table in lake.Head.Tables.Keys)
                    {
                        try
                        {
                            _ = lake.Head.Sql(table);
                        }
                        catch (LakeException error)
                        {
                            Assert.Contains("is damaged", error.Message, StringComparison.Ordinal);
                            damaged.Add(table);
                        }
                    }

                    Assert.NotEmpty(damaged);
                    // A page and a training open every table that they read, and stop at the first that is damaged.
                    if (damaged.Contains("gold.crashes.features"))
                    {
                        Assert.Contains(
                            "is damaged",
                            Assert.Throws<LakeException>(() => new Trainer(lake, TimeProvider.System).Train(crashes, study)).Message,
                            StringComparison.Ordinal
                        );
                    }

                    Assert.Contains(
                        "is damaged",
                        Assert.Throws<LakeException>(() => QualityReport.Of(lake, crashes)).Message,
                        StringComparison.Ordinal
                    );
                }
            );
        }

        Assert.Equal(whole, Script.Run("predict", predict).Out);
    }

    /// <summary>Does something while one bit of a file is another.</summary>
    private static void Flipped(string path, Random random, Action act)
    {
        var good = File.ReadAllBytes(path);
        var bad = (byte[])good.Clone();
        bad[random.Next(bad.Length)] ^= (byte)(1 << random.Next(8));
        File.WriteAllBytes(path, bad);
        act();
        File.WriteAllBytes(path, good);
    }

    [Theory]
    [InlineData("\u001b[2Jgone", "\\x1b[2Jgone")]
    [InlineData("a\0b\u0007\u009bc\u007f", "a\\x00b\\x07\\x9bc\\x7f")]
    [InlineData("x\u202ey\u2066", "x\\u202ey\\u2066")]
    [InlineData("Ünï \t code 中\r\n", "Ünï \t code 中\r\n")]
    public void A_terminal_is_shown_control_characters_and_does_not_obey_them(string text, string shown)
    {
        using var inner = new StringWriter();
        using var writer = new VisibleWriter(inner);
        writer.Write(text);
        Assert.Equal(shown, inner.ToString());
        inner.GetStringBuilder().Clear();
        foreach (var each in text)
        {
            writer.Write(each);
        }

        writer.WriteLine(text.ToCharArray());
        Assert.Equal(shown + shown + writer.NewLine, inner.ToString());
    }
}
