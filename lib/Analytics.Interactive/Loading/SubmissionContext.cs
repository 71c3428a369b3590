using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using Analytics.Interactive.Compiling;

namespace Analytics.Interactive.Loading;

/// <summary>
/// Loads what a script or a notebook runs: its own compiled code, the libraries it referenced (from their shadow copies)
/// and their native parts (from the folder they were built to). The host and the framework stay shared.
/// </summary>
internal sealed class SubmissionContext(Libraries libraries) : AssemblyLoadContext("script")
{
    private readonly Dictionary<string, Assembly> submissions = new(StringComparer.Ordinal);

    public Assembly LoadSubmission(byte[] image)
    {
        Assembly assembly = LoadFromStream(new MemoryStream(image, writable: false));
        submissions.Add(assembly.GetName().Name!, assembly);
        return assembly;
    }

    protected override Assembly? Load(AssemblyName name)
    {
        if (name.Name is null || Host.Has(name.Name))
        {
            return name.Name == Host.Name ? typeof(Host).Assembly : null; // Null: the host's own, which the default context finds.
        }

        if (submissions.TryGetValue(name.Name, out Assembly? submission))
        {
            return submission;
        }

        return libraries.Find(name.Name) is { } library ? LoadFromAssemblyPath(library.Copy) : null;
    }

    protected override nint LoadUnmanagedDll(string name)
    {
        foreach (var folder in libraries.Folders)
        {
            foreach (var place in (string[])[folder, Path.Combine(folder, "runtimes", RuntimeInformation.RuntimeIdentifier, "native")])
            {
                foreach (var file in (string[])[name, $"lib{name}.so", $"lib{name}.dylib", $"{name}.so", $"{name}.dylib", $"{name}.dll"])
                {
                    var path = Path.Combine(place, file);
                    if (File.Exists(path))
                    {
                        return LoadUnmanagedDllFromPath(path);
                    }
                }
            }
        }

        return 0;
    }
}
