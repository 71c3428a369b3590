namespace Analytics.Interactive.Notebooks.Html;

/// <summary>The JavaScript that pages hold.</summary>
internal static class PageScripts
{
    /// <summary>Draws the figures.</summary>
    public static string Figures { get; } = Text("figures.js");

    /// <summary>Hides what does not hold every word of the search.</summary>
    public static string Search { get; } = Text("search.js");

    /// <summary>Sorts tables and divides them into pages.</summary>
    public static string Tables { get; } = Text("tables.js");

    private static string Text(string name)
    {
        using var reader = new StreamReader(typeof(PageScripts).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
