namespace Analytics.Interactive.Notebooks.Html;

/// <summary>plotly.js as the build fetched it; without it pages show the static pictures.</summary>
internal static class Plotly
{
    public static string? Find(Workspace workspace)
    {
        string path = Environment.GetEnvironmentVariable("ANALYTICS_PLOTLY") is { Length: > 0 } chosen
            ? chosen
            : Path.Combine(workspace.Root, "lib", "native", "node_modules", "plotly.js-dist-min", "plotly.min.js");
        // Inside a script element the end tag must not appear, not even in one of plotly's strings.
        return File.Exists(path) ? File.ReadAllText(path).Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase) : null;
    }
}
