using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Analytics.Interactive.Jupyter.Install;

/// <summary>The kernelspec folder of the user: how Jupyter and VS Code find and start this kernel.</summary>
internal static class KernelSpec
{
    public const string Name = "analytics-csharp";
    public const string DisplayName = "C# (Analytics)";
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The folder of kernelspecs of this user on this operating system; <c>JUPYTER_DATA_DIR</c> overrides, as in Jupyter.</summary>
    public static string Root(Func<string, string?> environment)
    {
        if (environment("JUPYTER_DATA_DIR") is { Length: > 0 } data)
        {
            return Path.Combine(data, "kernels");
        }

        var home = environment("HOME") is { Length: > 0 } set ? set : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (OperatingSystem.IsWindows())
        {
            return Path.Combine(environment("APPDATA") ?? Path.Combine(home, "AppData", "Roaming"), "jupyter", "kernels");
        }

        if (OperatingSystem.IsMacOS())
        {
            return Path.Combine(home, "Library", "Jupyter", "kernels");
        }

        var share = environment("XDG_DATA_HOME") is { Length: > 0 } xdg ? xdg : Path.Combine(home, ".local", "share");
        return Path.Combine(share, "jupyter", "kernels");
    }

    /// <summary>Writes the spec; an older one of the same name is replaced. Returns its folder.</summary>
    /// <remarks><c>start</c>: program and arguments that start the kernel, without the connection file.</remarks>
    public static string Install(string root, IReadOnlyList<string> start)
    {
        var folder = Path.Combine(root, Name);
        Directory.CreateDirectory(folder);
        var spec = new JsonObject
        {
            ["argv"] = new JsonArray([.. start.Append("{connection_file}").Select(a => JsonValue.Create(a))]),
            ["display_name"] = DisplayName,
            ["language"] = "C#",
            ["interrupt_mode"] = "message",
            // A cell that eats all memory gets an OutOfMemoryException at 80 % of it, before the system ends the process.
            // The C library keeps what the compiler frees unless it is told from which size on to give back.
            ["env"] = new JsonObject
            {
                ["DOTNET_GCHeapHardLimitPercent"] = "50",
                ["DOTNET_TieredPGO"] = "0",
                ["DOTNET_TC_QuickJitForLoops"] = "1",
                ["MALLOC_TRIM_THRESHOLD_"] = "131072",
            },
            ["metadata"] = new JsonObject { ["debugger"] = false },
        };
        var part = Path.Combine(folder, "kernel.json.part");
        File.WriteAllText(part, spec.ToJsonString(s_json) + "\n");
        File.Move(part, Path.Combine(folder, "kernel.json"), overwrite: true);
        return folder;
    }

    /// <returns>False when it was not installed.</returns>
    public static bool Uninstall(string root)
    {
        var folder = Path.Combine(root, Name);
        if (!File.Exists(Path.Combine(folder, "kernel.json")))
        {
            return false;
        }

        Directory.Delete(folder, recursive: true);
        return true;
    }

    /// <summary>Name, display name and program of every kernelspec of the user.</summary>
    public static IEnumerable<(string Name, string Display, string Program)> All(string root)
    {
        if (!Directory.Exists(root))
        {
            yield break;
        }

        foreach (var folder in Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal))
        {
            var file = Path.Combine(folder, "kernel.json");
            if (File.Exists(file))
            {
                yield return Read(Path.GetFileName(folder), file);
            }
        }
    }

    private static (string Name, string Display, string Program) Read(string name, string file)
    {
        try
        {
            var spec = JsonNode.Parse(File.ReadAllText(file));
            var argv = spec?["argv"]?.AsArray().Select(a => a?.GetValue<string>() ?? "") ?? [];
            return (name, spec?["display_name"]?.GetValue<string>() ?? "", string.Join(' ', argv));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or IOException)
        {
            return (name, "", $"{file} cannot be read: {e.Message}");
        }
    }
}
