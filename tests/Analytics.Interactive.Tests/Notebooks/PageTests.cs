using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Analytics.Interactive.Notebooks;
using Analytics.Tests;

namespace Analytics.Interactive.Tests.Notebooks;

[Collection("console")]
public sealed class PageTests
{
    [ProgramFact("chromium")]
    public void Chromium_draws_the_figure_under_the_content_policy_and_runs_no_foreign_script()
    {
        using TemporaryFolder folder = new();
        Notebook notebook = Sample.Of("1", "2");
        notebook
            .Cells[0]
            .Outputs.Add(
                Output(
                    new JsonObject
                    {
                        ["application/vnd.plotly.v1+json"] = JsonNode.Parse(
                            """{"data":[{"type":"bar","x":["</script>a","b"],"y":[1,2]}],"layout":{"title":{"text":"Bars"},"width":700,"height":400}}"""
                        ),
                        ["image/svg+xml"] = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"10\"/>",
                        ["text/plain"] = "two bars",
                    }
                )
            );
        notebook
            .Cells[1]
            .Outputs.Add(
                Output(
                    new JsonObject
                    {
                        ["text/html"] = "<p id=\"seen\">seen</p><script>document.getElementById('seen').id = 'foreign'</script>",
                        ["text/plain"] = "x",
                    }
                )
            );
        var page = folder.Write("page.html", Analytics.Interactive.Notebooks.Html.Page.Of(notebook, "Bars"));
        folder.Write(Analytics.Interactive.Notebooks.Html.Site.PlotlyFile, Analytics.Interactive.Notebooks.Html.Plotly.Text());
        var dom = Dom(page, folder["profile"]);
        Assert.Contains("class=\"figure live\"", dom);
        Assert.Contains("main-svg", dom);
        Assert.Contains("id=\"seen\"", dom);
        Assert.DoesNotContain("id=\"foreign\"", dom);
    }

    [Fact]
    public void A_sentence_is_broken_into_lines_and_code_and_tables_of_text_are_not()
    {
        Notebook notebook = Sample.Of("1 + 1", "2");
        notebook.Cells[0].Outputs.Add(Output(new JsonObject { ["text/plain"] = "A long sentence." }));
        notebook.Cells[1].Outputs.Add(Output(new JsonObject { ["text/plain"] = "name  value\na     1" }));
        var page = Analytics.Interactive.Notebooks.Html.Page.Of(notebook, "x");
        Assert.Contains("<pre class=\"words\">A long sentence.</pre>", page, StringComparison.Ordinal);
        Assert.Contains("<pre>name  value\na     1</pre>", page, StringComparison.Ordinal);
        Assert.Contains("<pre>1 + 1</pre>", page, StringComparison.Ordinal);
        Assert.Contains("pre.words { white-space: pre-wrap;", page, StringComparison.Ordinal);
    }

    [ProgramFact("chromium")]
    public void On_a_phone_long_words_are_laid_in_lines_and_the_figure_grows_by_them()
    {
        using TemporaryFolder folder = new();
        Notebook notebook = Sample.Of("1");
        notebook
            .Cells[0]
            .Outputs.Add(
                Output(
                    new JsonObject
                    {
                        ["application/vnd.plotly.v1+json"] = JsonNode.Parse(
                            """
                            {"data":[{"type":"scatter","mode":"markers","x":[1,2,3],"y":["under the influence of alcohol or of drugs (n = 1,234)","b","c"]}],
                             "layout":{"height":150,"width":900,"title":{"text":"<b>One of two clusterings comes out alike from other seeds</b>"},
                               "xaxis":{"title":{"text":"Area under the curve that is lost when a feature is shuffled"}},
                               "shapes":[{"type":"line","x0":2,"x1":2,"y0":0,"y1":1,"yref":"y domain"}],
                               "annotations":[{"text":"in force","showarrow":false,"x":2,"y":1,"yref":"y domain","yanchor":"bottom"},{"text":"The 12 greatest of 20 features.","x":0,"xanchor":"left","xref":"paper","y":-0.0001,"yanchor":"top","yref":"paper","showarrow":false}]}}
                            """
                        ),
                        ["text/plain"] = "dots",
                    }
                )
            );
        var page = folder.Write("page.html", Analytics.Interactive.Notebooks.Html.Page.Of(notebook, "Dots"));
        folder.Write(Analytics.Interactive.Notebooks.Html.Site.PlotlyFile, Analytics.Interactive.Notebooks.Html.Plotly.Text());
        var dom = Dom(page, folder["profile"]);
        Assert.Contains("class=\"figure live\"", dom);
        Assert.Equal(2, Lines("xtitle"));
        // Two of the title and what stood below the panel.
        Assert.Equal(3, Lines("gtitle"));
        Assert.Equal(1, Regex.Count(dom, ">The 12 greatest of 20 features"));
        Assert.Matches("class=\"annotation-text\"[^>]*>in force", dom);
        // A number of cases is not parted from its n, also where nothing is said of an axis.
        Assert.Matches(">drugs \\(n&nbsp;=&nbsp;1,234\\)</tspan>", dom);
        Assert.InRange(
            int.Parse(Regex.Match(dom, "<svg class=\"main-svg\"[^>]* height=\"([0-9]+)\"").Groups[1].Value, CultureInfo.InvariantCulture),
            220,
            400
        );

        int Lines(string title) =>
            Regex.Count(Regex.Match(dom, $"<text class=\"{title}\".*?</text>", RegexOptions.Singleline).Value, "<tspan class=\"line\"");
    }

