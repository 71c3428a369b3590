using System.IO.Compression;
using System.Text;

namespace Analytics.Engine.Tests;

/// <summary>Tests that measure the memory of the whole process and must be alone in it.</summary>
[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public sealed class AloneInTheProcess;

[Collection(nameof(AloneInTheProcess))]
public sealed class WorkbookStreamTests
{
    private const int Rows = 300_000;
    private const long MostAlive = 32 << 20;

    [Fact]
    public async Task A_very_long_sheet_is_read_as_a_stream()
    {
        var folder = Directory.CreateTempSubdirectory("analytics-").FullName;
        try
        {
            var path = Path.Combine(folder, "long.xlsx");
            WriteWorkbook(path);
            var source = new Source("log", new Layout("log", "!id:id", "!name", "!a:number", "!b:number", "!c:number"));
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var (most, looks) = (0L, 0);
            var rejects = new List<Reject>();

            var reading = Task.Run(() => RawReading.Prepare(source, new string('a', 64), path, isCounted: false, folder, rejects));
            while (await Task.WhenAny(reading, Task.Delay(40)) != reading)
            {
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
                looks++;
            }

            var read = await reading;
            Assert.Empty(rejects);
            Assert.Equal(Rows, read!.Lines!.Count);
            Assert.Equal($"R{Rows},row {Rows} of the sheet,{Rows}.5,{Rows}.5,{Rows}.5", File.ReadLines(read.Path).Last());
            // As cells in memory the sheet is ten times as much; the numbers of the lines take up to four megabytes.
            Assert.True(looks >= 5, Invariant($"{looks} looks"));
            Assert.True(most < MostAlive, Invariant($"{most:N0} bytes were alive"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void WriteWorkbook(string path)
    {
        const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        void Write(string name, Action<StreamWriter> write)
        {
            using var part = new StreamWriter(zip.CreateEntry(name, CompressionLevel.Fastest).Open(), new UTF8Encoding(false));
            write(part);
        }

        Write(
            "[Content_Types].xml",
            part =>
                part.Write(
                    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"
                )
        );
        Write(
            "_rels/.rels",
            part =>
                part.Write(
                    $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"{Relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
                )
        );
        Write(
            "xl/workbook.xml",
            part =>
                part.Write(
                    $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Relations}\"><sheets><sheet name=\"Log\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
                )
        );
        Write(
            "xl/_rels/workbook.xml.rels",
            part =>
                part.Write(
                    $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"{Relations}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
                )
        );
        Write(
            "xl/worksheets/sheet1.xml",
            part =>
            {
                part.Write($"<worksheet xmlns=\"{Main}\"><sheetData><row r=\"1\">");
                foreach (var (name, column) in new[] { "id", "name", "a", "b", "c" }.Zip("ABCDE"))
                {
                    part.Write(Text($"{column}1", name));
                }

                part.Write("</row>");
                for (var row = 1; row <= Rows; row++)
                {
                    part.Write(
                        Invariant(
                            $"<row r=\"{row + 1}\">{Text(Invariant($"A{row + 1}"), Invariant($"R{row}"))}{Text(Invariant($"B{row + 1}"), Invariant($"row {row} of the sheet"))}"
                        )
                    );
                    foreach (var column in "CDE")
                    {
                        part.Write(Invariant($"<c r=\"{column}{row + 1}\"><v>{row}.5</v></c>"));
                    }

                    part.Write("</row>");
                }

                part.Write("</sheetData></worksheet>");
            }
        );
    }

    private static string Text(string cell, string text) => $"<c r=\"{cell}\" t=\"inlineStr\"><is><t>{text}</t></is></c>";
}
