using System.IO.Compression;
using System.Text;
using CsvHelper;
using ExcelDataReader;

namespace Analytics.Engine;

/// <summary>
/// Excel workbooks (.xlsx, .xlsb, .xls) by ExcelDataReader, rewritten as one CSV file: the sheets whose header fits a layout, one below
/// the other, with the columns of the layout in its order. Formulas give the value that was stored with them.
/// </summary>
internal static class Workbook
{
    /// <summary>What all sheets together may unpack to: about a hundred times the largest workbook that a spreadsheet program opens well.</summary>
    private const long LargestSheets = 4L << 30;

    /// <summary>What any other part may unpack to; the shared texts are held in memory.</summary>
    private const long LargestPart = 256L << 20;

    /// <summary>Titles and remarks may stand above the header, within this many rows that are not blank.</summary>
    private const int HeaderWithin = 20;

    private static readonly CsvWriterOptions s_csv = new() { NewLine = "\n" };

    /// <summary>Whether a file is a zip archive (Office Open XML) or a compound file (.xls, or a workbook under a password), by its first bytes.</summary>
    public static bool LooksLikeOne(ReadOnlySpan<byte> head) =>
        head.StartsWith("PK\u0003\u0004"u8) || head.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);

    /// <summary>Rewrites a workbook under <paramref name="stage"/>. One that cannot be read, or of which no sheet fits, becomes one reject and null.</summary>
    public static Readable? Prepare(Source source, string sha, string path, string stage, List<Reject> rejects)
    {
        var found = new List<Reject>();
        Readable? readable;
        try
        {
            CheckSizes(path);
            readable = Rewrite(source, sha, path, Path.Combine(stage, sha + ".csv"), found);
        }
        catch (Exception error) when (error is not (OutOfMemoryException or UnauthorizedAccessException))
        {
            // A broken workbook makes the reader fail in ways that it does not name: an index, a cast, a missing part.
            found = [new Reject(sha, 0, $"Excel workbook: {Problem(error)}", "")];
            readable = null;
        }

        rejects.AddRange(found);
        return readable;
    }

    private static string Problem(Exception error) =>
        error switch
        {
            ExcelDataReader.Exceptions.InvalidPasswordException => "it is protected by a password; save it without one",
            ExcelDataReader.Exceptions.HeaderException => $"{RawReading.FirstLine(error.Message)} Save it as .xlsx",
            ExcelDataReader.Exceptions.ExcelReaderException or InvalidDataException or System.Xml.XmlException => RawReading.FirstLine(
                error.Message
            ),
            _ => $"it is broken ({error.GetType().Name}: {RawReading.FirstLine(error.Message)}); save it again",
        };

    /// <exception cref="InvalidDataException">It would unpack to more than is reasonable. What is beyond the size that an entry names is never unpacked.</exception>
    private static void CheckSizes(string path)
    {
        var head = new byte[4];
        using (var file = File.OpenRead(path))
        {
            file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        }

        if (head[0] != 'P')
        {
            return;
        }

        using var zip = ZipFile.OpenRead(path);
        var sheets = 0L;
        foreach (var entry in zip.Entries)
        {
            var isSheet = entry.FullName.Contains("worksheets/", StringComparison.OrdinalIgnoreCase);
            sheets += isSheet ? entry.Length : 0;
            if (sheets > LargestSheets || (!isSheet && entry.Length > LargestPart))
            {
                throw new InvalidDataException(
                    FormattableString.Invariant(
                        $"'{entry.FullName}' unpacks to {entry.Length:N0} bytes; the maximum is {LargestSheets:N0} for all sheets and {LargestPart:N0} for any other part"
                    )
                );
            }
        }

        if (!zip.Entries.Any(entry => entry.FullName.StartsWith("xl/", StringComparison.OrdinalIgnoreCase)))
        {
            throw new InvalidDataException("the zip archive holds no workbook; unpack it and give its files");
        }

        WorkbookDates.RequireHeeded(zip);
    }

    private static Readable? Rewrite(Source source, string sha, string path, string target, List<Reject> rejects)
    {
        // Old workbooks name their code page.
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        using var reader = ExcelReaderFactory.CreateReader(file, new ExcelReaderConfiguration { LeaveOpen = true });
        using var csv = CsvWriter.ToFile(target, s_csv);
        var fitting = new List<(string Sheet, HeaderMatch Match, long First)>();
        var others = new List<UnfitSheet>();
        var from1904 = new Lazy<bool>(() => WorkbookDates.From1904(path));
        var (lines, present) = (new List<long>(), new HashSet<string>(StringComparer.Ordinal));
        do
        {
            var sheet = new WorkbookSheet(reader, sha, from1904);
            if (FindHeader(source, sheet, others) is not { } match)
            {
                continue;
            }

            fitting.Add((sheet.Name, match, lines.Count + 1));
            if (match.Layout != fitting[0].Match.Layout)
            {
                rejects.Add(
                    new Reject(
                        sha,
                        0,
                        $"Excel workbook: sheet '{fitting[0].Sheet}' is of layout {fitting[0].Match.Layout.Name} and sheet '{sheet.Name}' of {match.Layout.Name}; give each as a file of its own",
                        ""
                    )
                );
                return null;
            }

            if (fitting.Count == 1 && match.Layout.Header)
            {
                csv.WriteRecord([.. match.Layout.Columns.Select(column => column.Name)]);
            }

            present.UnionWith(match.Columns.OfType<string>());
            int[] positions = [.. match.Layout.Columns.Select(column => match.Columns.ToList().IndexOf(column.Name))];
            foreach (
                var row in sheet.Records(
                    positions,
                    [.. match.Layout.Columns.Select(column => column.Kind == ColumnKind.Time)],
                    isFirstRead: !match.Layout.Header,
                    rejects
                )
            )
            {
                csv.WriteRecord(row);
                lines.Add(sheet.Line);
            }
        } while (reader.NextResult());

        if (fitting.Count == 0)
        {
            rejects.Add(new Reject(sha, 0, $"Excel workbook: no sheet fits. {UnfitSheet.Describe(source, others)}", ""));
            return null;
        }

        // Notes and pivot tables stand beside the data. A sheet that looks like the data is not left out without a word.
        foreach (var near in others.Where(other => other.IsNear))
        {
            rejects.Add(new Reject(sha, 0, $"Excel workbook: sheet '{near.Sheet}' was not read: {near.Reason}", ""));
        }

        var layout = fitting[0].Match.Layout;
        return new Readable(
            sha,
            target,
            RawFormat.Csv,
            ',',
            new HeaderMatch(layout, [.. layout.Columns.Select(column => present.Contains(column.Name) ? column.Name : null)])
            {
                Spelled = fitting[0].Match.Spelled,
            }
        )
        {
            Lines = lines,
            Sheets = [.. fitting.Select(each => (each.Sheet, each.First))],
        };
    }

    /// <summary>Reads a sheet up to its header; one without is added to the others.</summary>
    private static HeaderMatch? FindHeader(Source source, WorkbookSheet sheet, List<UnfitSheet> others)
    {
        UnfitSheet? best = null;
        for (var row = 0; row < HeaderWithin && sheet.NextRow() is { } cells; row++)
        {
            var match = Header.Match(source, cells, out var reason);
            // Without a header only the number of columns tells, and only the first row is looked at.
            if (match is not null && (match.Layout.Header || row == 0))
            {
                return match;
            }

            var seen = new UnfitSheet(sheet.Name, cells, reason, Header.Nearness(source, cells));
            best = best is null || seen.Nearness > best.Nearness ? seen : best;
        }

        others.Add(best ?? new UnfitSheet(sheet.Name, [], "it is empty", 0));
        return null;
    }

    /// <summary>A sheet of which no row is a header of the source.</summary>
    /// <param name="Sheet">Its name.</param>
    /// <param name="Cells">The row most like a header.</param>
    /// <param name="Reason">Why it is none.</param>
    /// <param name="Nearness">Share of a layout's required columns that it has, 0 to 1.</param>
    private sealed record UnfitSheet(string Sheet, IReadOnlyList<string> Cells, string Reason, double Nearness)
    {
        public bool IsNear => Nearness >= 0.5;

        public static string Describe(Source source, IReadOnlyList<UnfitSheet> sheets) =>
            "Looked for "
            + string.Join(
                " or ",
                source.Layouts.Select(layout =>
                    $"{layout.Name} ({string.Join(", ", layout.Columns.Where(column => column.Required).Select(column => column.Name))})"
                )
            )
            + "; seen "
            + string.Join(
                "; ",
                sheets
                    .Take(20)
                    .Select(each =>
                        $"'{each.Sheet}' ({(each.Cells.Count == 0 ? "empty" : RawReading.Cut(string.Join(", ", each.Cells.Take(12))))})"
                    )
            );
    }
}
