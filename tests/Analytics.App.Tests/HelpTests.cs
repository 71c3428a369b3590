namespace Analytics.App.Tests;

public sealed class HelpTests
{
    public static TheoryData<string> Domains => [.. Catalog.Domains.Select(domain => domain.Name)];

    public static TheoryData<string> Scripts => [.. Script.All.Keys];

    [Theory, MemberData(nameof(Scripts))]
    public void Every_script_explains_itself(string name)
    {
        var help = Script.Run(name, "--help");

        Assert.Equal(0, help.Code);
        Assert.Contains($"dotnet script scripts/{name}.csx", help.Out, StringComparison.Ordinal);
        Assert.Contains("--verbose", help.Out, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(RealData.Repository, "scripts", name + ".csx")), $"scripts/{name}.csx does not exist.");
    }

    [Fact]
    public void Every_script_file_that_calls_a_command_is_tested_here_and_is_thin()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(RealData.Repository, "scripts"), "*.csx"))
        {
            var text = File.ReadAllText(file);
            Assert.InRange(text.Split('\n').Length, 3, 30);
        }

        Assert.All(
            Script.All.Keys,
            name =>
                Assert.Contains(
                    "Analytics.App.Commands.",
                    File.ReadAllText(Path.Combine(RealData.Repository, "scripts", name + ".csx")),
                    StringComparison.Ordinal
                )
        );
    }
}
