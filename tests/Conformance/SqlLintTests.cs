using System.Reflection;
using System.Text.RegularExpressions;

namespace Analytics.Conformance;

/// <summary>
/// Constructs whose answer depends on the number of threads, on the order of the input or on the clock. Measured on DuckDB
/// 1.5.6; the same files must give the same bytes everywhere.
/// </summary>
public sealed partial class SqlLintTests
{
    /// <summary>A pattern, and what to write instead.</summary>
    private static readonly (Regex Bad, string Instead)[] s_rules =
    [
        (Of(@"\bnow\s*\(|\bcurrent_(date|time|timestamp)\b|\btoday\s*\(|\bget_current_time"), "a parameter: the clock is not an input"),
        (
            Of(@"\brandom\s*\(|\buuid\s*\(|\bgen_random_uuid|\bsetseed\b|\bUSING\s+SAMPLE\b|\bTABLESAMPLE\b"),
            "a hash of the key: chance is not an input"
        ),
        (Of(@"\bapprox_\w+\s*\(|\breservoir_quantile\s*\("), "the exact function"),
        (Of(@"\b(any_value|first|last|arbitrary|mode)\s*\((?![^()]*(\([^()]*\)[^()]*)*\bORDER\s+BY\b)"), "min, max or an ORDER BY inside"),
        (Of(@"\b(string_agg|group_concat|listagg)\s*\((?![^()]*(\([^()]*\)[^()]*)*\bORDER\s+BY\b)"), "an ORDER BY inside"),
        (
            Of(
                @"(?<!list_sort\((list_distinct\()?(flatten\()?)\b(?<![\w_])(list|array_agg)\s*\((?![^()]*(\([^()]*\)[^()]*)*\bORDER\s+BY\b)"
            ),
            "list_sort(list(…)) or an ORDER BY inside"
        ),
        (Of(@"\brow_number\s*\(\s*\)\s*OVER\s*\(\s*\)|\browid\b"), "row_number() OVER (… ORDER BY the key)"),
        (Of(@"\bread_csv_auto\b|\bauto_detect\s*=\s*true"), "explicit columns"),
    ];

    private static Regex Of(string pattern) => new(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    public static TheoryData<string, string> Files
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var assembly in new[] { typeof(Domains.Crashes.Crashes).Assembly, typeof(Engine.Domain).Assembly })
            {
                foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)))
                {
                    data.Add(assembly.GetName().Name!, name);
                }
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Files))]
    public void Sql_says_nothing_whose_answer_depends_on_threads_order_or_the_clock(string assembly, string name)
    {
        using var reader = new StreamReader(Assembly.Load(assembly).GetManifestResourceStream(name)!);
        Assert.Empty(Problems(reader.ReadToEnd()).Select(problem => $"{name}:{problem}"));
    }

    [Theory]
    [InlineData("SELECT now()")]
    [InlineData("SELECT any_value(a) FROM t")]
    [InlineData("SELECT first(upper(a)) FROM t")]
    [InlineData("SELECT string_agg(a, ',') FROM t")]
    [InlineData("SELECT list(a) FROM t")]
    [InlineData("SELECT mode(a) FROM t")]
    [InlineData("SELECT approx_count_distinct(a) FROM t")]
    [InlineData("SELECT row_number() OVER () FROM t")]
    [InlineData("SELECT * FROM t USING SAMPLE 10")]
    public void The_lint_finds_what_it_is_for(string sql) => Assert.NotEmpty(Problems(sql));

    [Theory]
    [InlineData("SELECT any_value(a ORDER BY b) FROM t -- now() in a comment")]
    [InlineData(
        "SELECT list_sort(list(a)), list_sort(list_distinct(list(b) FILTER (b IS NOT NULL))), string_agg(upper(a), ',' ORDER BY a) FROM t"
    )]
    [InlineData("SELECT list_contains(a, 1), row_number() OVER (PARTITION BY a ORDER BY b) FROM t")]
    public void The_lint_lets_good_sql_pass(string sql) => Assert.Empty(Problems(sql));

    private static IEnumerable<string> Problems(string sql)
    {
        var code = Comments().Replace(sql, match => new string(' ', match.Length));
        foreach (var (bad, instead) in s_rules)
        {
            foreach (Match match in bad.Matches(code))
            {
                yield return $"{code.AsSpan(0, match.Index).Count('\n') + 1}: '{match.Value.Trim()}': write {instead}";
            }
        }
    }

    [GeneratedRegex(@"--[^\n]*|/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comments();
}
