using ExcelDataReader;

namespace Analytics.Engine;

/// <summary>The rows of a workbook's current sheet, one after the other. Rows in which every cell is blank are none.</summary>
/// <param name="reader">At the sheet.</param>
/// <param name="sha">The object.</param>
/// <param name="from1904">Whether the workbook counts days from 1904; asked only where a number may be a date.</param>
internal sealed class WorkbookSheet(IExcelDataReader reader, string sha, Lazy<bool> from1904)
{
    /// <summary>Merged cells over several rows, by their first column: the value stands in the first row and holds for all.</summary>
    private readonly Dictionary<(int Column, int Row), int> _mergedTo = (reader.MergeCells ?? [])
        .Where(range => range.ToRow > range.FromRow)
        .GroupBy(range => (range.FromColumn, range.FromRow))
        .ToDictionary(ranges => ranges.Key, ranges => ranges.Max(range => range.ToRow));

    /// <summary>Per column: the merged cell that began last, and its last row.</summary>
    private readonly Dictionary<int, (string? Value, int To)> _merging = [];

    public string Name { get; } = reader.Name;

    /// <summary>1-based number of the row that was read last, as the spreadsheet program shows it.</summary>
    public long Line => reader.Depth + 1L;

    /// <summary>The next row that is not blank, without the blank cells at its end; null after the last one.</summary>
    public IReadOnlyList<string>? NextRow()
    {
        while (reader.Read())
        {
            var cells = new List<string>();
            for (var column = 0; column < reader.FieldCount; column++)
            {
                if (WorkbookCell.Text(reader, column) is { } text && !string.IsNullOrWhiteSpace(text))
                {
                    cells.AddRange(Enumerable.Repeat("", column - cells.Count));
                    cells.Add(text);
                }
            }

            if (cells.Count > 0)
            {
                return cells;
            }
        }

        return null;
    }

    /// <summary>The records below, each with the columns asked for; the same array is given every time.</summary>
    /// <param name="positions">Where each column stands in the sheet, 0-based; -1 for one that it lacks.</param>
    /// <param name="isTime">Whether each column holds times.</param>
    /// <param name="isFirstRead">Whether the row read last is a record, because the sheet has no header.</param>
    /// <param name="rejects">Receives the rows with a cell whose value the workbook cannot hold.</param>
    public IEnumerable<string?[]> Records(int[] positions, bool[] isTime, bool isFirstRead, List<Reject> rejects)
    {
        var cells = new string?[positions.Length];
        while (isFirstRead || reader.Read())
        {
            isFirstRead = false;
            var isBlank = true;
            string? problem = null;
            for (var i = 0; i < positions.Length; i++)
            {
                var column = positions[i];
                var isThere = column >= 0 && column < reader.FieldCount;
                cells[i] =
                    !isThere ? null
                    : isTime[i] && reader.GetValue(column) is double day ? WorkbookCell.Day(day, from1904)
                    : WorkbookCell.Text(reader, column);
                isBlank &= string.IsNullOrWhiteSpace(cells[i]);
                problem ??= isThere ? WorkbookCell.Problem(reader, column, cells[i]) : null;
            }

            if (isBlank && IsBlankElsewhere())
            {
                continue;
            }

            for (var i = 0; i < positions.Length; i++)
            {
                cells[i] = Merged(positions[i], cells[i]);
            }

            if (problem is null)
            {
                yield return cells;
            }
            else
            {
                rejects.Add(new Reject(sha, Line, $"sheet '{Name}': {problem}", RawReading.Cut(string.Join(", ", cells))));
            }
        }
    }

    private bool IsBlankElsewhere()
    {
        for (var column = 0; column < reader.FieldCount; column++)
        {
            if (!string.IsNullOrWhiteSpace(WorkbookCell.Text(reader, column)))
            {
                return false;
            }
        }

        return true;
    }

    private string? Merged(int column, string? own)
    {
        if (_mergedTo.Count == 0)
        {
            return own;
        }

        if (_mergedTo.TryGetValue((column, reader.Depth), out var to))
        {
            _merging[column] = (own, to);
        }

        return _merging.TryGetValue(column, out var merged) && reader.Depth <= merged.To ? merged.Value : own;
    }
}
