using System.Reflection;

namespace Analytics.Interactive.Notebooks.Html;

/// <summary>plotly.js as Plotly.NET holds it.</summary>
internal static class Plotly
{
    private static readonly Lazy<string> s_packaged = new(Packaged);

    /// <summary>The packaged plotly.js, or the file that ANALYTICS_PLOTLY names.</summary>
    public static string Text() =>
        Environment.GetEnvironmentVariable("ANALYTICS_PLOTLY") is { Length: > 0 } chosen ? File.ReadAllText(chosen) : s_packaged.Value;

    private static string Packaged()
    {
        var assembly = Assembly.Load("Plotly.NET");
        var name = assembly.GetManifestResourceNames().Single(each => each.EndsWith(".min.js", StringComparison.Ordinal));
        using StreamReader reader = new(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
