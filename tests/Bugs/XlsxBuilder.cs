using System.IO.Compression;
using System.Security;
using System.Text;

namespace Analytics.Bugs;

/// <summary>Writes small workbooks as Office Open XML; a cell is given as its XML within <c>&lt;c&gt;</c>, or as text.</summary>
internal sealed class XlsxBuilder
{
    private readonly List<(string Name, List<string[]> Rows, string After)> _sheets = [];

    public bool Is1904 { get; init; }

    /// <summary>Number formats of the styles 1, 2, …; style 0 is General.</summary>
    public string[] Styles { get; init; } = [];

    /// <summary>Further parts by name.</summary>
    public Dictionary<string, byte[]> Parts { get; } = [];

    /// <param name="name">Of the sheet.</param>
    /// <param name="rows">Text, or XML that begins with <c>&lt;c</c>; <c>*</c> where the cell's reference belongs.</param>
    /// <param name="merged">Ranges such as <c>A2:A4</c>.</param>
    public XlsxBuilder Sheet(string name, IEnumerable<string[]> rows, params string[] merged)
    {
        var after =
            merged.Length == 0 ? "" : $"<mergeCells>{string.Concat(merged.Select(range => $"<mergeCell ref=\"{range}\"/>"))}</mergeCells>";
        _sheets.Add((name, [.. rows], after));
        return this;
    }

    public static string Number(string value, int style = 0) => $"<c r=\"*\" s=\"{style}\"><v>{value}</v></c>";

    public byte[] Bytes()
    {
        var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            const string Ns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
            const string Rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
            Write(
                zip,
                "[Content_Types].xml",
                "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"
            );
            Write(
                zip,
                "_rels/.rels",
                $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"{Rel}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            );
            Write(
                zip,
                "xl/workbook.xml",
                $"<workbook xmlns=\"{Ns}\" xmlns:r=\"{Rel}\"><workbookPr{(Is1904 ? " date1904=\"1\"" : "")}/><sheets>{string.Concat(_sheets.Select((sheet, i) => $"<sheet name=\"{sheet.Name}\" sheetId=\"{i + 1}\" r:id=\"rId{i + 1}\"/>"))}</sheets></workbook>"
            );
            Write(
                zip,
                "xl/_rels/workbook.xml.rels",
                $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{string.Concat(_sheets.Select((_, i) => $"<Relationship Id=\"rId{i + 1}\" Type=\"{Rel}/worksheet\" Target=\"worksheets/sheet{i + 1}.xml\"/>"))}<Relationship Id=\"rIdS\" Type=\"{Rel}/styles\" Target=\"styles.xml\"/></Relationships>"
            );
            Write(
                zip,
                "xl/styles.xml",
                $"<styleSheet xmlns=\"{Ns}\"><numFmts count=\"{Styles.Length}\">{string.Concat(Styles.Select((format, i) => $"<numFmt numFmtId=\"{200 + i}\" formatCode=\"{SecurityElement.Escape(format)}\"/>"))}</numFmts><cellXfs count=\"{Styles.Length + 1}\"><xf numFmtId=\"0\"/>{string.Concat(Styles.Select((_, i) => $"<xf numFmtId=\"{200 + i}\" applyNumberFormat=\"1\"/>"))}</cellXfs></styleSheet>"
            );
            foreach (var ((_, rows, after), i) in _sheets.Select((sheet, i) => (sheet, i)))
            {
                var body = new StringBuilder($"<worksheet xmlns=\"{Ns}\"><sheetData>");
                foreach (var (row, r) in rows.Select((row, r) => (row, r + 1)))
                {
                    body.Append($"<row r=\"{r}\">");
                    foreach (var (cell, c) in row.Select((cell, c) => (cell, c)))
                    {
                        var reference = $"{(char)('A' + c)}{r}";
                        body.Append(
                            cell.StartsWith("<c", StringComparison.Ordinal) ? cell.Replace("*", reference, StringComparison.Ordinal)
                            : cell.Length == 0 ? ""
                            : $"<c r=\"{reference}\" t=\"inlineStr\"><is><t>{SecurityElement.Escape(cell)}</t></is></c>"
                        );
                    }

                    body.Append("</row>");
                }

                Write(zip, $"xl/worksheets/sheet{i + 1}.xml", body.Append($"</sheetData>{after}</worksheet>").ToString());
            }

            foreach (var (name, bytes) in Parts)
            {
                using var part = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
                part.Write(bytes);
            }
        }

        return memory.ToArray();
    }

    private static void Write(ZipArchive zip, string name, string text)
    {
        using var part = zip.CreateEntry(name).Open();
        part.Write(Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>" + text));
    }
}
