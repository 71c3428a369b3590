using System.Globalization;
using System.Text.RegularExpressions;

namespace Analytics.App.Tests;

/// <summary>Whoever waits for a training can see for what.</summary>
public sealed partial class TimesTests
{
    [Fact]
    public void Times_of_a_training_add_up_to_how_long_it_took()
    {
        using var temp = new TempData().Filled();

        var train = Script.Run("train", "crashes", "--study", "severity", "--learner", "logistic", "--times", "--data", temp.Data);

        Assert.Equal((0, ""), (train.Code, train.Error));
        var total = Number(Assert.Single(Total().Matches(train.Out)));
        var parts = Part().Matches(train.Out);
        Assert.Equal(total, parts.Sum(Number), 0.1);
        Assert.Contains(parts, part => part.Value.EndsWith("  fit logistic", StringComparison.Ordinal));
        Assert.Contains(parts, part => part.Value.EndsWith("  leak guard", StringComparison.Ordinal));
        Assert.Equal(parts.Select(Number).OrderDescending(), parts.Select(Number));
    }

    private static double Number(Match match) => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^times of crashes/severity, ([\d.]+) s:\r?$", RegexOptions.Multiline)]
    private static partial Regex Total();

    [GeneratedRegex(@"^ +([\d.]+) s +\d+ %  [^\r\n]+", RegexOptions.Multiline)]
    private static partial Regex Part();
}
