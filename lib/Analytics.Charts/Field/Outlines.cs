using System.Globalization;

namespace Analytics.Charts;

/// <summary>Borders to draw under places: <c>Chart.Places(…, Outline: Outlines.CookCounty)</c>. Small files of open coordinates; their sources stand in <c>Outlines/README.md</c>.</summary>
public static class Outlines
{
    /// <summary>Cook County, Illinois, with Chicago and the shore of Lake Michigan (U.S. Census Bureau, 2017, public domain).</summary>
    public static (double[] Latitude, double[] Longitude) CookCounty => Of("cook-county");

    /// <summary>The United Kingdom with its larger islands (Natural Earth 1:50m, public domain).</summary>
    public static (double[] Latitude, double[] Longitude) UnitedKingdom => Of("united-kingdom");

    /// <summary>Degrees of the rings of a file, one after another, NaN between them.</summary>
    private static (double[] Latitude, double[] Longitude) Of(string name)
    {
        using var stream =
            typeof(Outlines).Assembly.GetManifestResourceStream("outlines/" + name)
            ?? throw new ArgumentException($"No outline '{name}' is built in.", nameof(name));
        using var reader = new StreamReader(stream);
        reader.ReadLine();
        var (latitudes, longitudes, part) = (new List<double>(), new List<double>(), "");
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split(',');
            if (part.Length > 0 && part != cells[0])
            {
                latitudes.Add(double.NaN);
                longitudes.Add(double.NaN);
            }

            part = cells[0];
            latitudes.Add(double.Parse(cells[1], CultureInfo.InvariantCulture));
            longitudes.Add(double.Parse(cells[2], CultureInfo.InvariantCulture));
        }

        return ([.. latitudes], [.. longitudes]);
    }
}
