using System.Globalization;
using System.Text;
using LakeProbe;

namespace Analytics.Lake.Tests;

/// <summary>One flipped bit at a time, spread over every file of a lake: each is named, and none comes out as a wrong value.</summary>
public sealed class FlippedBitTests
{
    /// <summary>Every file once. <c>ANALYTICS_FLIPS=1500</c> takes the long way.</summary>
    private static readonly int s_flips = int.TryParse(
        Environment.GetEnvironmentVariable("ANALYTICS_FLIPS"),
        CultureInfo.InvariantCulture,
        out var flips
    )
        ? flips
        : 0;

    [Fact]
    public void Every_flipped_bit_in_any_file_is_named_and_none_reaches_a_reader()
    {
        using var temp = new TempLake { IsDamaged = true };
        Fill(temp);
        Assert.Empty(temp.Lake.Verify());
        var right = Parts(temp).ToDictionary(part => part.Name, part => part.Read());
        string[] files =
        [
            .. Directory
                .EnumerateFiles(temp.Folder, "*", SearchOption.AllDirectories)
                .Where(path => Path.GetFileName(path) != "LOCK")
                .Order(StringComparer.Ordinal),
        ];
        var random = new Random(7);
        var (unnamed, wrong) = (new List<string>(), new List<string>());
        for (var flip = 0; flip < Math.Max(s_flips, files.Length); flip++)
        {
            var path = files[flip % files.Length];
            var relative = Path.GetRelativePath(temp.Folder, path);
            var good = File.ReadAllBytes(path);
            var bad = (byte[])good.Clone();
            var (at, bit) = (random.Next(bad.Length), random.Next(8));
            bad[at] ^= (byte)(1 << bit);
            File.WriteAllBytes(path, bad);
            var where = FormattableString.Invariant($"{relative} byte {at} bit {bit}");
            using (var lake = Lake.OpenToVerify(temp.Folder))
            {
                if (lake.Verify().All(damage => damage.Path != relative))
                {
                    unnamed.Add(where);
                }
            }

            wrong.AddRange(
                Parts(temp).Where(part => part.Read() is { } seen && seen != right[part.Name]).Select(part => $"{where}: {part.Name}")
            );
            File.WriteAllBytes(path, good);
        }

        Assert.True(
            unnamed.Count == 0,
            FormattableString.Invariant($"{unnamed.Count} are not named:\n{string.Join('\n', unnamed.Take(40))}")
        );
        Assert.True(
            wrong.Count == 0,
            FormattableString.Invariant($"{wrong.Count} were read as a wrong value:\n{string.Join('\n', wrong.Take(40))}")
        );
        Assert.Empty(temp.Lake.Verify());
        Assert.Equal(right, Parts(temp).ToDictionary(part => part.Name, part => part.Read()));
    }

