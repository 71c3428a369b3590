namespace Analytics.Charts;

public static partial class Gallery
{
    private const string Usage = """
        Shows every type of figure on one page: plotly.js left, the still picture right, the words beneath.

          dotnet script scripts/gallery.csx -- [--out <file.html>] [--plotly <plotly.min.js>]

          --out      where the page is written. Default: data/gallery.html
          --plotly   the plotly.js to put into the page. Default: the one in Plotly.NET
        """;

    /// <summary>scripts/gallery.csx. Ends with 0, with 1 when there is no such plotly.js, with 2 on arguments it does not know.</summary>
    /// <param name="args">What stands behind the script's name.</param>
    /// <param name="root">The repository's folder.</param>
    public static int Main(IReadOnlyList<string> args, string root)
    {
        var page = Path.Combine(root, "data", "gallery.html");
        string? plotly = null;
        for (var i = 0; i < args.Count; i++)
        {
            switch (args[i])
            {
                case "--help" or "-h":
                    Console.WriteLine(Usage);
                    return 0;
                case "--out" when i + 1 < args.Count:
                    page = args[++i];
                    break;
                case "--plotly" when i + 1 < args.Count:
                    plotly = args[++i];
                    break;
                default:
                    Console.Error.WriteLine($"'{args[i]}' is not an argument of the gallery, or its value is missing.\n\n{Usage}");
                    return 2;
            }
        }

        if (plotly is not null && !File.Exists(plotly))
        {
            Console.Error.WriteLine($"There is no plotly.js at {plotly}; without --plotly the one in Plotly.NET is taken.");
            return 1;
        }

        File.WriteAllText(page, Page(plotly is null ? PlotlyJs.Text : File.ReadAllText(plotly)));
        Console.WriteLine($"{Figures.Count} figures in {page}");
        return 0;
    }
}
