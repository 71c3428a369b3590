using System.Collections.Frozen;

namespace Analytics.ClickHouse;

/// <summary>
/// Says a query of DuckDB in ClickHouse's words, token by token: casts, divisions, literals, functions and table names are rewritten, everything else
/// is passed on. What is not known to mean the same in both is refused; there is no guessing.
/// </summary>
/// <remarks>
/// The result is meant for the settings of <see cref="Statements.Settings"/>. What differs between the two and is taken care of here:
/// <c>/</c> divides fractions in DuckDB and keeps a DECIMAL's places in ClickHouse; <c>0.5</c> is a DECIMAL there and a Float64 here;
/// a cast rounds there and cuts off here; a backslash in a text means itself there and begins a sign here.
/// </remarks>
public sealed partial class Translator
{
    private static readonly FrozenSet<string> s_keywords = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        [
            .. "all and anti as asc asof between by case cross current desc distinct else end except exclude exists filter following from full group having".Split(
                ' '
            ),
            .. "ignore in inner interval into intersect is join left like limit not nulls offset on or order outer over partition preceding qualify range".Split(
                ' '
            ),
            .. "replace right row rows select semi then unbounded union unpivot using values when where window with".Split(' '),
        ]
    );

    private readonly Func<string, IReadOnlyList<string>> _columnsOf;
    private readonly ColumnNaming _naming;
    private readonly List<string> _tables = [];

    /// <param name="columnsOf">The columns of a table named <c>silver.x</c> or <c>gold.y</c>.</param>
    private Translator(Func<string, IReadOnlyList<string>> columnsOf) => (_columnsOf, _naming) = (columnsOf, new ColumnNaming(columnsOf));

    /// <inheritdoc cref="Translator(Func{string, IReadOnlyList{string}})"/>
    /// <param name="sql">A SELECT as DuckDB understands it.</param>
    /// <param name="isOrdered">Whether the order of the rows matters. Default false: its own ORDER BY is left out, for the lake sorts what it stores by the key.</param>
    /// <exception cref="UntranslatableException">It holds something that has no translation.</exception>
    public static TranslatedQuery Of(string sql, Func<string, IReadOnlyList<string>> columnsOf, bool isOrdered = false)
    {
        var translator = new Translator(columnsOf);
        var tokens = Token.Read(sql);
        if (!isOrdered && !tokens.Any(token => token.Is("LIMIT")))
        {
            tokens = [.. tokens.Take(LastOrder(tokens))];
        }

        var text = translator.Rewrite(tokens);
        return new TranslatedQuery(text, [.. translator._tables]);
    }

    /// <summary>Where the ORDER BY of the whole query begins; in ClickHouse its names would be those of columns before those of what the query gives.</summary>
    private static int LastOrder(IReadOnlyList<Token> tokens)
    {
        for (var at = tokens.Count - 2; at > 0; at--)
        {
            if (tokens[at].Is("ORDER") && tokens[at + 1].Is("BY"))
            {
                return at;
            }
        }

        return tokens.Count;
    }

    /// <summary>Rewrites what stands between two brackets, or the whole.</summary>
    private string Rewrite(IReadOnlyList<Token> tokens)
    {
        if (tokens is [var first, ..] && first.Is("UNPIVOT"))
        {
            return Unpivot(tokens);
        }

        tokens = _naming.Named(tokens);
        var items = new List<Item>();
        for (var at = 0; at < tokens.Count; )
        {
            items.Add(
                tokens[at] is { Kind: TokenKind.Word } word && s_keywords.Contains(word.Text)
                    ? Keyword(tokens, ref at)
                    : Part(tokens, ref at)
            );
        }

        Fold(items, ["^"], (_, left, right) => $"pow({left}, {right})");
        Fold(items, ["*", "/", "//", "%"], Multiply);
        return string.Join(' ', items.Select(item => item.Text));
    }

    private static string Multiply(string sign, string left, string right) =>
        sign switch
        {
            "/" => $"(duck_double({left}) / duck_double({right}))",
            // By zero it is null in DuckDB and an error in ClickHouse.
            "//" => $"intDiv({left}, nullIf({right}, 0))",
            "%" => $"({left} % nullIf({right}, 0))",
            _ => $"({left} {sign} {right})",
        };

    /// <summary>Takes operands and the signs between them together, from the left.</summary>
    private static void Fold(List<Item> items, string[] signs, Func<string, string, string, string> say)
    {
        for (var at = 1; at + 1 < items.Count; )
        {
            if (
                items[at - 1].IsOperand
                && !items[at].IsOperand
                && signs.Contains(items[at].Text, StringComparer.Ordinal)
                && items[at + 1].IsOperand
            )
            {
                items[at - 1] = new Item(say(items[at].Text, items[at - 1].Text, items[at + 1].Text), true);
                items.RemoveRange(at, 2);
            }
            else
            {
                at++;
            }
        }
    }

    private Item Keyword(IReadOnlyList<Token> tokens, ref int at)
    {
        var word = tokens[at].Text.ToUpperInvariant();
        switch (word)
        {
            case "CASE":
                return new Item(Case(tokens, ref at), true);
            case "INTERVAL" when tokens.Count > at + 2:
                at += 3;
                return new Item($"INTERVAL {tokens[at - 2].Text} {tokens[at - 1].Text.ToUpperInvariant()}", true);
            case "ASOF" or "SEMI" or "ANTI" or "VALUES" or "UNPIVOT":
                throw new UntranslatableException($"{word} has no translation");
            case "IN"
                when at + 1 < tokens.Count
                    && tokens[at + 1].Inside is { } words
                    && words.Any(token => token.Is("NULL") || token.Is("SELECT")):
                throw new UntranslatableException(
                    "IN with NULL or SELECT has no translation: ClickHouse says false where DuckDB says null"
                );
            default:
                at++;
                return new Item(word == "EXCLUDE" ? "EXCEPT" : word, false);
        }
    }

    /// <summary>From CASE to the END that belongs to it: what stands between its words is rewritten by itself.</summary>
    private string Case(IReadOnlyList<Token> tokens, ref int at)
    {
        var text = new System.Text.StringBuilder("CASE");
        at++;
        while (true)
        {
            var (begin, depth) = (at, 0);
            while (
                at < tokens.Count
                && (depth > 0 || !(tokens[at].Is("WHEN") || tokens[at].Is("THEN") || tokens[at].Is("ELSE") || tokens[at].Is("END")))
            )
            {
                depth +=
                    tokens[at].Is("CASE") ? 1
                    : tokens[at].Is("END") ? -1
                    : 0;
                at++;
            }

            if (at == tokens.Count)
            {
                throw new UntranslatableException("a CASE has no END");
            }

            if (at > begin)
            {
                text.Append(' ').Append(Rewrite([.. tokens.Skip(begin).Take(at - begin)]));
            }

            text.Append(' ').Append(tokens[at].Text.ToUpperInvariant());
            if (tokens[at++].Is("END"))
            {
                return text.ToString();
            }
        }
    }

    /// <summary>A sign, or a value with all that belongs to it: its brackets, its FILTER and OVER, its casts.</summary>
    private Item Part(IReadOnlyList<Token> tokens, ref int at)
    {
        var token = tokens[at++];
        if (token is { Kind: TokenKind.Symbol, Inside: null })
        {
            return new Item(token.Text, false);
        }

        var text = token switch
        {
            { Inside: { } inside } when token.IsBracket('[') => $"[{Rewrite(inside)}]",
            { Inside: { } inside } => $"({Rewrite(inside)})",
            { Kind: TokenKind.Number } => Number(token.Text),
            { Kind: TokenKind.Text } => Text(token.Text),
            { Kind: TokenKind.Word } when at < tokens.Count && tokens[at].IsBracket('(') => Call(token.Text, tokens, ref at),
            { Kind: TokenKind.Word }
                when (token.Is("DATE") || token.Is("TIMESTAMP")) && at < tokens.Count && tokens[at].Kind == TokenKind.Text => Types.Cast(
                Text(tokens[at++].Text),
                token.Text
            ),
            _ => Named(token, tokens, ref at),
        };
        while (at + 1 < tokens.Count && tokens[at].Is("::"))
        {
            at++;
            text = Types.Cast(text, Type(tokens, ref at));
        }

        return new Item(text, true);
    }

    private static string Type(IReadOnlyList<Token> tokens, ref int at)
    {
        var type = tokens[at++].Text;
        return at < tokens.Count && tokens[at] is { Inside: { } inside } bracket && bracket.IsBracket('(')
            ? $"{type}({string.Concat(tokens[at++].Inside!.Select(token => token.Text))})"
            : type;
    }

    /// <summary>A column, a column of a table, or a table.</summary>
    private string Named(Token first, IReadOnlyList<Token> tokens, ref int at)
    {
        var parts = new List<Token> { first };
        while (at + 1 < tokens.Count && tokens[at].Is("."))
        {
            parts.Add(tokens[at + 1]);
            at += 2;
        }

        if (parts.Count == 2 && (first.Is("silver") || first.Is("gold")))
        {
            var table = $"{first.Text.ToLowerInvariant()}.{parts[1].Text}";
            if (!_tables.Contains(table, StringComparer.Ordinal))
            {
                _tables.Add(table);
            }

            // Without a name of its own it is known by its last part.
            var isNamed =
                at < tokens.Count
                && (
                    tokens[at].Is("AS")
                    || tokens[at].Kind == TokenKind.Quoted
                    || tokens[at].Kind == TokenKind.Word && !s_keywords.Contains(tokens[at].Text)
                );
            return $"\"{table}\"" + (isNamed ? "" : $" AS {parts[1].Text}");
        }

        return parts.Count == 1 && first.Is("NULL") ? "NULL" : string.Join('.', parts.Select(part => part.Text));
    }

    private string Call(string name, IReadOnlyList<Token> tokens, ref int at)
    {
        var inside = tokens[at++].Inside!;
        if (name.Equals("unnest", StringComparison.OrdinalIgnoreCase))
        {
            return inside is [var range, var of] && range.Is("range") && Arguments(of.Inside ?? []) is { Count: 3 } bounds
                ? $"arrayJoin(duck_range({string.Join(", ", bounds)}))"
                : throw new UntranslatableException("unnest() of anything but a range of three numbers has no translation");
        }

        if (name.Equals("len", StringComparison.OrdinalIgnoreCase))
        {
            // The parts of no text are no list, which ClickHouse does not know.
            return inside is [var split, var text] && split.Is("string_split") && Arguments(text.Inside ?? []) is [var whole, var sign]
                ? $"if(isNull({whole}), NULL, length(splitByString({sign}, ifNull({whole}, ''))))"
                : throw new UntranslatableException("len() of anything but a text that is split has no translation");
        }

        if (name.Equals("cast", StringComparison.OrdinalIgnoreCase) || inside.Any(token => token.Is("ORDER")))
        {
            throw new UntranslatableException($"{name}() with AS or ORDER BY in its brackets has no translation");
        }

        // The name of a CTE with its columns, or what EXCEPT and REPLACE take, follows a keyword and never comes here.
        var suffix = "";
        while (at + 1 < tokens.Count && (tokens[at].Is("FILTER") || tokens[at].Is("OVER")))
        {
            var target = tokens[at + 1];
            suffix += $" {tokens[at].Text.ToUpperInvariant()} {(target.Inside is { } within ? $"({Rewrite(within)})" : target.Text)}";
            at += 2;
        }

        return Functions.Call(name, Arguments(inside), suffix);
    }

    private IReadOnlyList<string> Arguments(IReadOnlyList<Token> inside)
    {
        var arguments = new List<string>();
        var begin = 0;
        for (var at = 0; at <= inside.Count && inside.Count > 0; at++)
        {
            if (at == inside.Count || inside[at].Is(","))
            {
                arguments.Add(Rewrite([.. inside.Skip(begin).Take(at - begin)]));
                begin = at + 1;
            }
        }

        return arguments;
    }

    /// <summary>DuckDB reads 0.5 as a DECIMAL of one place, and computes with it exactly.</summary>
    private static string Number(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        return point < 0 || text.Contains('e', StringComparison.OrdinalIgnoreCase)
            ? text
            : FormattableString.Invariant($"toDecimal128('{text}', {text.Length - point - 1})");
    }

    private static string Text(string quoted) => quoted.Replace("\\", "\\\\", StringComparison.Ordinal);

    /// <param name="Text">As ClickHouse says it.</param>
    /// <param name="IsOperand">Whether it is a value, and no sign or keyword.</param>
    private readonly record struct Item(string Text, bool IsOperand);
}