    [Fact]
    public void Verifying_goes_on_after_a_damage_and_names_every_one()
    {
        using var temp = new TempLake { IsDamaged = true };
        for (var rows = 10; rows <= 21; rows++)
        {
            Scenario.Write(temp.Folder, rows);
        }

        using var lake = temp.Lake;
        var head = lake.Head;
        var log = lake.LogOf(Scenario.Silver);
        string[] broken =
        [
            log.EntryPath(2),
            log.EntryPath(11),
            Delta.Checkpoint.PathOf(log, 10),
            head.Files(Scenario.Gold)[0],
            lake.Objects.List("shop", "tills")[0].Path,
            Path.Combine(temp.Folder, "runs", "run-12.json"),
        ];
        foreach (var path in broken)
        {
            var bytes = File.ReadAllBytes(path);
            bytes[bytes.Length / 2] ^= 1;
            File.WriteAllBytes(path, bytes);
        }

        Assert.Equal(
            broken.Select(path => Path.GetRelativePath(temp.Folder, path)).Order(StringComparer.Ordinal),
            lake.Verify().Select(damage => damage.Path).Distinct().Order(StringComparer.Ordinal)
        );
        Assert.Contains("is damaged", Assert.Throws<LakeException>(() => lake.Head.Sql(Scenario.Gold)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_was_checked_is_checked_again_when_it_changes()
    {
        using var temp = new TempLake { IsDamaged = true };
        var head = temp.Publish(TempLake.SalesRows(0, 10), partitionBy: null);
        _ = head.Sql("silver.shop.sales");
        var path = head.Files("silver.shop.sales")[0];
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.Throws<LakeException>(() => head.Sql("silver.shop.sales"));
    }

    /// <summary>A lake with something of every kind, and logs long enough to be read through a checkpoint.</summary>
    private static void Fill(TempLake temp)
    {
        for (var rows = 10; rows <= 32; rows++)
        {
            Scenario.Write(temp.Folder, rows);
        }

        using var lake = temp.Lake;
        var version = Write("models/shop/churn/1", ("model.json", "{\"weights\":[0.25,-1.5]}\n"), ("threshold.txt", "0.5\n"));
        Lake.SealFolder(version);
        foreach (var run in new[] { "a", "b" })
        {
            Lake.AppendSealed(
                Path.Combine(temp.Folder, "models", "shop", "churn", "decisions.jsonl"),
                $"{{\"run\":\"{run}\",\"promoted\":true}}"
            );
        }

        Lake.SealFolder(Write("experiments/shop/churn/a", ("run.json", "{\"score\":0.75}\n"), ("timing.json", "{}\n")));
        Lake.SealFolder(Write("mlruns/1/a", ("meta.yaml", "run_id: a\n"), ("params/trees", "400")));
        Lake.SealFiles(Write("mlruns", ("README.txt", "Look at it with mlflow.\n")), "README.txt");
        using (var writer = temp.Write())
        {
            writer.SetModel("shop/churn", "1");
            writer.Publish("model");
        }

        lake.Collect(temp.Time, "test", dryRun: false, history: 3);
        lake.Pin("audit", temp.Lake.Head);
        using (var writer = temp.Write())
        {
            writer.Replace(temp.Stage(writer, TempLake.SalesRows(0, 5), "gold.shop.refused"));
            writer.KeepCandidate("gate rows: expected 10, came 5");
        }

        string Write(string folder, params (string Name, string Text)[] files)
        {
            foreach (var (name, text) in files)
            {
                var path = Path.Combine(temp.Folder, folder, name);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, text);
            }

            return Path.Combine(temp.Folder, folder);
        }
    }

    /// <summary>What readers see, a part at a time; null where they get an error instead of a value.</summary>
    private static IEnumerable<(string Name, Func<string?> Read)> Parts(TempLake temp)
    {
        foreach (var table in new[] { Scenario.Silver, Scenario.Gold })
        {
            yield return (table, () => Get(lake => temp.Dump(lake.Head.Sql(table))));
        }

        yield return ("cursor", () => Get(lake => lake.Head.Cursors["tills"]));
        yield return ("history", () => Get(lake => string.Join(' ', lake.History(3).Select(each => each.Message))));
        yield return ("pins", () => Get(lake => string.Join(' ', lake.Pins.Select(pin => lake.At(pin.Value).Id))));
        yield return ("model", () => Get(lake => Text(lake.CheckedModel("shop/churn", "1"), "model.json", "threshold.txt")));
        yield return (
            "decisions",
            () => Get(lake => string.Join('\n', Lake.ReadSealed(Path.Combine(lake.Folder, "models", "shop", "churn", "decisions.jsonl"))))
        );
        yield return (
            "experiment",
            () =>
                Get(lake =>
                {
                    var folder = Path.Combine(lake.Folder, "experiments", "shop", "churn", "a");
                    lake.RequireSealed(folder);
                    return Text(folder, "run.json", "timing.json");
                })
        );
        yield return (
            "descriptions",
            () =>
                Get(lake =>
                    string.Join(
                        '\n',
                        lake.Objects.List("shop", "tills").Select(each => each with { Info = each.Info with { Reading = null } })
                    )
                )
        );
        yield return (
            "objects",
            () =>
                Get(lake =>
                {
                    var paths = Directory
                        .GetFiles(Path.Combine(lake.Folder, "bronze", "shop", "tills"), "*.csv")
                        .Order(StringComparer.Ordinal)
                        .ToArray();
                    lake.Objects.Require(paths);
                    return Text("", paths);
                })
        );

        string? Get(Func<Lake, string> read)
        {
            try
            {
                using var lake = Lake.Open(temp.Folder);
                return read(lake);
            }
            catch (LakeException)
            {
                return null;
            }
        }

        static string Text(string folder, params string[] names) =>
            string.Concat(names.Select(name => File.ReadAllText(Path.Combine(folder, name), Encoding.Latin1)));
    }
}
