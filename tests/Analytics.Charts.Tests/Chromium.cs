using System.Net;
using System.Text.RegularExpressions;

namespace Analytics.Charts.Tests;

internal static partial class Chromium
{
    /// <summary>ANALYTICS_PLOTLY names another plotly.min.js, for instance of the 2.35 that VS Code holds.</summary>
    public static string Plotly { get; } =
        Environment.GetEnvironmentVariable("ANALYTICS_PLOTLY") is { } path ? File.ReadAllText(path) : PlotlyJs.Text;

    /// <summary>Opens a page and gives back the text that its script put into the element of id "result".</summary>
    public static string Result(string html)
    {
        var folder = Directory.CreateTempSubdirectory("chromium");
        try
        {
            var page = Path.Combine(folder.FullName, "page.html");
            File.WriteAllText(page, html);
            var run = OutsideTools.RunIn(
                folder.FullName,
                TimeSpan.FromSeconds(100),
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--use-angle=swiftshader",
                "--enable-unsafe-swiftshader",
                "--user-data-dir=" + Path.Combine(folder.FullName, "profile"),
                "--virtual-time-budget=30000",
                "--window-size=1200,2000",
                "--dump-dom",
                page
            );
            var result = Pre().Match(run.Out);
            Assert.True(result.Success, $"The page gave no result. Chromium ended with {run.Code}: {run.Error}");
            return WebUtility.HtmlDecode(result.Groups[1].Value);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [GeneratedRegex("<pre id=\"result\">(.*?)</pre>", RegexOptions.Singleline)]
    private static partial Regex Pre();
}
