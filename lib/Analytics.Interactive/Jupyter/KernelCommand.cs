using Analytics.Interactive.Jupyter.Install;

namespace Analytics.Interactive.Jupyter;

/// <summary><c>dotnet script kernel …</c>.</summary>
internal static class KernelCommand
{
    private const string Usage = """
        usage: dotnet script kernel install       registers this C# kernel with Jupyter and VS Code, for the current user
               dotnet script kernel uninstall     removes it
               dotnet script kernel list          shows the kernels of the current user
               dotnet script kernel run <file>    runs the kernel on a Jupyter connection file; this is what clients start
        """;

    public static int Run(IReadOnlyList<string> args)
    {
        var root = KernelSpec.Root(Environment.GetEnvironmentVariable);
        switch (args)
        {
            case ["install"]:
                return Install(root);
            case ["uninstall"]:
                var wasThere = KernelSpec.Uninstall(root);
                Console.WriteLine(wasThere ? $"{KernelSpec.Name} removed from {root}" : $"{KernelSpec.Name} is not installed in {root}");
                return 0;
            case ["list"]:
                foreach (var (name, display, program) in KernelSpec.All(root))
                {
                    Console.WriteLine($"{name, -20} {display, -20} {program}");
                }

                return 0;
            case ["run", var file]:
                return KernelProcess.Run(file);
            case ["-h" or "--help"]:
                Console.WriteLine(Usage);
                return 0;
            default:
                Console.Error.WriteLine(args.Count == 0 ? Usage : $"unknown: kernel {string.Join(' ', args)}\n{Usage}");
                return 2;
        }
    }

    private static int Install(string root)
    {
        var folder = KernelSpec.Install(root, KernelProcess.Program());
        Console.WriteLine(
            $"""
            "{KernelSpec.DisplayName}" installed in {folder}
            Choose it in VS Code with "Select Kernel" > "Jupyter Kernel…", or start: jupyter notebook
            For completion in VS Code add this line to its settings.json:
              "jupyter.completionTriggerCharacters": {"{"} "csharp": ["."] {"}"}
            """
        );
        return 0;
    }
}
