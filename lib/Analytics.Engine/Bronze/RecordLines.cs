namespace Analytics.Engine;

/// <summary>Where the records of an object stand in it, for telling a person which line to look at. Empty lines and quoted line breaks count.</summary>
internal static class RecordLines
{
    /// <summary>
    /// Every record in order, the header left out: its entry number as DuckDB's reader counts (empty lines are entries, a
    /// quoted line break begins none) and its 1-based line.
    /// </summary>
    public static IEnumerable<(long Entry, long Line)> Of(Readable readable)
    {
        var header = readable.Format == RawFormat.Csv && readable.Match.Layout.Header ? 1 : 0;
        return readable switch
        {
            { Lines: { } lines } => lines.Select((line, index) => (index + 1L + header, line)),
            { Format: RawFormat.Parquet } => Count(),
            _ => Scan(readable).Skip(header),
        };
    }

    private static IEnumerable<(long Entry, long Line)> Count()
    {
        for (var row = 1L; ; row++)
        {
            yield return (row, row);
        }
    }

    private static IEnumerable<(long Entry, long Line)> Scan(Readable readable)
    {
        using var stream = RawReading.Open(readable.Path);
        var buffer = new byte[1 << 16];
        var (entry, start, line) = (1L, 1L, 1L);
        var (blank, quoted, fieldBegins) = (true, false, true);
        var quotes = readable.Format == RawFormat.Csv;
        for (int read; (read = stream.Read(buffer)) > 0; )
        {
            for (var i = 0; i < read; i++)
            {
                var b = buffer[i];
                if (b == '\n')
                {
                    line++;
                    if (quoted)
                    {
                        continue;
                    }

                    if (!blank)
                    {
                        yield return (entry, start);
                    }

                    (entry, start, blank, fieldBegins) = (entry + 1, line, true, true);
                    continue;
                }

                blank &= b == '\r';
                if (!quotes)
                {
                    continue;
                }
                // A quote opens at a field's begin and closes anywhere; the second one of a pair ("") opens again.
                if (b == '"' && (quoted || fieldBegins))
                {
                    (quoted, fieldBegins) = (!quoted, quoted);
                }
                else
                {
                    fieldBegins = !quoted && b == readable.Delimiter;
                }
            }
        }

        if (!blank)
        {
            yield return (entry, start);
        }
    }
}
