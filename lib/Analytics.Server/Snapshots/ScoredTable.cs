using Analytics.Frames;

namespace Analytics.Server.Snapshots;

/// <summary>All rows of a study's table with the champion's scores, made once per snapshot, in the order of the key.</summary>
internal static class ScoredTable
{
    /// <exception cref="NoModelException">There is no champion.</exception>
    public static Frame Of(ServedSnapshot served, string domain, string study)
    {
        var scorer = served.Models.Need(domain, study);
        return served.Once(
            $"scored {domain}/{study}",
            _ =>
            {
                var rows = served.Query(
                    $"SELECT * FROM {DuckDBConnection.Quote(domain)}.{DuckDBConnection.Quote(scorer.Study.Table.Split('.')[1])} ORDER BY {DuckDBConnection.Quote(scorer.Study.Key)}",
                    default
                );
                return scorer.Score(rows).Drop("notes");
            }
        );
    }
}
