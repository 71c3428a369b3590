using System.Text.Json.Nodes;
using Analytics.Interactive.Notebooks;

namespace Analytics.Interactive.Tests.Notebooks;

/// <summary>A notebook does not change because somebody watched it.</summary>
public sealed class ProgressInNotebookTests
{
    private const string Work =
        "var source = new System.Diagnostics.DiagnosticListener(\"Toy.Progress\"); if (source.IsEnabled()) throw new Exception(\"heard\"); source.Write(\"progress\", (\"train toy\", \"fit\", 1d, 2d)); display(\"found\");";

    private static Notebook Ran()
    {
        var notebook = Sample.Of(Work);
        Assert.Null(HeadlessRun.Execute(notebook, Path.GetTempPath(), null, (_, _) => { }, default).Failure);
        return notebook;
    }

    [Fact]
    public void A_headless_run_draws_no_bar() => Assert.Equal("found", Ran().Cells[0].Text());

    [Fact]
    public void What_a_bar_left_in_a_notebook_saved_by_hand_is_no_difference()
    {
        var (kept, now) = (Ran(), Ran());
        kept.Cells[0].Outputs.Insert(0, Output("train toy: 2 of 2", new JsonObject { ["progress"] = true }));
        Assert.Empty(Comparison.Differences(kept, now));
        kept.Cells[0].Outputs.Insert(0, Output("train toy: 2 of 2", []));
        Assert.NotEmpty(Comparison.Differences(kept, now));
    }

    private static JsonNode Output(string text, JsonObject metadata) =>
        new JsonObject
        {
            ["output_type"] = "display_data",
            ["data"] = new JsonObject { ["text/plain"] = text },
            ["metadata"] = metadata,
        };
}
