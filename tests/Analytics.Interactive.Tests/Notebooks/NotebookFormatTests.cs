using Analytics.Interactive.Notebooks;
using Analytics.Tests;

namespace Analytics.Interactive.Tests.Notebooks;

public sealed class NotebookFormatTests
{
    [Fact]
    public void What_is_written_is_what_jupyter_writes_sorted_and_indented_by_one()
    {
        var json = Sample.Of("var a = \"é \\\\ 🙂\";\na").ToJson();
        Assert.Equal(
            """
            {
             "cells": [
              {
               "cell_type": "code",
               "execution_count": null,
               "id": "c1",
               "metadata": {},
               "outputs": [],
               "source": [
                "var a = \"é \\\\ 🙂\";\n",
                "a"
               ]
              }
             ],
             "metadata": {},
             "nbformat": 4,
             "nbformat_minor": 5
            }

            """.ReplaceLineEndings("\n"),
            json
        );
        Assert.Equal(json, Notebook.Parse(json, "again").ToJson());
    }

    [Fact]
    public void Cells_without_ids_get_the_same_ids_every_time_and_unknown_fields_survive()
    {
        const string Old =
            """{"nbformat":4,"nbformat_minor":2,"metadata":{"mine":{"x":1}},"cells":[{"cell_type":"markdown","metadata":{},"source":"a","extra":true},{"cell_type":"code","id":"cell-1","metadata":{},"source":[],"outputs":[],"execution_count":null}]}""";
        var json = Notebook.Parse(Old, "old").ToJson();
        Assert.Equal(json, Notebook.Parse(Old, "old").ToJson());
        Assert.Equal(["cell-1-2", "cell-1"], Notebook.Parse(json, "new").Cells.Select(c => c.Id));
        Assert.Contains("\"extra\": true", json);
        Assert.Contains("\"x\": 1", json);
    }

    [Theory]
    [InlineData(
        "{\"nbformat\": 3, \"worksheets\": []}",
        "x.ipynb has notebook format 3; expected format 4. Convert it with: jupyter nbconvert"
    )]
    [InlineData("{\"nbformat\": 4,\n <<<<<<< HEAD", "x.ipynb(2,2) is not JSON")]
    [InlineData("[]", "expected a JSON object")]
    [InlineData("{}", "x.ipynb has no nbformat")]
    [InlineData("{\"nbformat\": 4}", "it has no list of cells")]
    [InlineData("{\"nbformat\": 4, \"cells\": [{}]}", "cell 1 has no cell_type")]
    public void What_is_no_notebook_is_refused_with_the_reason(string text, string message) =>
        Assert.Contains(message, Assert.Throws<NotebookException>(() => Notebook.Parse(text, "x.ipynb")).Message);

    [Fact]
    public void The_percent_format_goes_there_and_back_without_loss()
    {
        Notebook notebook = Sample.Of("var a = 1;\n\n// %% not a marker\n// \\%% nor this", "#!sql --name x\nselect 1", "", "trailing\n");
        notebook.Cells.Insert(1, NotebookCell.Create(NotebookCell.Markdown, "m", "# Title\n\n- %% a\n", "intro"));
        notebook.Cells.Add(NotebookCell.Create("raw", "r", "raw text"));
        notebook.Metadata["title"] = "A – B";
        var script = PercentFormat.Write(notebook);
        Assert.Equal(notebook.ToJson(), PercentFormat.Read(script).ToJson());
        Assert.Equal(script, PercentFormat.Write(PercentFormat.Read(script)));
        Assert.Contains("// %% [magic] {\"id\":\"c2\"}\n// #!sql --name x\n// select 1\n", script);
    }

    [Fact]
    public void A_percent_script_written_by_hand_opens_as_a_notebook()
    {
        Notebook notebook = PercentFormat.Read(
            "using System;\n\n// %% [markdown]\n// # Title\n//\n// text\n\n// %% Load the data\nvar a = 1;\na\n"
        );
        Assert.Equal(
            [("code", "using System;"), ("markdown", "# Title\n\ntext"), ("code", "var a = 1;\na")],
            notebook.Cells.Select(c => (c.Type, c.Source))
        );
        Assert.Equal("Load the data", notebook.Cells[2].Metadata["title"]!.GetValue<string>());
    }

    [PythonFact("nbformat")]
    public void Jupyters_own_library_finds_nothing_to_object_to_and_writes_the_same_bytes()
    {
        using TemporaryFolder folder = new();
        Notebook notebook = Sample.Of("Console.WriteLine(\"é\"); display(new[] { 1, 2 });", "throw new Exception(\"x\");");
        HeadlessRun.Execute(notebook, folder.Path, null, (_, _) => { }, default);
        var path = folder.Write("a.ipynb", notebook.ToJson());
        var python =
            "import sys, nbformat; nb = nbformat.read(sys.argv[1], as_version=4); nbformat.validate(nb); sys.stdout.buffer.write(nbformat.writes(nb).encode() + b'\\n')";
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("/usr/bin/python3", ["-c", python, path])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var output = process.StandardOutput.ReadToEnd();
        Assert.Equal("", process.StandardError.ReadToEnd());
        Assert.Equal(File.ReadAllText(path), output);
    }
}
