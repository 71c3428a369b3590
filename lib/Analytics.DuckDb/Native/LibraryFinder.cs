using System.Reflection;
using System.Runtime.InteropServices;

namespace Analytics.DuckDb;

/// <summary>Finds libduckdb: ANALYTICS_DUCKDB, beside the assembly, its runtimes folder, or lib/native/node_modules of a folder above.</summary>
internal static class LibraryFinder
{
    public const string Variable = "ANALYTICS_DUCKDB";

    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(LibraryFinder).Assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search)
    {
        if (name != Native.Library)
            return 0;
        var path = Find(Environment.GetEnvironmentVariable(Variable), StartFolders(assembly));
        return NativeLibrary.Load(path);
    }

    /// <summary>The library's path.</summary>
    /// <exception cref="DllNotFoundException">It is nowhere; the message says what to do.</exception>
    internal static string Find(string? named, IEnumerable<string> folders)
    {
        if (!string.IsNullOrEmpty(named))
        {
            return File.Exists(named)
                ? Path.GetFullPath(named)
                : throw new DllNotFoundException($"{Variable} names '{named}', and there is no such file. Set it to a DuckDB 1.5.6 library or unset it.");
        }

        foreach (var folder in folders.Distinct(StringComparer.Ordinal))
        {
            if (Candidates(folder).FirstOrDefault(File.Exists) is { } found)
                return found;
        }

        throw new DllNotFoundException(
            $"DuckDB's library ({FileName}) was not found beside the program or in lib/native/node_modules. Run `dotnet build` in the repository, or set {Variable} to its path.");
    }

    internal static string FileName =>
        OperatingSystem.IsWindows() ? "duckdb.dll" : OperatingSystem.IsMacOS() ? "libduckdb.dylib" : "libduckdb.so";

    private static IEnumerable<string> StartFolders(Assembly assembly)
    {
        yield return AppContext.BaseDirectory;
        // Hosts of scripts load libraries from a copy elsewhere; single-file programs have no location.
        if (Path.GetDirectoryName(assembly.Location) is { Length: > 0 } beside)
            yield return beside;
        yield return Environment.CurrentDirectory;
    }

    private static IEnumerable<string> Candidates(string start)
    {
        yield return Path.Combine(start, FileName);
        yield return Path.Combine(start, "runtimes", RuntimeInformation.RuntimeIdentifier, "native", FileName);
        yield return Path.Combine(start, "runtimes", $"{Short}-{Processor}".Replace("darwin", "osx", StringComparison.Ordinal).Replace("win32", "win", StringComparison.Ordinal), "native", FileName);
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, "lib", "native", "node_modules", "@duckdb", $"node-bindings-{Short}-{Processor}", FileName);
            yield return Path.Combine(folder.FullName, "native", "node_modules", "@duckdb", $"node-bindings-{Short}-{Processor}", FileName);
        }
    }

    private static string Short => OperatingSystem.IsWindows() ? "win32" : OperatingSystem.IsMacOS() ? "darwin" : "linux";

    private static string Processor => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";
}
