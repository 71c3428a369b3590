using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Analytics.Interactive.Notebooks;
using Analytics.Tests;

namespace Analytics.Interactive.Tests.Jupyter;

/// <summary>The kernel with clients that others wrote. They find it by the kernelspec that `kernel install` writes.</summary>
[Collection(KernelProcesses.Name)]
public sealed partial class OutsideClientTests : IDisposable
{
    private const string Notebook = """
        {
         "cells": [
          { "cell_type": "markdown", "id": "a", "metadata": {}, "source": "# Outside" },
          { "cell_type": "code", "id": "b", "execution_count": null, "metadata": {}, "outputs": [], "source": "Console.WriteLine(\"printed 😀\");\n6 * 7" },
          { "cell_type": "code", "id": "c", "execution_count": null, "metadata": {}, "outputs": [], "source": "new[] { new { Name = \"alpha\", Size = 1.5 }, new { Name = \"beta\", Size = 2.5 } }" },
          { "cell_type": "code", "id": "d", "execution_count": null, "metadata": {}, "outputs": [], "source": "#!html\n<b>bold words</b>" },
          { "cell_type": "code", "id": "e", "execution_count": null, "metadata": {}, "outputs": [], "source": "await System.Threading.Tasks.Task.Delay(10);\nvar handle = display(\"before\");\nhandle.Update(\"after\");" }
         ],
         "metadata": { "kernelspec": { "display_name": "C# (Analytics)", "language": "C#", "name": "analytics-csharp" } },
         "nbformat": 4, "nbformat_minor": 5
        }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kernel-clients");

    public OutsideClientTests()
    {
        var (code, _, error) = Run(30, "dotnet", CSharpKernel.Host, "kernel", "install");
        Assert.True(code == 0, error);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [PythonFact("jupyter_kernel_test")]
    public void The_kernel_passes_Debians_jupyter_kernel_test()
    {
        var script = Path.Combine(RealData.Repository, "tests", "Analytics.Interactive.Tests", "Jupyter", "conformance.py");
        var (code, output, error) = Run(120, "/usr/bin/python3", "-W", "ignore", script, "-v");
        Assert.True(code == 0, output + error);
        Assert.Contains("Ran 12 tests", error, StringComparison.Ordinal);
        Assert.Equal(11, PassedTest().Count(error)); // one of them, the pager, is Python's own and is skipped
    }

    [PythonFact("nbconvert")]
    public void Nbconvert_executes_a_notebook()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "n.ipynb"), Notebook);
        var (code, _, error) = Run(
            90,
            "/usr/bin/python3",
            "-W",
            "ignore",
            "-m",
            "nbconvert",
            "--to",
            "notebook",
            "--execute",
            "--output",
            "done.ipynb",
            "n.ipynb"
        );
        Assert.True(code == 0, error);
        using var done = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder.FullName, "done.ipynb")));
        var cells = done.RootElement.GetProperty("cells").EnumerateArray().Skip(1).ToList();
        Assert.Equal([1, 2, 3, 4], cells.Select(c => c.GetProperty("execution_count").GetInt32()));
        Assert.Contains("printed 😀", Outputs(cells[0]), StringComparison.Ordinal);
        Assert.Contains("42", Outputs(cells[0]), StringComparison.Ordinal);
        Assert.Contains("<table>", Outputs(cells[1]), StringComparison.Ordinal);
        Assert.Contains("<b>bold words</b>", Outputs(cells[2]), StringComparison.Ordinal);
        Assert.Contains("after", Outputs(cells[3]), StringComparison.Ordinal);
        Assert.DoesNotContain("before", Outputs(cells[3]), StringComparison.Ordinal);
        Assert.Equal("C#", done.RootElement.GetProperty("metadata").GetProperty("language_info").GetProperty("name").GetString());
    }

    [CommittedNotebooksFact]
    public void Nbconvert_executes_every_committed_notebook_to_the_outputs_that_are_committed()
    {
        var notebooks = Path.Combine(RealData.Repository, "notebooks");
        var wrong = new List<string>();
        foreach (var file in Directory.EnumerateFiles(notebooks, "*.ipynb", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(notebooks, file);
            var (code, _, error) = Run(
                180,
                "/usr/bin/python3",
                "-W",
                "ignore",
                "-m",
                "nbconvert",
                "--to",
                "notebook",
                "--execute",
                "--output-dir",
                _folder.FullName,
                "--output",
                "done.ipynb",
                file
            );
            wrong.AddRange(
                code == 0
                    ? Comparison
                        .Differences(
                            Interactive.Notebooks.Notebook.Load(file),
                            Interactive.Notebooks.Notebook.Load(Path.Combine(_folder.FullName, "done.ipynb"))
                        )
                        .Select(line => $"{name}: {line}")
                    : [$"{name}: {error}"]
            );
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [PythonFact("nbconvert")]
    public void Nbconvert_stops_at_a_cell_that_fails_and_says_where()
    {
        File.WriteAllText(
            Path.Combine(_folder.FullName, "n.ipynb"),
            Notebook.Replace("6 * 7", "string wrong = 1;", StringComparison.Ordinal)
        );
        var (code, _, error) = Run(
            90,
            "/usr/bin/python3",
            "-W",
            "ignore",
            "-m",
            "nbconvert",
            "--to",
            "notebook",
            "--execute",
            "--output",
            "done.ipynb",
            "n.ipynb"
        );
        Assert.NotEqual(0, code);
        Assert.Contains("CS0029", error, StringComparison.Ordinal);
        Assert.Contains("string wrong = 1;", error, StringComparison.Ordinal);
    }

    [NodeFact("zeromq")]
    public void The_library_of_VS_Codes_extension_starts_runs_interrupts_and_ends_it()
    {
        var script = Path.Combine(RealData.Repository, "tests", "node", "kernel-zeromq.mjs");
        var (code, output, error) = Run(60, "node", script, "dotnet", CSharpKernel.Host, "kernel", "run");
        Assert.True(code == 0, output + error);
        using var seen = JsonDocument.Parse(output);
        Assert.Equal("C#", seen.RootElement.GetProperty("language").GetString());
        Assert.Equal("42", seen.RootElement.GetProperty("result").GetString());
        Assert.Equal("beat", seen.RootElement.GetProperty("heartbeat").GetString());
        Assert.Equal("error", seen.RootElement.GetProperty("stopped").GetString());
        Assert.Equal("ok", seen.RootElement.GetProperty("after").GetString());
        Assert.Equal(0, seen.RootElement.GetProperty("exit").GetInt32());
        Assert.InRange(seen.RootElement.GetProperty("interruptMs").GetInt32(), 0, 300); // 100 on a quiet machine
    }

    [NotebookServerFact]
    public void Jupyters_notebook_in_a_browser_runs_all_cells_and_shows_their_outputs()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "n.ipynb"), Notebook);
        var port = FreePort.Next();
        using var server = Start(
            "/usr/bin/python3",
            "-W",
            "ignore",
            "-m",
            "notebook",
            "--no-browser",
            "--allow-root",
            "--ip=127.0.0.1",
            $"--port={port}",
            "--port-retries=0",
            "--NotebookApp.token=t",
            "--NotebookApp.notebook_dir=" + _folder.FullName
        );
        try
        {
            WaitForPort(port);
            var script = Path.Combine(RealData.Repository, "tests", "node", "kernel-notebook.mjs");
            var (code, output, error) = Run(
                100,
                "node",
                script,
                $"http://127.0.0.1:{port}/notebooks/n.ipynb?token=t",
                Path.Combine(_folder.FullName, "profile"),
                Path.Combine(_folder.FullName, "page.png")
            );
            Assert.True(code == 0, output + error);
            using var seen = JsonDocument.Parse(output);
            Assert.Equal("C#", seen.RootElement.GetProperty("kernel").GetString());
            var cells = seen.RootElement.GetProperty("cells").EnumerateArray().ToList();
            Assert.Equal([1, 2, 3, 4], cells.Select(c => c.GetProperty("prompt").GetInt32()));
            Assert.Contains("printed 😀", cells[0].GetProperty("text").GetString(), StringComparison.Ordinal);
            Assert.EndsWith("42", cells[0].GetProperty("text").GetString(), StringComparison.Ordinal);
            Assert.Equal(1, cells[1].GetProperty("tables").GetInt32());
            Assert.Contains("alpha", cells[1].GetProperty("text").GetString(), StringComparison.Ordinal);
            Assert.Equal("Out[3]:bold words", cells[2].GetProperty("text").GetString());
            Assert.Contains("after", cells[3].GetProperty("text").GetString(), StringComparison.Ordinal);
            Assert.DoesNotContain("before", cells[3].GetProperty("text").GetString(), StringComparison.Ordinal);
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            server.WaitForExit(5000);
        }
    }

    [Fact]
    public void Install_list_and_uninstall_speak_of_the_same_kernelspec()
    {
        var spec = Path.Combine(_folder.FullName, "jupyter", "kernels", "analytics-csharp", "kernel.json");
        using (var json = JsonDocument.Parse(File.ReadAllText(spec)))
        {
            Assert.Equal("C#", json.RootElement.GetProperty("language").GetString());
            Assert.Equal("message", json.RootElement.GetProperty("interrupt_mode").GetString());
            Assert.Equal(
                "{connection_file}",
                json.RootElement.GetProperty("argv")[json.RootElement.GetProperty("argv").GetArrayLength() - 1].GetString()
            );
            Assert.True(File.Exists(json.RootElement.GetProperty("argv")[0].GetString()));
        }
        Assert.Contains(
            "jupyter.completionTriggerCharacters",
            Run(30, "dotnet", CSharpKernel.Host, "kernel", "install").Out,
            StringComparison.Ordinal
        );
        Assert.Contains("C# (Analytics)", Run(30, "dotnet", CSharpKernel.Host, "kernel", "list").Out, StringComparison.Ordinal);
        Assert.Contains("removed from", Run(30, "dotnet", CSharpKernel.Host, "kernel", "uninstall").Out, StringComparison.Ordinal);
        Assert.False(File.Exists(spec));
        Assert.Contains("is not installed", Run(30, "dotnet", CSharpKernel.Host, "kernel", "uninstall").Out, StringComparison.Ordinal);
        Assert.Equal(2, Run(30, "dotnet", CSharpKernel.Host, "kernel", "instal").Code);
    }

    private static string Outputs(JsonElement cell) => string.Concat(cell.GetProperty("outputs").EnumerateArray().SelectMany(Texts));

    private static IEnumerable<string> Texts(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.String => [element.GetString()!],
            JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
            JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Texts(p.Value)),
            _ => [],
        };

    private (int Code, string Out, string Error) Run(int seconds, string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromSeconds(seconds)))
        {
            process.Kill(entireProcessTree: true);
        }

        Assert.True(Task.WaitAll([output, error], 10_000), $"{program}: something it started still holds its output");
        return (process.ExitCode, output.Result, error.Result);
    }

    private Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (
            var (name, value) in ((string, string)[])
                [
                    ("JUPYTER_DATA_DIR", Path.Combine(_folder.FullName, "jupyter")),
                    ("JUPYTER_RUNTIME_DIR", Path.Combine(_folder.FullName, "runtime")),
                    ("JUPYTER_CONFIG_DIR", Path.Combine(_folder.FullName, "config")),
                    ("HOME", _folder.FullName),
                    ("PYTHONDONTWRITEBYTECODE", "1"),
                ]
        )
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static void WaitForPort(int port)
    {
        for (var i = 0; i < 300; i++)
        {
            using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
            try
            {
                socket.Connect(System.Net.IPAddress.Loopback, port);
                return;
            }
            catch (System.Net.Sockets.SocketException)
            {
                Thread.Sleep(100);
            }
        }
        throw new TimeoutException("the notebook server did not start within 30 s");
    }

    [GeneratedRegex(@"\.\.\. ok$", RegexOptions.Multiline)]
    private static partial Regex PassedTest();
}

/// <summary>A fact that needs Jupyter's notebook server, Chromium and playwright-core, and says so when one is missing.</summary>
public sealed class NotebookServerFactAttribute : FactAttribute
{
    public NotebookServerFactAttribute() =>
        Skip =
            new PythonFactAttribute("notebook").Skip
            ?? new ProgramFactAttribute("chromium").Skip
            ?? new NodeFactAttribute("playwright-core").Skip;
}

/// <summary>A fact about the committed notebooks, which read the lake that a rebuild fills.</summary>
public sealed class CommittedNotebooksFactAttribute : FactAttribute
{
    public CommittedNotebooksFactAttribute() =>
        Skip =
            new PythonFactAttribute("nbconvert").Skip
            ?? (
                File.Exists(Path.Combine(RealData.Repository, "data", "HEAD"))
                    ? null
                    : "The lake is empty; fill it: dotnet script scripts/rebuild.csx"
            );
}
