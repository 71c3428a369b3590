using System.Globalization;

namespace Analytics.Lake;

/// <summary>
/// Reads what manifests of format 1 kept among the verdicts: accounts as text, and the measures of baselines as verdicts that
/// always passed, told by how their gate's name begins.
/// </summary>
internal static class FormatOne
{
    private const string Measure = "measure: ";
    private const string Rows = Measure + "rows";
    private const string Nulls = Measure + "null count of ";
    private const string Groups = Measure + "groups of ";
    private const string Lost = Measure + "rows that refer to nothing: ";

    public static Manifest Upgrade(Manifest manifest)
    {
        var accounts = new SortedDictionary<string, Account>(StringComparer.Ordinal);
        var measures = new SortedDictionary<string, TableMeasures>(StringComparer.Ordinal);
        foreach (var table in manifest.Verdicts.GroupBy(verdict => verdict.Table, StringComparer.Ordinal))
        {
            if (table.FirstOrDefault(verdict => verdict.Gate == Account.Gate)?.Detail is { } account)
            {
                accounts[table.Key] = ParseAccount(account);
            }

            if (table.FirstOrDefault(verdict => verdict.Gate == Rows)?.Observed is { } rows)
            {
                measures[table.Key] = new TableMeasures((long)rows)
                {
                    Nulls = Map(table, Nulls, CountOf),
                    Groups = Map(table, Groups, WordsOf),
                    Lost = Map(table, Lost, LostOf),
                };
            }
        }

        return manifest with
        {
            Accounts = accounts,
            Measures = measures,
            Verdicts =
            [
                .. manifest.Verdicts.Where(verdict =>
                    verdict.Gate != Account.Gate && !verdict.Gate.StartsWith(Measure, StringComparison.Ordinal)
                ),
            ],
        };
    }

    private static SortedDictionary<string, T> Map<T>(IEnumerable<VerdictRecord> verdicts, string prefix, Func<VerdictRecord, T> of) =>
        new(
            verdicts
                .Where(verdict => verdict.Gate.StartsWith(prefix, StringComparison.Ordinal))
                .ToDictionary(verdict => verdict.Gate[prefix.Length..], of),
            StringComparer.Ordinal
        );

    private static long CountOf(VerdictRecord verdict) => (long)(verdict.Observed ?? 0);

    private static IReadOnlyList<string> WordsOf(VerdictRecord verdict) =>
        verdict.Detail is { Length: > 0 } words ? words.Split('\u001F') : [];

    private static LostRows LostOf(VerdictRecord verdict)
    {
        var shas = (verdict.Detail ?? "").Split(' ');
        return new LostRows(CountOf(verdict), shas[0], shas.Length > 1 && shas[1].Length > 0 ? shas[1] : null);
    }

    /// <summary>Reads <c>received=4 kept=3 quarantined=1 superseded=0</c>.</summary>
    private static Account ParseAccount(string text)
    {
        var numbers = text.Split(' ')
            .Select(part => part.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => long.Parse(pair[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
        return new Account(numbers["received"], numbers["kept"], numbers["quarantined"], numbers["superseded"]);
    }
}
