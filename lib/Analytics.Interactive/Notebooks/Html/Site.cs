using System.Globalization;
using System.Net;
using System.Text;

namespace Analytics.Interactive.Notebooks.Html;

/// <summary>A folder of pages, one per notebook, and an index; every page works alone and without a network.</summary>
internal static class Site
{
    /// <returns>The path of the index.</returns>
    public static string Write(Workspace workspace, IEnumerable<string> notebooks, string folder)
    {
        Directory.CreateDirectory(folder);
        StringBuilder list = new();
        foreach (string path in notebooks)
        {
            Notebook notebook = Notebook.Load(path);
            string page = PageName(workspace, path);
            string title = Page.TitleOf(notebook) ?? workspace.Name(path);
            File.WriteAllText(Path.Combine(folder, page), Page.Of(notebook, title, Plotly.Text()), new UTF8Encoding(false));
            list.Append(CultureInfo.InvariantCulture, $"<li><a href=\"{WebUtility.HtmlEncode(page)}\">{WebUtility.HtmlEncode(title)}</a> <small>{WebUtility.HtmlEncode(workspace.Name(path))}</small></li>\n");
        }

        string index = Path.Combine(folder, "index.html");
        File.WriteAllText(index, Page.Wrap("Notebooks", $"<h1>Notebooks</h1>\n<ul>\n{list}</ul>\n", null), new UTF8Encoding(false));
        return index;
    }

    private static string PageName(Workspace workspace, string path)
    {
        string name = Path.ChangeExtension(workspace.Name(path), null).Replace("lib/artifacts/rendered/", "", StringComparison.Ordinal);
        name = name.StartsWith("notebooks/", StringComparison.Ordinal) ? name["notebooks/".Length..] : name;
        return string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-')).Trim('-') + ".html";
    }
}
