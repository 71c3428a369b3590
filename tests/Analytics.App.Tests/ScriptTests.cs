namespace Analytics.App.Tests;

/// <summary>The scripts in the order in which a person uses them.</summary>
public sealed class ScriptTests
{
    [Fact]
    public void From_sample_to_query_history_diff_rollback_and_collect()
    {
        using var temp = new TempData();
        var plan = Script.Run("plan", "crashes", "--data", temp.Data);
        Assert.Contains("silver.crashes.crashes", plan.Out, StringComparison.Ordinal);
        Assert.False(Directory.Exists(temp.Data));
        temp.Filled();

        Assert.Contains(
            "everything is fresh",
            Script.Run("rebuild", "crashes", "--plan", "--data", temp.Data).Out,
            StringComparison.Ordinal
        );
        Assert.Equal(0, Script.Run("rebuild", "crashes", "--data", temp.Data).Code);
        var crashes = Script.Run("query", "select sum(crashes)::bigint as n from crashes.by_month", "--format", "csv", "--data", temp.Data);
        Assert.StartsWith("n\n", crashes.Out.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.InRange(int.Parse(crashes.Out.Trim().Split('\n')[1], System.Globalization.CultureInfo.InvariantCulture), 190, 200);

        var first = Script.Run("history", "--data", temp.Data).Out.Split(' ')[0];
        var more = temp.PathOf("more.csv");
        File.WriteAllText(more, $"CRASH_RECORD_ID,CRASH_DATE\n{new string('a', 128)},2024-05-05T10:00:00\n");
        Assert.Equal(0, Script.Run("rebuild", "crashes", "--input", "crashes=" + more, "--data", temp.Data).Code);
        Assert.Contains("gold.crashes.by_month", Script.Run("diff", first, "--data", temp.Data).Out, StringComparison.Ordinal);
        Assert.Contains(first, Script.Run("rollback", first, "--data", temp.Data).Out, StringComparison.Ordinal);
        Assert.Equal(
            crashes.Out,
            Script.Run("query", "select sum(crashes)::bigint as n from crashes.by_month", "--format", "csv", "--data", temp.Data).Out
        );
        Assert.Equal(0, Script.Run("collect", "--keep", "1", "--data", temp.Data).Code);
        Assert.Equal((0, ""), (Script.Run("verify", "--data", temp.Data).Code, ""));
        Assert.Contains("crashes/crashes: 2 files", Script.Run("bronze", "crashes", "--data", temp.Data).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flipped_bit_is_found_by_verify_with_exit_code_1()
    {
        using var temp = new TempData().Filled();
        var file = Directory
            .GetFiles(Path.Combine(temp.Data, "gold"), "*.parquet", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .First();
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(file, bytes);

        var verify = Script.Run("verify", "crashes", "--data", temp.Data);
        Assert.Equal(1, verify.Code);
        Assert.Contains(Path.GetFileName(file), verify.Out, StringComparison.Ordinal);
        Assert.Contains("scripts/rollback.csx", verify.Out, StringComparison.Ordinal);
    }
}
