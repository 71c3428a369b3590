using System.Diagnostics;
using Analytics.Interactive.Notebooks;
using Analytics.Interactive.Tests.Notebooks;
using Analytics.Tests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Analytics.Interactive.Tests.Scripts;

public sealed class ScriptCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_script_has_its_arguments_its_exit_code_and_its_own_trace()
    {
        folder.Write("a.csx", "#!/usr/bin/env dotnet-script\nConsole.WriteLine(string.Join('|', Args));\nreturn Args.Count;");
        Assert.Equal((3, "x|--|y z\n", ""), Run("a.csx", "--", "x", "--", "y z"));
        Assert.Equal((1, "--help\n", ""), Run("a.csx", "--help"));
        folder.Write("b.csx", "await Task.Yield();\nvoid Fail() => throw new Exception(\"boom\");\nFail();");
        for (var run = 0; run < 2; run++)
        {
            (var code, _, var error) = Run("b.csx");
            Assert.Equal(
                (1, $"System.Exception: boom\n   at Fail() in {folder["b.csx"]}:line 2\n   at {folder["b.csx"]}:line 3\n"),
                (code, error)
            );
        }

        folder.Write("c.csx", "int a = 1;\nvar b = a + nowhere;");
        Assert.Equal(
            (
                1,
                $"{folder["c.csx"]}(2,13): error CS0103: The name 'nowhere' does not exist in the current context\n    2 | var b = a + nowhere;\n      |             ^^^^^^^\n"
            ),
            (Run("c.csx").Code, Run("c.csx").Error)
        );
        Assert.Equal(2, Run("nowhere.csx").Code);
        Assert.Equal(2, Run("--nonsense").Code);
    }

    [Fact]
    public void A_cached_script_starts_without_the_compiler_until_anything_it_was_made_from_changes()
    {
        Library("1");
        folder.Write("inc.csx", "string Loaded() => \"old\";");
        folder.Write(
            "a.csx",
            "#r \"lib/Toy.dll\"\n#load \"inc.csx\"\nvar compiler = AppDomain.CurrentDomain.GetAssemblies().Any(a => a.GetName().Name == \"Microsoft.CodeAnalysis\");\nWriteLine($\"{Toy.Value} {Loaded()} {compiler}\");"
        );
        Assert.Equal("1 old True\n", Run("a.csx").Output);
        Assert.Equal("1 old False\n", Run("a.csx").Output);
        folder.Write("inc.csx", "string Loaded() => \"new\";");
        Assert.Equal("1 new True\n", Run("a.csx").Output);
        Library("2");
        Assert.Equal("2 new True\n", Run("a.csx").Output);
        Assert.Equal("2 new False\n", Run("a.csx").Output);
        var image = Directory
            .GetFiles(folder["cache"], "*.dll", SearchOption.AllDirectories)
            .Single(f => f.Contains("scripts", StringComparison.Ordinal));
        File.Delete(image);
        Assert.Equal("2 new True\n", Run("a.csx").Output);
    }

    [Fact]
    public void A_library_can_be_built_again_while_a_script_uses_it()
    {
        Library("1");
        folder.Write("a.csx", "#r \"lib/Toy.dll\"\nWriteLine(\"ready\"); Out.Flush(); ReadLine(); WriteLine(Toy.Value);");
        using Process process = Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [
                    Path.Combine(
                        RealData.Repository,
                        "lib",
                        "artifacts",
                        "bin",
                        "Analytics.Interactive",
                        "debug",
                        "Analytics.Interactive.dll"
                    ),
                    "a.csx",
                ]
            )
            {
                WorkingDirectory = folder.Path,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                Environment = { ["ANALYTICS_SCRIPT_CACHE"] = folder["cache"] },
            }
        )!;
        Assert.Equal("ready", process.StandardOutput.ReadLine());
        Library("2");
        process.StandardInput.WriteLine();
        Assert.Equal("1", process.StandardOutput.ReadLine());
        HostProcess.End(process);
    }

    [ProgramFact("kill")]
    public void Ctrl_C_runs_finally_blocks_and_ends_with_130()
    {
        folder.Write(
            "a.csx",
            "try { WriteLine(\"ready\"); Out.Flush(); while (true) Thread.Sleep(1000); } finally { WriteLine(\"finally\"); }".Replace(
                "Thread",
                "System.Threading.Thread"
            )
        );
        // A shell without job control starts its children with SIGINT ignored; SIGTERM takes the same way.
        using Process process = HostProcess.Start(folder.Path, "a.csx");
        Assert.Equal("ready", process.StandardOutput.ReadLine());
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            kill.WaitForExit();
        }

        Assert.Equal("finally", process.StandardOutput.ReadLine());
        HostProcess.End(process);
        Assert.Equal((143, "stopped\n"), (process.ExitCode, process.StandardError.ReadToEnd().ReplaceLineEndings("\n")));
    }

    [Fact]
    public void Dotnet_script_itself_runs_a_script_of_the_repository()
    {
        using Process process = Process.Start(
            new ProcessStartInfo("dotnet", ["script", "scripts/render.csx", "--", "--help"])
            {
                WorkingDirectory = RealData.Repository,
                RedirectStandardOutput = true,
            }
        )!;
        var output = process.StandardOutput.ReadToEnd();
        HostProcess.End(process);
        Assert.Equal(0, process.ExitCode);
        Assert.StartsWith("usage: dotnet script scripts/render.csx", output);
    }

    [Fact]
    public void A_cell_that_ends_the_process_loses_nothing_that_ran_before_and_says_so()
    {
        Sample.Of("\"kept\"", "Environment.Exit(0);", "3").Save(folder["notebooks/demo/a.ipynb"]);
        folder.Write(
            "render.csx",
            $"#r \"{RealData.Repository}/lib/artifacts/bin/Analytics.Interactive/debug/Analytics.Interactive.dll\"\nreturn Analytics.Interactive.Notebooks.RenderCommand.Run(Args);"
        );
        (var code, _, var error) = Run("render.csx", "demo");
        Assert.Equal(
            "notebooks/demo/a.ipynb: cell 2 ended the process; what ran before it is saved as lib/artifacts/rendered/demo/a.ipynb\n",
            error
        );
        Assert.Equal(1, code);
        Assert.Equal("kept", Notebook.Load(folder["lib/artifacts/rendered/demo/a.ipynb"]).Cells[0].Text());
    }

    private (int Code, string Output, string Error) Run(params string[] args) => HostProcess.Run(folder.Path, args);

    private void Library(string value)
    {
        Directory.CreateDirectory(folder["lib"]);
        var library = CSharpCompilation.Create(
            "Toy",
            [CSharpSyntaxTree.ParseText($"public static class Toy {{ public static string Value => \"{value}\"; }}")],
            [MetadataReference.CreateFromFile(Analytics.Interactive.Compiling.Framework.Find("System.Runtime")!)],
            new(OutputKind.DynamicallyLinkedLibrary, deterministic: true)
        );
        Assert.True(library.Emit(folder["lib/Toy.dll"]).Success);
    }
}
