using System.Text.RegularExpressions;
using Analytics.Interactive.Notebooks;

namespace Analytics.Interactive.Tests.Notebooks;

/// <summary>Every option that render's help names is read as it is typed, and no other is.</summary>
public sealed class RenderOptionsTests
{
    private static readonly Dictionary<string, (string[] Typed, Func<RenderOptions, bool> IsRead)> s_options = new()
    {
        ["--set"] = (["--set", "year=2014"], options => options.Values["year"] == "2014"),
        ["--check"] = (["--check"], options => options.IsCheck),
        ["--html"] = (["--html"], options => options.WantsHtml),
        ["--out"] = (["--out", "run.ipynb"], options => options.Out == "run.ipynb" && options.OutNotebook == "run.ipynb"),
        ["--force"] = (["--force"], options => options.IsForced),
        ["--timeout"] = (["--timeout", "1.5"], options => options.Timeout == TimeSpan.FromSeconds(1.5)),
    };

    [Fact]
    public void All_that_the_help_names_is_read_as_typed_and_needs_its_value()
    {
        Assert.Equal(
            s_options.Keys.Order(StringComparer.Ordinal),
            Regex
                .Matches(RenderOptions.Usage, "(?m)^ +(--[a-z-]+)")
                .Select(each => each.Groups[1].Value)
                .Distinct()
                .Order(StringComparer.Ordinal)
        );
        foreach (var (name, (typed, isRead)) in s_options)
        {
            var read = RenderOptions.Parse(["crashes", .. typed]);
            Assert.True(isRead(read), name);
            Assert.Equal("crashes", read.Target);
            Assert.Throws<NotebookException>(() => RenderOptions.Parse([name + "s"]));
            if (typed.Length > 1)
            {
                Assert.Contains(
                    name,
                    Assert.Throws<NotebookException>(() => RenderOptions.Parse([name])).Message,
                    StringComparison.Ordinal
                );
            }
        }

        Assert.True(RenderOptions.Parse(["--help"]).WantsHelp);
        Assert.True(RenderOptions.Parse(["-h"]).WantsHelp);
    }
}
