using System.Text.RegularExpressions;

namespace Analytics.ClickHouse;

internal enum TokenKind
{
    /// <summary>A name or a keyword.</summary>
    Word,

    /// <summary>A name in double quotes, with them.</summary>
    Quoted,
    Number,

    /// <summary>A text in single quotes, with them.</summary>
    Text,
    Symbol,
}

/// <summary>A word, number, text or sign of SQL; a bracket holds what stands between it and the one that closes it.</summary>
internal sealed partial record Token(TokenKind Kind, string Text)
{
    /// <summary>What a bracket holds; null for every other token.</summary>
    public IReadOnlyList<Token>? Inside { get; private init; }

    public bool Is(string word) =>
        Kind is TokenKind.Word or TokenKind.Symbol && Inside is null && Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is a bracket that the sign opens.</summary>
    public bool IsBracket(char opening) => Inside is not null && Text[0] == opening;

    /// <summary>Reads SQL as DuckDB does: comments are left out, a backslash in a text is a backslash.</summary>
    /// <exception cref="UntranslatableException">A bracket or a quote is open, or a sign is none of SQL.</exception>
    public static IReadOnlyList<Token> Read(string sql)
    {
        var open = new Stack<(string Sign, List<Token> Tokens)>();
        open.Push(("", []));
        var at = 0;
        while (at < sql.Length)
        {
            var match = Lexeme().Match(sql, at);
            if (!match.Success)
            {
                throw new UntranslatableException(Invariant($"'{sql[at]}' at character {at + 1} is no part of the SQL that is understood"));
            }

            at += match.Length;
            var text = match.Value;
            if (match.Groups["skip"].Success)
            {
                continue;
            }

            if (text is "(" or "[")
            {
                open.Push((text, []));
            }
            else if (text is ")" or "]")
            {
                var (sign, tokens) = open.Pop();
                if (sign != (text == ")" ? "(" : "["))
                {
                    throw new UntranslatableException(Invariant($"'{text}' at character {at} closes nothing"));
                }

                open.Peek().Tokens.Add(new Token(TokenKind.Symbol, sign) { Inside = tokens });
            }
            else
            {
                var kind =
                    match.Groups["word"].Success ? TokenKind.Word
                    : match.Groups["name"].Success ? TokenKind.Quoted
                    : match.Groups["text"].Success ? TokenKind.Text
                    : match.Groups["number"].Success ? TokenKind.Number
                    : TokenKind.Symbol;
                open.Peek().Tokens.Add(new Token(kind, text));
            }
        }

        return open.Count == 1 ? open.Pop().Tokens : throw new UntranslatableException($"'{open.Peek().Sign}' is never closed");
    }

    [GeneratedRegex(
        """
            \G(?:(?<skip>\s+|--[^\n]*|/\*.*?\*/)|(?<word>[A-Za-z_][A-Za-z0-9_]*)|(?<name>"(?:[^"]|"")*")|(?<text>'(?:[^']|'')*')
            |(?<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|::|//|\|\||<=|>=|<>|!=|[-+*/%^=<>(),.;\[\]])
            """,
        RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace
    )]
    private static partial Regex Lexeme();
}
