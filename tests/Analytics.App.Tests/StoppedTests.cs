using Analytics.Engine;

namespace Analytics.App.Tests;

/// <summary>What is printed when a gate stops a run, in each domain, and what quarantine.csx shows of it while the lake is still empty.</summary>
public sealed class StoppedTests
{
    /// <summary>Domain, source, and the text of its sample that is broken in every row.</summary>
    public static TheoryData<string, string, string, string> Broken =>
        new()
        {
            { "crashes", "crashes", @"\b20\d\d-\d\d-\d\dT", "crash_date: expected TIMESTAMP, got" },
            { "accidents", "accidents", @"\b\d\d/\d\d/\d{4}\b", "time: expected TIMESTAMP, got" },
            { "customers", "purchases", @"\b(20\d\d-\d\d-\d\d|\d\d/\d\d/20\d\d)", "purchased_at: expected TIMESTAMP, got" },
            { "households", "survey", @"(?m)^(""?)(Kanungu|Mitooma|Rubanda|Rukungiri)", "district: missing" },
            { "vehicles", "events", @"(?<=""timestamp"":"")20\d\d-\d\d-\d\d", "recorded_at: expected TIMESTAMP, got" },
        };

    private static (string Path, string Name, string Text) Sample(TempData temp, string domain, string source)
    {
        var file = Catalog.Of(domain).Sample(new SampleOptions(200)).First(each => each.Source == source);
        var text = new StringWriter();
        file.Write(text);
        var name = Path.GetFileName(file.FileName).Replace(".gz", "", StringComparison.Ordinal);
        return (temp.PathOf(name), name, text.ToString());
    }

    [Theory, MemberData(nameof(Broken))]
    public void The_commonest_reasons_are_printed_with_file_line_and_value_and_the_command_shows_the_rest(
        string domain,
        string source,
        string pattern,
        string reason
    )
    {
        using var temp = new TempData();
        var (path, name, text) = Sample(temp, domain, source);
        var spoilt = System.Text.RegularExpressions.Regex.Replace(text, pattern, domain == "households" ? "" : "rubbish ");
        Assert.NotEqual(text, spoilt);
        File.WriteAllText(path, spoilt);

        var run = Script.Run("rebuild", domain, "--data", temp.Data, "--input", $"{source}={path}");

        Assert.Equal(1, run.Code);
        Assert.Contains("nothing was published", run.Error, StringComparison.Ordinal);
        Assert.Contains("quarantine share", run.Error, StringComparison.Ordinal);
        var lines = run.Error.Split('\n');
        var at = Array.FindIndex(lines, line => line.StartsWith("The commonest reasons:", StringComparison.Ordinal));
        Assert.True(at > 0, run.Error);
        var reasons = lines[(at + 1)..]
            .TakeWhile(line => !line.StartsWith("The rest: ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("  ", StringComparison.Ordinal) && line[2] != ' ')
            .ToArray();
        Assert.InRange(reasons.Length, 1, 3);
        Assert.Contains(
            reasons,
            line =>
                System.Text.RegularExpressions.Regex.IsMatch(
                    line,
                    $@" rows, first in {System.Text.RegularExpressions.Regex.Escape(name)}:\d+: "
                ) && System.Text.RegularExpressions.Regex.Replace(line, " in '[^']*'", "").Contains(reason, StringComparison.Ordinal)
        );
        if (domain != "households")
        {
            Assert.Contains("rubbish", string.Concat(reasons), StringComparison.Ordinal);
        }

        var rest = Assert.Single(lines, line => line.StartsWith("The rest: ", StringComparison.Ordinal));
        Assert.Equal($"The rest: dotnet script scripts/quarantine.csx {domain}", rest.TrimEnd('\r'));

        // The lake is empty: only the candidate can be shown, asked by name or not.
        Assert.Empty(Lake.Lake.Open(temp.Data).Head.Tables);
        foreach (var words in new[] { new[] { domain }, ["all"], [] })
        {
            var shown = Script.Run("quarantine", [.. words, "--data", temp.Data, "--limit", "1000"]);
            Assert.True(shown.Code == 0, shown.Error);
            Assert.Contains($"{domain}: ", shown.Error, StringComparison.Ordinal);
            Assert.Contains("the candidate that a gate stopped", shown.Error, StringComparison.Ordinal);
            Assert.Contains(name, shown.Out, StringComparison.Ordinal);
        }

        var published = Script.Run("quarantine", domain, "--published", "--data", temp.Data);
        published.Refused(2, $"Nothing of {domain} is published");
    }

    [Theory, MemberData(nameof(Broken))]
    public void A_header_that_nobody_knows_is_printed_with_what_was_expected_and_what_was_seen(
        string domain,
        string source,
        string pattern,
        string reason
    )
    {
        using var temp = new TempData();
        var (path, name, text) = Sample(temp, domain, source);
        _ = (pattern, reason);
        var isJson = text.StartsWith('{');
        var header = text.Split('\n')[0];
        File.WriteAllText(
            path,
            isJson
                ? text.Replace("\"timestamp\"", "\"zz_when\"", StringComparison.Ordinal)
                : string.Join(
                    header.Contains(';', StringComparison.Ordinal) ? ';' : ',',
                    header.Split(',', ';').Select(cell => "zz_" + cell.Trim('"', '\r'))
                ) + text[header.Length..]
        );

        var run = Script.Run("rebuild", domain, "--data", temp.Data, "--input", $"{source}={path}");

        Assert.Equal(1, run.Code);
        Assert.Contains("refused files", run.Error, StringComparison.Ordinal);
        Assert.Contains($"first in {name}: header matches no layout", run.Error, StringComparison.Ordinal);
        Assert.Contains("missing column ", run.Error, StringComparison.Ordinal);
        Assert.Contains(", expected ", run.Error, StringComparison.Ordinal);
        Assert.Matches(@"it has \d+ columns: .*zz_", run.Error);
        Assert.Contains($"scripts/quarantine.csx {domain}", run.Error, StringComparison.Ordinal);
        Assert.Contains(
            "header matches no layout",
            Script.Run("quarantine", domain, "--format", "csv", "--data", temp.Data).Out,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Where_there_is_nothing_at_all_the_command_says_so()
    {
        using var temp = new TempData();
        Script.Run("quarantine", "--data", temp.Data).Refused(2, "Nothing is published", "scripts/rebuild.csx");
        Script.Run("quarantine", "crashes", "--data", temp.Data).Refused(2, "Nothing of crashes is published");
    }
}
