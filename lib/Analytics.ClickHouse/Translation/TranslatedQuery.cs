namespace Analytics.ClickHouse;

/// <summary>One query as ClickHouse says it.</summary>
/// <param name="Sql">A SELECT over the names in <paramref name="Tables"/>, each in quotes, that stands below <see cref="Functions.With"/>.</param>
/// <param name="Tables">The tables that it reads, as the SQL named them: <c>silver.crashes</c>.</param>
public sealed record TranslatedQuery(string Sql, IReadOnlyList<string> Tables);
