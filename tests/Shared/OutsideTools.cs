using System.Diagnostics;

namespace Analytics.Tests;

/// <summary>A fact that runs an npm package installed under tests/node and says so when it is not there.</summary>
public sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute(string package)
    {
        if (!Directory.Exists(Path.Combine(OutsideTools.NodeModules, package)))
        {
            Skip = $"npm package '{package}' is not installed; run: npm ci --ignore-scripts --prefix tests/node";
        }
    }
}

/// <summary>A theory that runs an npm package installed under tests/node and says so when it is not there.</summary>
public sealed class NodeTheoryAttribute : TheoryAttribute
{
    public NodeTheoryAttribute(string package) => Skip = new NodeFactAttribute(package).Skip;
}

/// <summary>A fact that runs Debian's Python with the named modules and says so when they are not there.</summary>
public sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute(params string[] modules)
    {
        if (!OutsideTools.PythonHas(modules))
        {
            Skip = $"/usr/bin/python3 with {string.Join(", ", modules)} is not installed (Debian: python3-<module>).";
        }
    }
}

/// <summary>A fact that runs a command-line program and says so when it is not there.</summary>
public sealed class ProgramFactAttribute : FactAttribute
{
    public ProgramFactAttribute(params string[] programs)
    {
        var missing = programs.Where(program => OutsideTools.Find(program) is null).ToArray();
        if (missing.Length > 0)
        {
            Skip = $"Not installed: {string.Join(", ", missing)}.";
        }
    }
}

/// <summary>Programs that check our results from outside; they are optional and their absence is a visible skip.</summary>
public static class OutsideTools
{
    private static readonly Dictionary<string, bool> s_python = new(StringComparer.Ordinal);

    public static string NodeModules { get; } = Path.Combine(RealData.Repository, "tests", "node", "node_modules");

    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    public static bool PythonHas(params string[] modules)
    {
        lock (s_python)
        {
            foreach (var module in modules)
            {
                if (!s_python.TryGetValue(module, out var has))
                {
                    s_python[module] = has = File.Exists("/usr/bin/python3") && Run("/usr/bin/python3", "-c", $"import {module}").Code == 0;
                }

                if (!has)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>Runs a program to its end. Default time-out 120 s, after which it is killed and the code is -1.</summary>
    public static (int Code, string Out, string Error) Run(string program, params string[] arguments) =>
        RunIn(RealData.Repository, TimeSpan.FromSeconds(120), program, arguments);

    public static (int Code, string Out, string Error) RunIn(string folder, TimeSpan timeout, string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(timeout))
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            return (-1, output.Result, error.Result + $"\nkilled after {timeout}");
        }

        process.WaitForExit();
        return (process.ExitCode, output.Result, error.Result);
    }
}
