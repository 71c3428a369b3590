using Analytics.Lake;

namespace Analytics.App.Tests;

/// <summary>Whatever is typed or lies on the disk: one clear line, the next command, exit code 2 for the person's mistake and 1 for the lake's, no trace.</summary>
public sealed class BadUseTests
{
    [Theory]
    [InlineData("rebuild")]
    [InlineData("silver")]
    [InlineData("gold")]
    [InlineData("plan")]
    [InlineData("bronze")]
    [InlineData("verify")]
    [InlineData("sample")]
    public void An_unknown_domain_is_told_which_there_are(string script) =>
        Script.Run(script, "crushes").Refused(2, "There is no domain 'crushes'", "crashes");

    [Fact]
    public void An_unknown_option_is_named_with_the_way_to_help() =>
        Script.Run("rebuild", "crashes", "--fast").Refused(2, "--fast", "dotnet script scripts/rebuild.csx --help");

    [Fact]
    public void An_option_without_its_value_is_named() =>
        Script.Run("rebuild", "crashes", "--threads", "many").Refused(2, "many", "--help");

    [Fact]
    public void A_path_that_is_not_there_an_empty_folder_and_a_glob_without_files_are_named()
    {
        using var temp = new TempData();
        Directory.CreateDirectory(temp.PathOf("empty"));

        Script
            .Run("rebuild", "crashes", "--data", temp.Data, "--input", "crashes=" + temp.PathOf("nowhere.csv"))
            .Refused(2, "nowhere.csv", "there is no such file or folder");
        Script
            .Run("rebuild", "crashes", "--data", temp.Data, "--input", "crashes=" + temp.PathOf("empty"))
            .Refused(2, "the folder is empty");
        Script
            .Run("rebuild", "crashes", "--data", temp.Data, "--input", "crashes=" + temp.PathOf("empty/*.csv"))
            .Refused(2, "no file matches");
        Assert.False(File.Exists(Path.Combine(temp.Data, "HEAD")));
    }

    [Fact]
    public void An_input_that_no_domain_takes_or_that_is_no_pair_is_explained()
    {
        Script.Run("rebuild", "crashes", "--input", "wheels=x.csv").Refused(2, "wheels", "crashes takes crashes, vehicles, people, merged");
        Script.Run("rebuild", "crashes", "--input", "x.csv").Refused(2, "--input takes name=path", "For example");
    }

    [Theory]
    [InlineData("bronze")]
    [InlineData("rebuild")]
    public void Days_are_for_fetching_and_one_that_is_none_is_named(string script)
    {
        using var temp = new TempData();
        Script.Run(script, "crashes", "--data", temp.Data, "--fetch", "--from", "31.1.2024").Refused(2, "31.1.2024", "yyyy-MM-dd");
        Script.Run(script, "crashes", "--data", temp.Data, "--from", "2024-01-31").Refused(2, "--fetch", "--from 2024-01-01");
        Script.Run(script, "customers", "--data", temp.Data, "--fetch").Refused(2, "customers", "no public API");
    }

    [UnprivilegedFact]
    public void Input_without_permission_is_named_with_what_to_do()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var temp = new TempData();
        const UnixFileMode Everybody = (UnixFileMode)0b111_111_111;
        foreach (var open in new[] { temp.Root, temp.Data })
        {
            File.SetUnixFileMode(Directory.CreateDirectory(open).FullName, Everybody);
        }

        File.WriteAllText(temp.PathOf("closed.csv"), "x");
        File.SetUnixFileMode(temp.PathOf("closed.csv"), UnixFileMode.None);
        File.SetUnixFileMode(Directory.CreateDirectory(temp.PathOf("closed")).FullName, UnixFileMode.None);
        Script[] said;
        using (UnprivilegedFactAttribute.Drop())
        {
            Assert.Throws<UnauthorizedAccessException>(() => File.ReadAllText(temp.PathOf("closed.csv")));
            said =
            [
                Script.Run("rebuild", "crashes", "--data", temp.Data, "--input", "crashes=" + temp.PathOf("closed")),
                Script.Run("rebuild", "crashes", "--data", temp.Data, "--input", "crashes=" + temp.PathOf("closed.csv")),
                Script.Run("history", "--data", temp.PathOf("closed/data")),
            ];
        }

