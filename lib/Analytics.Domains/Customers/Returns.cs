using Analytics.Frames;

namespace Analytics.Domains.Customers;

/// <summary>Finds the sale that each cancellation gives back.</summary>
internal static class Returns
{
    /// <summary>
    /// Goes through the cancellations in order of time. Each takes the nearest sale that still has as many units left, so that no
    /// more is given back than was sold, and one that finds none uses up nothing.
    /// </summary>
    /// <param name="candidates">Rows of the query <c>matched_cancellations</c>, in its order.</param>
    public static Frame Match(Frame candidates)
    {
        var (ids, lines) = (candidates.Text("cancellation_id"), candidates["line"]);
        var (sales, saleLines, quantities, sold) = (
            candidates.Text("purchase_id"),
            candidates["purchase_line"],
            candidates["quantity"],
            candidates["sold"]
        );
        var left = new Dictionary<(string Sale, long Line), long>();
        var (chosen, settled) = (new List<int>(), new HashSet<(string Cancellation, long Line)>());
        for (var row = 0; row < candidates.RowCount; row++)
        {
            var cancellation = (ids.At(row)!, Whole(lines, row));
            if (settled.Contains(cancellation))
            {
                continue;
            }

            if (sales.At(row) is { } sale)
            {
                var key = (sale, Whole(saleLines, row));
                var remaining = left.GetValueOrDefault(key, Whole(sold, row)) - Whole(quantities, row);
                if (remaining < 0)
                {
                    continue;
                }

                left[key] = remaining;
            }

            settled.Add(cancellation);
            chosen.Add(row);
        }

        return candidates
            .Take(chosen.ToArray())
            .Select("cancellation_id", "line", "customer_id", "cancelled_at", "amount", "purchase_id", "purchase_line", "days_after");
    }

    private static long Whole(Column column, int row) => Convert.ToInt64(column[row], System.Globalization.CultureInfo.InvariantCulture);
}
