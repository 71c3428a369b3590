using System.Reflection;
using System.Runtime.Loader;

namespace Analytics.Interactive.Launcher;

/// <summary>
/// `dotnet script` of this repository. The package folder of a user keeps the first copy of a version for ever, so this
/// program holds nothing that could go stale: it finds the host that the repository built and runs it in this process.
/// </summary>
internal static class Program
{
    private const string Host = "Analytics.Interactive";

    private static int Main(string[] args)
    {
        var host = Find(args);
        if (host is null)
        {
            Console.Error.WriteLine(
                $"dotnet script: no built {Host} in this folder or above it. Run this first, at the root of the repository: dotnet build"
            );
            return 1;
        }

        var folder = Path.GetDirectoryName(host)!;
        AssemblyLoadContext.Default.Resolving += (context, name) =>
        {
            var path = Path.Combine(folder, name.Name + ".dll");
            return File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;
        };
        MethodInfo entry = AssemblyLoadContext.Default.LoadFromAssemblyPath(host).EntryPoint!;
        return entry.CreateDelegate<Func<string[], int>>()(args);
    }

    /// <summary>The script's own repository comes first, so that a script of another checkout runs on that checkout's host.</summary>
    private static string? Find(string[] args)
    {
        var script = args.FirstOrDefault(a => a.EndsWith(".csx", StringComparison.OrdinalIgnoreCase) && File.Exists(a));
        return (script is null ? null : Above(Path.GetDirectoryName(Path.GetFullPath(script)))) ?? Above(Environment.CurrentDirectory);
    }

    private static string? Above(string? folder)
    {
        for (; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            foreach (var configuration in (string[])["debug", "release"])
            {
                var path = Path.Combine(folder, "lib", "artifacts", "bin", Host, configuration, Host + ".dll");
                if (File.Exists(path))
                {
                    return path;
                }
            }
        }

        return null;
    }
}
