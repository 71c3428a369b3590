using System.Reflection;

namespace Analytics.Charts;

/// <summary>plotly.js as Plotly.NET holds it, for pages that draw figures without a network.</summary>
public static class PlotlyJs
{
    /// <summary>plotly.js 2.28, minified, ready to stand inside a script element.</summary>
    public static string Text { get; } = Read();

    private static string Read()
    {
        var assembly = Assembly.Load("Plotly.NET");
        var name = assembly.GetManifestResourceNames().Single(each => each.EndsWith(".min.js", StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        // The end tag must not appear there, not even in one of plotly's strings.
        return reader.ReadToEnd().Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase);
    }
}
