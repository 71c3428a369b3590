using System.Globalization;
using System.Net;
using System.Text;

namespace Analytics.Interactive.Notebooks.Html;

/// <summary>A folder of pages, one per notebook, an index by folder, and plotly.js once for all of them. It needs no network and no server.</summary>
internal static class Site
{
    public const string PlotlyFile = "plotly.min.js";

    private sealed record Entry(string Group, string File, string Title, string Name, string Words);

    /// <returns>The path of the index.</returns>
    public static string Write(Workspace workspace, IEnumerable<string> notebooks, string folder)
    {
        Directory.CreateDirectory(folder);
        List<Entry> entries = [];
        foreach (var path in notebooks)
        {
            var notebook = Notebook.Load(path);
            var name = NameOf(workspace, path);
            var group = name.Contains('/', StringComparison.Ordinal) ? name[..name.IndexOf('/', StringComparison.Ordinal)] : "";
            Entry entry = new(group, FileOf(name), Page.TitleOf(notebook) ?? name, name, string.Join(' ', Page.HeadingsOf(notebook)));
            Save(Path.Combine(folder, entry.File), Page.Of(notebook, entry.Title));
            entries.Add(entry);
        }

        Save(Path.Combine(folder, PlotlyFile), Plotly.Text());
        var index = Path.Combine(folder, "index.html");
        Save(index, Index(entries));
        return index;
    }

    // What is in no folder comes first: the tour.
    private static string Index(IEnumerable<Entry> entries)
    {
        StringBuilder body = new(
            "<h1>Notebooks</h1>\n<p><input id=\"search\" type=\"search\" placeholder=\"Search titles and headings\" aria-label=\"Search titles and headings\"></p>\n"
        );
        foreach (
            IGrouping<string, Entry> group in entries.GroupBy(entry => entry.Group).OrderBy(group => group.Key, StringComparer.Ordinal)
        )
        {
            body.Append(
                CultureInfo.InvariantCulture,
                $"<section>\n{(group.Key.Length == 0 ? "" : $"<h2>{WebUtility.HtmlEncode(group.Key)}</h2>\n")}<ul>\n"
            );
            foreach (Entry entry in group.OrderBy(entry => entry.Name, StringComparer.Ordinal))
            {
                var words = WebUtility.HtmlEncode($"{entry.Title} {entry.Name} {entry.Words}".ToLowerInvariant());
                body.Append(
                        CultureInfo.InvariantCulture,
                        $"<li data-words=\"{words}\"><a href=\"{WebUtility.HtmlEncode(entry.File)}\">{WebUtility.HtmlEncode(entry.Title)}</a> "
                    )
                    .Append(CultureInfo.InvariantCulture, $"<small>{WebUtility.HtmlEncode(entry.Name)}</small></li>\n");
            }

            body.Append("</ul>\n</section>\n");
        }

        return Page.Wrap("Notebooks", body.ToString(), PageScripts.Search, withPlotly: false);
    }

    private static string NameOf(Workspace workspace, string path)
    {
        var name = Path.ChangeExtension(workspace.Name(path), null).Replace("lib/artifacts/rendered/", "", StringComparison.Ordinal);
        return name.StartsWith("notebooks/", StringComparison.Ordinal) ? name["notebooks/".Length..] : name;
    }

    private static string FileOf(string name) =>
        string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-')).Trim('-') + ".html";

    private static void Save(string path, string text) => File.WriteAllText(path, text, new UTF8Encoding(false));
}