        said[0].Refused(2, "closed", "chmod +r");
        said[1].Refused(2, "closed.csv", "chmod +r");
        said[2].Refused(1, "--data");
    }

    [Fact]
    public void A_file_in_place_of_the_lake_is_named()
    {
        using var temp = new TempData();
        File.WriteAllText(temp.PathOf("file"), "x");

        Script.Run("rebuild", "crashes", "--data", temp.PathOf("file")).Refused(1, "is a file, not a lake's folder", "--data");
    }

    [Fact]
    public void A_locked_lake_says_who_writes_and_stays_readable()
    {
        using var temp = new TempData().Filled();
        using var lake = Lake.Lake.Open(temp.Data);
        using var writer = lake.Write(TimeProvider.System, "the night job");

        Script.Run("rebuild", "crashes", "--data", temp.Data, "--force").Refused(1, "the night job", "run again");
        Script.Run("collect", "--data", temp.Data).Refused(1, "the night job");
        Assert.Equal(0, Script.Run("query", "from crashes.by_month", "--data", temp.Data).Code);
        Assert.Equal(0, Script.Run("verify", "--data", temp.Data).Code);
    }

    [Theory]
    [InlineData("rebuild", "crashes")]
    [InlineData("query", "select 1")]
    [InlineData("history")]
    [InlineData("plan")]
    public void A_damaged_head_stops_every_script_and_names_the_file(params string[] words)
    {
        using var temp = new TempData();
        Directory.CreateDirectory(temp.Data);
        File.WriteAllText(Path.Combine(temp.Data, "HEAD"), "not a hash\n");

        Script.Run(words[0], [.. words[1..], "--data", temp.Data]).Refused(1, "HEAD", "does not name a snapshot", "backup");
    }

    [Fact]
    public void A_lake_of_a_newer_format_is_not_touched()
    {
        using var temp = new TempData();
        Directory.CreateDirectory(Path.Combine(temp.Data, "manifests"));
        var manifest = "{\"format\":99,\"tables\":{}}\n"u8.ToArray();
        var sha = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(manifest));
        File.WriteAllBytes(Path.Combine(temp.Data, "manifests", sha + ".json"), manifest);
        File.WriteAllText(Path.Combine(temp.Data, "HEAD"), sha + "\n");

        Script.Run("rebuild", "crashes", "--data", temp.Data).Refused(1, "99", "newer");
        Assert.Equal(sha + "\n", File.ReadAllText(Path.Combine(temp.Data, "HEAD")));
    }

    [Fact]
    public void A_query_that_is_no_sql_an_unknown_format_and_an_empty_lake_are_told_apart()
    {
        using var temp = new TempData();
        Script
            .Run("query", "from crashes.by_month", "--data", temp.Data)
            .Refused(2, "The lake is empty", "dotnet script scripts/rebuild.csx");
        Script.Run("query", "select 1", "--format", "xml", "--data", temp.Data).Refused(2, "table, csv or json");
        temp.Filled();
        var wrong = Script.Run("query", "from crashes.hotspot", "--data", temp.Data);
        Assert.Equal(1, wrong.Code);
        Assert.Contains("hotspot", wrong.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_snapshot_that_is_none_is_named_with_the_way_to_the_list()
    {
        using var temp = new TempData().Filled();

        Script.Run("rollback", "zzzz", "--data", temp.Data).Refused(1, "zzzz", "dotnet script scripts/history.csx");
        Script.Run("diff", "0000000", "--data", temp.Data).Refused(1, "0000000");
        Script.Run("collect", "--keep", "0", "--data", temp.Data).Refused(2, "--keep");
    }

    [Fact]
    public void Verbose_shows_the_trace() => Assert.Throws<Engine.UsageException>(() => Script.Run("rebuild", "crushes", "--verbose"));
}
