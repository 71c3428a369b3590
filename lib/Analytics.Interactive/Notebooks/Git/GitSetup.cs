using System.Diagnostics;

namespace Analytics.Interactive.Notebooks.Git;

/// <summary>Tells this clone of the repository, and only it, to merge and show notebooks with clean.csx.</summary>
internal static class GitSetup
{
    private const string Attributes = "*.ipynb merge=notebook diff=notebook";

    public static void Install(string root)
    {
        // Through a shell at the root of the work tree, where the local tool is found.
        Git(root, "config", "merge.notebook.name", "merge notebooks by cells");
        Git(root, "config", "merge.notebook.driver", "dotnet script scripts/clean.csx --merge %O %A %B %P");
        Git(root, "config", "diff.notebook.textconv", "dotnet script scripts/clean.csx --text");
        var path = Path.GetFullPath(Git(root, "rev-parse", "--git-path", "info/attributes").Trim(), root);
        var lines = File.Exists(path) ? File.ReadAllLines(path) : [];
        if (lines.Contains(Attributes, StringComparer.Ordinal))
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllLines(path, lines.Append(Attributes));
    }

    private static string Git(string root, params string[] arguments)
    {
        ProcessStartInfo start = new("git", arguments)
        {
            WorkingDirectory = root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process git = Process.Start(start)!;
            Task<string> error = git.StandardError.ReadToEndAsync();
            var output = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return git.ExitCode == 0
                ? output
                : throw new NotebookException($"git {string.Join(' ', arguments)} failed: {error.GetAwaiter().GetResult().Trim()}");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new NotebookException($"git could not be started ({e.Message}); install it or put it on the path");
        }
    }
}