    [ProgramFact("chromium")]
    public void Long_tables_have_pages_sort_by_a_click_and_divide_their_numbers_but_no_years()
    {
        using TemporaryFolder folder = new();
        Notebook notebook = Sample.Of("1");
        var rows = string.Concat(
            Enumerable
                .Range(0, 40)
                .Select(i =>
                    $"<tr><td>name {i}</td><td align=\"right\">{(i == 7 ? 1234567 : i)}</td><td align=\"right\">{2000 + i}</td></tr>"
                )
        );
        notebook
            .Cells[0]
            .Outputs.Add(
                Output(
                    new JsonObject
                    {
                        ["text/html"] =
                            $"<table><thead><tr><th align=\"left\">name</th><th align=\"right\">rows</th><th align=\"right\">year</th></tr></thead><tbody>{rows}</tbody></table>",
                        ["text/plain"] = "x",
                    }
                )
            );
        var html = Analytics.Interactive.Notebooks.Html.Page.Of(notebook, "Table");

        var asItCame = Dom(folder.Write("page.html", html), folder["profile"]);
        // The page's own script, and a click twice on the second heading after it.
        var sorted = Dom(
            folder.Write(
                "sorted.html",
                html.Replace(
                    "</script>\n</body>",
                    "\nfor (let i = 0; i < 2; i++) document.querySelectorAll('th')[1].click();</script>\n</body>",
                    StringComparison.Ordinal
                )
            ),
            folder["profile"]
        );

        Assert.Equal(25, Regex.Count(asItCame, "<tr class=\"away\">"));
        Assert.Contains(" 1 to 15 of 40 ", asItCame, StringComparison.Ordinal);
        Assert.Contains(">1,234,567<", asItCame, StringComparison.Ordinal);
        Assert.Contains(">2039<", asItCame, StringComparison.Ordinal);
        Assert.Matches("<tbody><tr[^>]*><td[^>]*>name 0<", asItCame);
        Assert.Contains("aria-sort=\"descending\"", sorted, StringComparison.Ordinal);
        Assert.Matches("<tbody><tr[^>]*><td[^>]*>name 7</td>.*?<td[^>]*>name 39</td>.*?<td[^>]*>name 38</td>", sorted);
    }

    private static JsonObject Output(JsonObject data) =>
        new()
        {
            ["output_type"] = "display_data",
            ["metadata"] = new JsonObject(),
            ["data"] = data,
        };

    /// <summary>The page after its scripts ran, as wide as a phone.</summary>
    private static string Dom(string page, string profile)
    {
        string[] arguments =
        [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--window-size=390,800",
            $"--user-data-dir={profile}",
            "--virtual-time-budget=10000",
            "--dump-dom",
            "file://" + page,
        ];
        using Process chromium = Process.Start(
            new ProcessStartInfo("chromium", arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        Task<string> log = chromium.StandardError.ReadToEndAsync();
        Task<string> dom = chromium.StandardOutput.ReadToEndAsync();
        if (!chromium.WaitForExit(TimeSpan.FromSeconds(60)))
        {
            chromium.Kill(entireProcessTree: true);
            Assert.Fail("Chromium did not end: " + log.GetAwaiter().GetResult());
        }

        return dom.GetAwaiter().GetResult();
    }
}
