namespace Analytics.Interactive.Notebooks;

/// <summary>The repository around a notebook: where notebooks, pages and run records are.</summary>
internal sealed record Workspace(string Root)
{
    public string Notebooks => Path.Combine(Root, "notebooks");

    public string Rendered => Path.Combine(Root, "lib", "artifacts", "rendered");

    public string Html => Path.Combine(Root, "lib", "artifacts", "html");

    /// <summary>The one line that says which snapshot of the lake is in force; empty without a lake.</summary>
    public string Snapshot
    {
        get
        {
            var head = Path.Combine(
                Environment.GetEnvironmentVariable("ANALYTICS_DATA") is { Length: > 0 } data ? data : Path.Combine(Root, "data"),
                "HEAD"
            );
            return File.Exists(head) ? File.ReadAllText(head).Trim() : "";
        }
    }

    /// <summary>The nearest folder above <paramref name="folder"/> that holds notebooks/ or .git.</summary>
    public static Workspace Above(string folder)
    {
        for (var f = Path.GetFullPath(folder); f is not null; f = Path.GetDirectoryName(f))
        {
            if (Directory.Exists(Path.Combine(f, "notebooks")) || Path.Exists(Path.Combine(f, ".git")))
            {
                return new(f);
            }
        }

        return new(Path.GetFullPath(folder));
    }

    /// <summary>Where a run of a notebook is kept that does not go into it: of pages, of other parameters, of a run that failed or was killed.</summary>
    public string Aside(string notebook)
    {
        var name = Name(notebook);
        var isOutside = name.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(name);
        return Path.Combine(
            Rendered,
            Path.ChangeExtension(
                isOutside ? Path.GetFileName(notebook) : name.Replace("notebooks/", "", StringComparison.Ordinal),
                ".ipynb"
            )
        );
    }

    /// <summary>Paths relative to the root with forward slashes, as people write them.</summary>
    public string Name(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    /// <exception cref="NotebookException">Nothing of this name.</exception>
    public IReadOnlyList<string> Select(string target)
    {
        if (target.EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase) || DibFormat.Is(target))
        {
            return File.Exists(target) ? [Path.GetFullPath(target)] : throw new NotebookException($"{target}: no such notebook");
        }

        var folder = target == "all" ? Notebooks : Path.Combine(Notebooks, target);
        if (!Directory.Exists(folder) || target.Contains("..", StringComparison.Ordinal))
        {
            var known = Directory.Exists(Notebooks)
                ? string.Join(", ", Directory.GetDirectories(Notebooks).Select(Path.GetFileName).Order(StringComparer.Ordinal))
                : "none";
            throw new NotebookException($"{target}: no folder notebooks/{target} and no notebook file of this name; folders are: {known}");
        }

        return
        [
            .. Directory
                .EnumerateFiles(folder, "*.ipynb", SearchOption.AllDirectories)
                .Where(f => !f.Contains(".ipynb_checkpoints", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];
    }
}
