namespace Analytics.DuckDb;

/// <summary>Takes <c>EXPLAIN</c> and its options off a statement that DuckDB's parser has called an EXPLAIN.</summary>
internal static class QuestionText
{
    /// <summary>
    /// What is explained. Only EXPLAIN, ANALYZE, VERBOSE and lists of options in parentheses are passed over, so whatever is left begins where the statement
    /// within begins, or later within its first parentheses; the caller lets DuckDB parse it again.
    /// </summary>
    public static string Explained(string sql)
    {
        var at = Skip(sql, 0);
        var start = at + "explain".Length;
        at = Skip(sql, start);
        while (at < sql.Length)
        {
            var next = sql[at] == '(' ? AfterList(sql, at) : AfterWord(sql, at);
            if (next == at || Skip(sql, next) == sql.Length)
            {
                break;
            }

            at = Skip(sql, next);
        }

        return sql[Math.Min(at, sql.Length)..];
    }

    private static int AfterWord(string sql, int at)
    {
        var end = at;
        while (end < sql.Length && char.IsAsciiLetter(sql[end]))
        {
            end++;
        }

        return sql[at..end].ToUpperInvariant() is "ANALYZE" or "ANALYSE" or "VERBOSE" ? end : at;
    }

    // A list of options is words, commas and texts: what holds parentheses of its own is a statement.
    private static int AfterList(string sql, int at)
    {
        var end = sql.IndexOfAny(['(', ')'], at + 1);
        return
            end >= 0
            && sql[end] == ')'
            && sql[(at + 1)..end].TrimStart().Split([' ', ',', '=', '\t', '\r', '\n'])[0].ToUpperInvariant()
                is "ANALYZE"
                    or "ANALYSE"
                    or "FORMAT"
                    or "VERBOSE"
            ? end + 1
            : at;
    }

    /// <summary>Passes over blanks and comments.</summary>
    private static int Skip(string sql, int at)
    {
        while (at < sql.Length)
        {
            if (char.IsWhiteSpace(sql[at]))
            {
                at++;
            }
            else if (string.CompareOrdinal(sql, at, "--", 0, 2) == 0)
            {
                at = sql.IndexOf('\n', at) is >= 0 and var line ? line + 1 : sql.Length;
            }
            else if (string.CompareOrdinal(sql, at, "/*", 0, 2) == 0)
            {
                at = sql.IndexOf("*/", at + 2, StringComparison.Ordinal) is >= 0 and var end ? end + 2 : sql.Length;
            }
            else
            {
                break;
            }
        }

        return at;
    }
}
