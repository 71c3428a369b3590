using System.IO.Compression;
using System.Text;

namespace Analytics.Engine;

/// <summary>Writes a domain's generated sample files into a folder.</summary>
public static class SampleWriter
{
    /// <summary>Writes every file, compressed where its name ends with <c>.gz</c>. The same options give the same bytes.</summary>
    /// <returns>The inputs that a rebuild takes: source → path.</returns>
    public static IReadOnlyList<InputPath> Write(Domain domain, SampleOptions options, string folder, Action<string>? progress = null)
    {
        Directory.CreateDirectory(folder);
        var inputs = new List<InputPath>();
        foreach (var file in domain.Sample(options))
        {
            progress?.Invoke(file.FileName);
            var path = Path.Combine(folder, file.FileName);
            using (var bytes = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            using (Stream target = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(bytes, CompressionLevel.Optimal) : bytes)
            using (var writer = new StreamWriter(target, new UTF8Encoding(false), 1 << 16) { NewLine = "\n" })
            {
                file.Write(writer);
            }

            inputs.Add(new InputPath(file.Source, path));
        }

        return inputs;
    }

    /// <summary>The sample files that lie in a folder, told apart by name: <c>crashes.csv.gz</c> belongs to source <c>crashes</c>, <c>purchases-2024-01-05.csv</c> to <c>purchases</c>.</summary>
    public static IReadOnlyList<InputPath> Find(Domain domain, string folder)
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }

        var files = Directory.GetFiles(folder).Order(StringComparer.Ordinal);
        return
        [
            .. files.SelectMany(file =>
                domain
                    .Sources.Where(source =>
                        Path.GetFileName(file).StartsWith(source.Name, StringComparison.Ordinal)
                        && Path.GetFileName(file)[source.Name.Length..] is ['.' or '-' or '_', ..]
                    )
                    .Take(1)
                    .Select(source => new InputPath(source.Name, file))
            ),
        ];
    }
}
