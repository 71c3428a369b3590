using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Analytics.Interactive.Compiling;

/// <summary>
/// Where Roslyn comes from. The SDK carries it precompiled for this runtime, which halves the first compilation; the copy
/// that was restored with the host is plain IL and serves where no SDK of this major version is found.
/// </summary>
internal static class CompilerFolder
{
    private const string Compiler = "Microsoft.CodeAnalysis";

    private static readonly Lazy<string> Found = new(Find);

    /// <summary>The folder of Microsoft.CodeAnalysis.dll; its name holds the version, so it is part of a script's cache key.</summary>
    public static string Path => Found.Value;

    /// <summary>Runs before anything of this assembly, so that the first method that mentions a Roslyn type finds it.</summary>
    [ModuleInitializer]
    internal static void Hook() => AssemblyLoadContext.Default.Resolving += Resolve;

    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name)
    {
        var file = name.Name + ".dll";
        var folder = name.Name is Compiler or Compiler + ".CSharp" ? Path : Framework.WebFolder;
        var path = System.IO.Path.Combine(folder, file);
        return folder.Length > 0 && File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;
    }

    private static string Find()
    {
        var sdk = System.IO.Path.Combine(Framework.DotnetRoot, "sdk");
        var best = Framework.Newest(sdk, v => System.IO.Path.Combine("Roslyn", "bincore"), Compiler + ".CSharp.dll");
        return best ?? System.IO.Path.Combine(System.IO.Path.GetDirectoryName(typeof(CompilerFolder).Assembly.Location)!, "compiler");
    }
}
