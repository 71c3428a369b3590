using System.Text;

namespace Analytics.Engine;

/// <summary>Divides one CSV record as RFC 4180 has it, or as programs do that write <c>\"</c> for a quote within quotes.</summary>
internal static class CsvRecord
{
    /// <param name="escape">What stands before a quote that is meant as one: the quote itself, or a backslash.</param>
    /// <returns>The fields; null where a field goes on behind its closing quote, or is never closed (<c>IsOpen</c>).</returns>
    public static (IReadOnlyList<string>? Cells, bool IsOpen) Split(string record, char delimiter, char escape)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        for (var i = 0; ; i++)
        {
            cell.Clear();
            if (i < record.Length && record[i] == '"')
            {
                for (i++; ; i++)
                {
                    if (i >= record.Length)
                    {
                        return (null, true);
                    }

                    var next = i + 1 < record.Length ? record[i + 1] : '\0';
                    if (record[i] == escape && (next == '"' || escape == '\\' && next == '\\'))
                    {
                        cell.Append(record[++i]);
                    }
                    else if (record[i] == '"')
                    {
                        break;
                    }
                    else
                    {
                        cell.Append(record[i]);
                    }
                }

                for (i++; i < record.Length && record[i] == ' ' && delimiter != ' '; i++) { }

                if (i < record.Length && record[i] != delimiter)
                {
                    return (null, false);
                }
            }
            else
            {
                for (; i < record.Length && record[i] != delimiter; i++)
                {
                    if (escape == '\\' && record[i] == '\\' && i + 1 < record.Length && record[i + 1] == '"')
                    {
                        i++;
                    }

                    cell.Append(record[i]);
                }
            }

            cells.Add(cell.ToString());
            if (i >= record.Length)
            {
                return (cells, false);
            }
        }
    }

    /// <summary>Whether a file writes <c>\"</c> where it means a quote: never doubles one, and has a backslash before one where no field ends.</summary>
    public static bool HasBackslashes(string path, char delimiter)
    {
        using var reader = new StreamReader(RawReading.Open(path));
        var lines = new LineReader(reader);
        var (isBackslash, isDoubled) = (false, false);
        try
        {
            while (lines.Next() is { } line)
            {
                for (var at = line.IndexOf('"', StringComparison.Ordinal); at >= 0 && at < line.Length; at = line.IndexOf('"', at + 1))
                {
                    var before = at > 0 ? line[at - 1] : delimiter;
                    var after = at + 1 < line.Length ? line[at + 1] : delimiter;
                    isBackslash |= before == '\\' && after != delimiter;
                    isDoubled |= before == '"' && after != delimiter && at > 1 && line[at - 2] != delimiter && line[at - 2] != '\\';
                    if (at + 1 >= line.Length)
                    {
                        break;
                    }
                }
            }
        }
        catch (InvalidDataException)
        {
            // A gzip that is cut short: what came before tells enough, and its end is refused where it is read.
        }

        return isBackslash && !isDoubled;
    }
}
