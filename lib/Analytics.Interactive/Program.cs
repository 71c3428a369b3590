using Analytics.Interactive.Jupyter;
using Analytics.Interactive.Scripts;

namespace Analytics.Interactive;

/// <summary>The verbs of `dotnet script`. The launcher calls this entry point, so its signature never changes.</summary>
internal static class Program
{
    private const string Usage = """
        usage: dotnet script <file.csx> [--] [arguments]    runs a script; compiled once, started from the cache after that
               dotnet script kernel install|uninstall|list  registers the C# kernel with Jupyter and VS Code
               dotnet script --help | --version
        """;

    private static int Main(string[] args)
    {
        switch (args)
        {
            case []:
                Console.Error.WriteLine(Usage);
                return 2;
            case ["-h" or "--help" or "-?", ..]:
                Console.WriteLine(Usage);
                return 0;
            case ["--version", ..]:
                Console.WriteLine($"{typeof(Program).Assembly.GetName().Version} on .NET {Environment.Version}");
                return 0;
            case ["kernel", .. var verbs]:
                return KernelCommand.Run(verbs);
            case [var file, .. var rest] when !file.StartsWith('-'):
                return ScriptCommand.Run(file, rest);
            default:
                Console.Error.WriteLine($"unknown option {args[0]}\n{Usage}");
                return 2;
        }
    }
}
