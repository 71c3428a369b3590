using System.Globalization;
using System.Text;
using Analytics.Interactive.Compiling;
using Analytics.Interactive.Loading;

namespace Analytics.Interactive.Scripts;

/// <summary>A script that needs no compiler: its image, entry point and the libraries it referenced, in their order.</summary>
internal sealed record CachedScript(string ImagePath, string EntryType, string EntryMethod, IReadOnlyList<LibraryRoot> Libraries);

/// <summary>
/// Compiled scripts. An entry is used only while everything it was compiled from is the same: the text of the script and
/// of every `#load` (kept and compared byte for byte), the MVID of every library, the host, the runtime and the compiler.
/// </summary>
internal static class ScriptCache
{
    private const string Entry = "entry.txt";

    public static CachedScript? Find(string script)
    {
        var folder = Folder(script);
        var entry = Path.Combine(folder, Entry);
        if (!File.Exists(entry))
        {
            return null;
        }

        var lines = File.ReadAllLines(entry);
        if (lines.Length < 3 || lines[0] != Versions() || lines[^1] != "end")
        {
            return null;
        }

        string? image = null;
        string[] point = [];
        List<LibraryRoot> libraries = [];
        foreach (var fields in lines[1..^1].Select(l => l.Split('\t')))
        {
            switch (fields)
            {
                case ["source", var path, var copy] when IsSame(path, Path.Combine(folder, copy)):
                case ["reference", var mvid, var file] when Libraries.ReadMvid(file)?.ToString("N") == mvid:
                    break;
                case ["library", var library, var siblings]:
                    libraries.Add(new(library, siblings == "folder"));
                    break;
                case ["image", var name, var type, var method]:
                    image = Path.Combine(folder, name);
                    point = [type, method];
                    break;
                default:
                    return null;
            }
        }

        return image is not null && File.Exists(image) ? new(image, point[0], point[1], libraries) : null;
    }

    /// <summary>Keeps a compilation. A cache that cannot be written costs time at the next start, nothing else.</summary>
    public static void Store(
        string script,
        Submission submission,
        IReadOnlyDictionary<string, byte[]> sources,
        Libraries libraries,
        IEnumerable<string> used
    )
    {
        try
        {
            Write(script, submission, sources, libraries, used);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"dotnet script: the compiled script is not kept ({e.Message})");
        }
    }

    private static void Write(
        string script,
        Submission submission,
        IReadOnlyDictionary<string, byte[]> sources,
        Libraries libraries,
        IEnumerable<string> used
    )
    {
        var folder = Folder(script);
        if (Directory.Exists(folder))
        {
            Array.ForEach(Directory.GetFiles(folder), DeleteIfFree);
        }

        Directory.CreateDirectory(folder);
        var stem = Fnv.Hash(submission.Image);
        StringBuilder entry = new(Versions() + "\n");
        var number = 0;
        foreach ((var path, var bytes) in sources)
        {
            var copy = Invariant($"{stem}.{number++}.txt");
            Place(Path.Combine(folder, copy), bytes);
            entry.Append(CultureInfo.InvariantCulture, $"source\t{path}\t{copy}\n");
        }

        foreach (
            Library library in used.Select(libraries.Find)
                .OfType<Library>()
                .DistinctBy(l => l.Name)
                .OrderBy(l => l.Name, StringComparer.Ordinal)
        )
        {
            entry.Append(CultureInfo.InvariantCulture, $"reference\t{library.Mvid:N}\t{library.Source}\n");
        }

        foreach (LibraryRoot root in libraries.Roots)
        {
            entry.Append(CultureInfo.InvariantCulture, $"library\t{root.Path}\t{(root.Siblings ? "folder" : "file")}\n");
        }

        Place(Path.Combine(folder, stem + ".dll"), submission.Image);
        entry.Append(CultureInfo.InvariantCulture, $"image\t{stem}.dll\t{submission.EntryType}\t{submission.EntryMethod}\nend\n");
        Place(Path.Combine(folder, Entry), Encoding.UTF8.GetBytes(entry.ToString()));
    }

    private static string Versions() => $"v1\t{Host.Mvid:N}\t{Environment.Version}\t{CompilerFolder.Path}";

    private static bool IsSame(string path, string copy) =>
        File.Exists(path) && File.Exists(copy) && File.ReadAllBytes(path).AsSpan().SequenceEqual(File.ReadAllBytes(copy));

    /// <summary>Whole or not at all, whatever other process does the same at this moment.</summary>
    private static void Place(string path, byte[] bytes)
    {
        var part = Invariant($"{path}.{Environment.ProcessId}.part");
        File.WriteAllBytes(part, bytes);
        File.Move(part, path, overwrite: true);
    }

    private static void DeleteIfFree(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return; // In use by a running script (Windows); the next compilation tries again.
        }
    }

    private static string Folder(string script) =>
        Path.Combine(Host.ScriptFolder, $"{Path.GetFileNameWithoutExtension(script)}-{Fnv.Hash(Encoding.UTF8.GetBytes(script))}");
}
