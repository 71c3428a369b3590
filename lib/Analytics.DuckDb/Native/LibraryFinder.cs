using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DuckDB.NET.Native;

namespace Analytics.DuckDb;

/// <summary>
/// Finds DuckDB's library for DuckDB.NET and for <see cref="Native"/>: ANALYTICS_DUCKDB, beside the program, its runtimes folder, or lib/artifacts/native of a
/// folder above, where the build puts the one of this machine (each program's own copies of all systems would be 300 MB).
/// </summary>
internal static class LibraryFinder
{
    public const string Variable = "ANALYTICS_DUCKDB";

    // Whoever uses DuckDB.NET's classes first must find the library too, so this cannot wait for a call.
    [SuppressMessage("Usage", "CA2255", Justification = "DuckDB.NET loads its library by its own static methods.")]
    [ModuleInitializer]
    internal static void Register()
    {
        foreach (var assembly in new[] { typeof(LibraryFinder).Assembly, typeof(NativeMethods).Assembly })
        {
            NativeLibrary.SetDllImportResolver(assembly, Resolve);
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search) =>
        name == Native.Library ? NativeLibrary.Load(Find(Environment.GetEnvironmentVariable(Variable), StartFolders())) : 0;

    /// <summary>The library's path.</summary>
    /// <exception cref="DllNotFoundException">It is nowhere; the message says what to do.</exception>
    internal static string Find(string? named, IEnumerable<string> folders)
    {
        if (!string.IsNullOrEmpty(named))
        {
            return File.Exists(named)
                ? Path.GetFullPath(named)
                : throw new DllNotFoundException(
                    $"{Variable} names '{named}', and there is no such file. Set it to a DuckDB 1.5.6 library or unset it."
                );
        }

        return folders.Distinct(StringComparer.Ordinal).SelectMany(Candidates).FirstOrDefault(File.Exists)
            ?? throw new DllNotFoundException(
                $"DuckDB's library ({FileName}) was not found beside the program or in lib/artifacts/native. Run `dotnet build` in the repository, or set {Variable} to its path."
            );
    }

    internal static string FileName =>
        OperatingSystem.IsWindows() ? "duckdb.dll"
        : OperatingSystem.IsMacOS() ? "libduckdb.dylib"
        : "libduckdb.so";

    private static IEnumerable<string> StartFolders()
    {
        yield return AppContext.BaseDirectory;
        // Hosts of scripts load libraries from a copy elsewhere; single-file programs have no location.
        if (Path.GetDirectoryName(typeof(LibraryFinder).Assembly.Location) is { Length: > 0 } beside)
        {
            yield return beside;
        }

        yield return Environment.CurrentDirectory;
    }

    private static IEnumerable<string> Candidates(string start)
    {
        yield return Path.Combine(start, FileName);
        yield return Path.Combine(start, "runtimes", System, "native", FileName);
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, "lib", "artifacts", "native", FileName);
            yield return Path.Combine(folder.FullName, "artifacts", "native", FileName);
        }
    }

    /// <summary>The package's name of this system: <c>linux-x64</c>, <c>linux-arm64</c>, <c>osx</c>, <c>win-x64</c>, <c>win-arm64</c>.</summary>
    private static string System =>
        OperatingSystem.IsMacOS()
            ? "osx"
            : $"{(OperatingSystem.IsWindows() ? "win" : "linux")}-{(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64")}";
}
