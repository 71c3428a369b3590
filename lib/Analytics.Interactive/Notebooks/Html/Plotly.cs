using System.Reflection;

namespace Analytics.Interactive.Notebooks.Html;

/// <summary>plotly.js as Plotly.NET holds it, ready to stand inside a script element.</summary>
internal static class Plotly
{
    private static readonly Lazy<string> s_packaged = new(Packaged);

    /// <summary>The packaged plotly.js, or the file that ANALYTICS_PLOTLY names.</summary>
    public static string Text()
    {
        string text = Environment.GetEnvironmentVariable("ANALYTICS_PLOTLY") is { Length: > 0 } chosen ? File.ReadAllText(chosen) : s_packaged.Value;
        // Inside a script element the end tag must not appear, not even in one of plotly's strings.
        return text.Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase);
    }

    private static string Packaged()
    {
        Assembly assembly = Assembly.Load("Plotly.NET");
        string name = assembly.GetManifestResourceNames().Single(each => each.EndsWith(".min.js", StringComparison.Ordinal));
        using StreamReader reader = new(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
