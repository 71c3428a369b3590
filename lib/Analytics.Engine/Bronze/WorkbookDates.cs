using System.IO.Compression;
using System.Xml;

namespace Analytics.Engine;

/// <summary>
/// Whether a workbook counts its days from 1904-01-01 instead of 1899-12-30, as those of old Macintosh programs do. The reader heeds that
/// where a cell's style says that it is a date; a number without such a style it gives as it is.
/// </summary>
internal static class WorkbookDates
{
    /// <summary>Days from the one beginning to the other.</summary>
    public const int DaysBetween = 1462;

    /// <summary>BrtWbProp of [MS-XLSB] 2.4.822; its lowest bit is f1904.</summary>
    private const int BinaryProperties = 153;

    /// <exception cref="InvalidDataException">The workbook does not say it where it should.</exception>
    public static bool From1904(string path)
    {
        using var file = File.OpenRead(path);
        if (file.ReadByte() != 'P')
        {
            return CompoundFile.From1904(file);
        }

        file.Position = 0;
        using var zip = new ZipArchive(file, ZipArchiveMode.Read);
        return Entry(zip, "xl/workbook.xml") is { } text ? OfXml(text)
            : Entry(zip, "xl/workbook.bin") is { } binary ? OfBinary(binary)
            : throw new InvalidDataException("the workbook has no xl/workbook part");
    }

    /// <summary>The reader takes <c>date1904="1"</c> as programs write it, and no other spelling of a truth: its styled dates would be four years off.</summary>
    /// <exception cref="InvalidDataException">The workbook spells it in another way.</exception>
    public static void RequireHeeded(ZipArchive zip)
    {
        if (Entry(zip, "xl/workbook.xml") is { } part && Says1904(part) is { } said and not ("0" or "1" or "false" or "off"))
        {
            throw new InvalidDataException(
                $"it counts its days from 1904 and says so as '{said}', which is not understood; open it in a spreadsheet and save it again"
            );
        }
    }

    private static Stream? Entry(ZipArchive zip, string name) =>
        zip.Entries.FirstOrDefault(entry => entry.FullName.TrimStart('/').Equals(name, StringComparison.OrdinalIgnoreCase))?.Open();

    private static bool OfXml(Stream part) => Says1904(part) == "1";

    private static string? Says1904(Stream part)
    {
        using var xml = XmlReader.Create(part, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, CloseInput = true });
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "workbookPr")
            {
                return xml.GetAttribute("date1904");
            }
        }

        return null;
    }

    /// <summary>Records of a kind (1 or 2 bytes), a size (1 to 4 bytes of 7 bits) and that many bytes.</summary>
    private static bool OfBinary(Stream part)
    {
        using var bytes = new BinaryReader(part);
        for (var kind = bytes.BaseStream.ReadByte(); kind >= 0; kind = bytes.BaseStream.ReadByte())
        {
            kind = kind < 0x80 ? kind : (kind & 0x7F) | (bytes.ReadByte() << 7);
            var content = bytes.ReadBytes(bytes.Read7BitEncodedInt());
            if (kind == BinaryProperties && content.Length > 0)
            {
                return (content[0] & 1) != 0;
            }
        }

        return false;
    }
}
