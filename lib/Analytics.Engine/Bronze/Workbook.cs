using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;

namespace Analytics.Engine;

/// <summary>
/// Reads the first sheet of an Excel workbook (Office Open XML, ECMA-376 part 1, §18) into CSV: shared and inline texts,
/// numbers and booleans as stored; dates stay serial numbers, which the Silver macros understand.
/// </summary>
internal static class Workbook
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const long LargestPart = 1L << 30;

    private static readonly XmlReaderSettings s_safe = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    public static Readable? Prepare(Source source, string sha, string path, string stage, List<Reject> rejects)
    {
        try
        {
            using var zip = ZipFile.OpenRead(path);
            var texts = zip.GetEntry("xl/sharedStrings.xml") is { } shared ? SharedTexts(Part(shared)) : [];
            var sheet = zip.Entries.Where(entry => entry.FullName.StartsWith("xl/worksheets/sheet", StringComparison.Ordinal)).MinBy(entry => entry.FullName.Length * 1000 + entry.FullName[^5])
                ?? throw new InvalidDataException("the workbook has no sheet");
            var target = Path.Combine(stage, sha + ".csv");
            using (var writer = new StreamWriter(target, append: false, new UTF8Encoding(false)) { NewLine = "\n" })
                Write(Part(sheet), texts, writer);
            var head = File.ReadAllBytes(target);
            return CsvText.Prepare(source, sha, target, head.AsSpan(0, Math.Min(head.Length, 1 << 20)).ToArray(), stage, rejects);
        }
        catch (Exception error) when (error is InvalidDataException or XmlException or FormatException)
        {
            rejects.Add(new Reject(sha, 0, $"Excel workbook: {RawReading.FirstLine(error.Message)}", ""));
            return null;
        }
    }

    private static Stream Part(ZipArchiveEntry entry) => entry.Length <= LargestPart
        ? entry.Open()
        : throw new InvalidDataException($"{entry.FullName} unpacks to {entry.Length} bytes; the most is {LargestPart}");

    private static List<string> SharedTexts(Stream part)
    {
        var texts = new List<string>();
        using var xml = XmlReader.Create(part, s_safe);
        var text = new StringBuilder();
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "si")
                text.Clear();
            else if (xml.NodeType == XmlNodeType.Text || xml.NodeType == XmlNodeType.SignificantWhitespace)
                text.Append(xml.Value);
            if (xml.NodeType == XmlNodeType.EndElement && xml.LocalName == "si")
                texts.Add(text.ToString());
        }

        return texts;
    }

    private static void Write(Stream part, List<string> texts, TextWriter writer)
    {
        using var xml = XmlReader.Create(part, s_safe);
        var width = 0;
        while (xml.ReadToFollowing("row", Main))
        {
            using var row = xml.ReadSubtree();
            var cells = Cells(row, texts);
            width = Math.Max(width, cells.Count);
            while (cells.Count < width)
                cells.Add("");
            writer.WriteLine(string.Join(',', cells.Select(cell => "\"" + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"")));
        }
    }

    private static List<string> Cells(XmlReader row, List<string> texts)
    {
        var cells = new List<string>();
        while (row.ReadToFollowing("c", Main))
        {
            var column = Column(row.GetAttribute("r"), cells.Count);
            var type = row.GetAttribute("t");
            using var cell = row.ReadSubtree();
            var value = "";
            while (cell.Read())
            {
                if (cell.NodeType == XmlNodeType.Text)
                    value += cell.Value;
            }

            while (cells.Count < column)
                cells.Add("");
            cells.Add(type == "s" ? texts[int.Parse(value, CultureInfo.InvariantCulture)] : type == "b" ? (value == "1" ? "TRUE" : "FALSE") : value);
        }

        return cells;
    }

    private static int Column(string? reference, int next)
    {
        if (reference is null)
            return next;
        var column = 0;
        foreach (var c in reference.TakeWhile(char.IsAsciiLetterUpper))
            column = column * 26 + (c - 'A' + 1);
        return column is > 0 and <= 16384 ? column - 1 : throw new InvalidDataException($"cell reference '{reference}'");
    }
}
