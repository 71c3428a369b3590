namespace Analytics.Interactive.Cells;

/// <summary>
/// The file that runs before the first cell of every notebook below it: <c>start.csx</c> in the nearest folder named <c>notebooks</c>. What it
/// imports needs no line in a notebook. Only a folder of that name counts, so that a stray file above somebody's notebooks never runs.
/// </summary>
internal static class StartFile
{
    public const string Name = "start.csx";

    public static string? Above(string folder)
    {
        for (DirectoryInfo? each = new(Path.GetFullPath(folder)); each is not null; each = each.Parent)
        {
            if (each.Name == "notebooks" && Path.Combine(each.FullName, Name) is var file && File.Exists(file))
            {
                return file;
            }
        }

        return null;
    }
}
