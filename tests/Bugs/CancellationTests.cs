using Analytics.Domains.Tests;
using Analytics.Engine;
using Xunit;

namespace Analytics.Bugs;

/// <summary>Which sale a cancellation gives back.</summary>
public sealed class CancellationTests
{
    private static readonly Domain s_shop = new Domains.Customers.Customers();

    [Fact]
    public void Cancellations_are_matched_in_order_and_a_refused_one_uses_up_nothing()
    {
        using var lake = new TestLake();
        lake.Rebuild(
            s_shop,
            null,
            lake.Write(
                "purchases",
                "p.csv",
                """
                InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
                A1,S,Mug,4,2024-01-01 10:00:00,2.50,17,UK
                A2,S,Mug,3,2024-01-02 10:00:00,2.50,17,UK
                C1,S,Mug,-3,2024-01-03 10:00:00,2.50,17,UK
                C2,S,Mug,-3,2024-01-04 10:00:00,2.50,17,UK
                C3,S,Mug,-4,2024-01-05 10:00:00,2.50,17,UK
                C4,S,Mug,-1,2024-01-06 10:00:00,2.50,17,UK

                """
            )
        );
        // C1 takes the nearest sale whole, C2 goes on with the one before, C3 finds no four left and leaves the last one to C4.
        Assert.Equal(
            ["C1 A2", "C2 A1", "C3 none", "C4 A1"],
            lake.Texts(
                s_shop,
                "SELECT cancellation_id || ' ' || coalesce(purchase_id, 'none') AS t FROM silver.matched_cancellations ORDER BY t"
            )
        );
    }
}
