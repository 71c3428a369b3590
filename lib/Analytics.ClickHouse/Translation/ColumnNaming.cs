namespace Analytics.ClickHouse;

/// <summary>
/// Names what a SELECT gives as DuckDB names it. Of a join, ClickHouse calls a column that both sides have <c>b.month</c> and not <c>month</c>, be it
/// asked for by name or by <c>b.*</c>; so each such column gets its name said, and <c>b.*</c> is written out where the columns of <c>b</c> are known.
/// </summary>
internal sealed class ColumnNaming(Func<string, IReadOnlyList<string>> columnsOf)
{
    private readonly Dictionary<string, IReadOnlyList<string>> _ctes = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The same query, or list of queries, with its columns named.</summary>
    public IReadOnlyList<Token> Named(IReadOnlyList<Token> tokens)
    {
        RememberCtes(tokens);
        var named = new List<Token>();
        for (var at = 0; at < tokens.Count; )
        {
            named.Add(tokens[at]);
            if (!tokens[at++].Is("SELECT"))
            {
                continue;
            }

            var end = EndOfList(tokens, at);
            var items = Split(tokens, at, end).Select(item => Item(item, tokens, end)).ToArray();
            for (var i = 0; i < items.Length; i++)
            {
                if (i > 0)
                {
                    named.Add(Comma);
                }

                named.AddRange(items[i]);
            }

            at = end;
        }

        return named;
    }

    private static Token Comma { get; } = new(TokenKind.Symbol, ",");

    private static Token As { get; } = new(TokenKind.Word, "AS");

    private IEnumerable<Token> Item(Token[] item, IReadOnlyList<Token> tokens, int from)
    {
        if (item is not [var table, { Text: "." } dot, var column, .. var rest])
        {
            return item;
        }

        if (!column.Is("*"))
        {
            return rest is [] ? [.. item, As, column] : item;
        }

        if (ColumnsIn(tokens, from, table.Text) is not { } columns)
        {
            return item;
        }

        var replaced =
            rest is [var replace, { Inside: { } inside }] && replace.Is("REPLACE")
                ? Split(inside, 0, inside.Count).ToDictionary(each => each[^1].Text, StringComparer.OrdinalIgnoreCase)
                : [];
        return columns
            .SelectMany(name =>
                (IEnumerable<Token>)(
                    replaced.TryGetValue(name, out var other) ? [Comma, .. other] : [Comma, table, dot, Name(name), As, Name(name)]
                )
            )
            .Skip(1);
    }

    private static Token Name(string name) => new(TokenKind.Quoted, Engine.Sql.Name(name));

    private void RememberCtes(IReadOnlyList<Token> tokens)
    {
        for (var at = 0; at + 2 < tokens.Count; at++)
        {
            if (
                tokens[at + 1].Is("AS")
                && tokens[at + 2] is { Inside: { } inside }
                && inside is [var first, ..]
                && (first.Is("SELECT") || first.Is("WITH"))
            )
            {
                if (Given(inside) is { } columns)
                {
                    _ctes[tokens[at].Text] = columns;
                }
            }
        }
    }

    /// <summary>The names of what a query gives; null where that is not plain.</summary>
    private IReadOnlyList<string>? Given(IReadOnlyList<Token> query)
    {
        var select = query.Index().FirstOrDefault(pair => pair.Item.Is("SELECT"), (-1, null!)).Index;
        if (select < 0)
        {
            return null;
        }

        var names = new List<string>();
        var end = EndOfList(query, select + 1);
        foreach (var item in Split(query, select + 1, end))
        {
            switch (item)
            {
                case [.., var aliased, var name] when aliased.Is("AS"):
                    names.Add(name.Text.Trim('"'));
                    break;
                case [{ Kind: TokenKind.Word } name]:
                    names.Add(name.Text);
                    break;
                case [var table, { Text: "." }, var star, ..] when star.Is("*") && ColumnsIn(query, end, table.Text) is { } columns:
                    names.AddRange(columns);
                    break;
                case [_, { Text: "." }, { Kind: TokenKind.Word } name]:
                    names.Add(name.Text);
                    break;
                default:
                    return null;
            }
        }

        return names;
    }

    /// <summary>The columns of a table that a FROM knows by some name.</summary>
    private IReadOnlyList<string>? ColumnsIn(IReadOnlyList<Token> tokens, int from, string name)
    {
        for (var at = from; at < tokens.Count && !tokens[at].Is("UNION"); at++)
        {
            if (!tokens[at].Text.Equals(name, StringComparison.OrdinalIgnoreCase) || tokens[at].Kind != TokenKind.Word)
            {
                continue;
            }

            var before = tokens[at - 1].Is("AS") ? at - 2 : at - 1;
            if (before >= 2 && tokens[before - 1].Is(".") && (tokens[before - 2].Is("silver") || tokens[before - 2].Is("gold")))
            {
                return columnsOf($"{tokens[before - 2].Text.ToLowerInvariant()}.{tokens[before].Text}");
            }

            return _ctes.GetValueOrDefault(tokens[before].Text) ?? _ctes.GetValueOrDefault(name);
        }

        return null;
    }

    private static int EndOfList(IReadOnlyList<Token> tokens, int at)
    {
        while (at < tokens.Count && !tokens[at].Is("FROM") && !tokens[at].Is("UNION"))
        {
            at++;
        }

        return at;
    }

    private static IEnumerable<Token[]> Split(IReadOnlyList<Token> tokens, int begin, int end)
    {
        for (var at = begin; at <= end; at++)
        {
            if (at == end || tokens[at].Is(","))
            {
                yield return [.. tokens.Skip(begin).Take(at - begin)];
                begin = at + 1;
            }
        }
    }
}
