using Analytics.Engine;

namespace Analytics.Domains.Tests.Customers;

/// <summary>Small files made by hand, one broken promise each.</summary>
public sealed class RuleTests
{
    private static readonly Domain s_customers = new Analytics.Domains.Customers.Customers();

    private static InputPath Write(TestLake lake, string source, string name, string text)
    {
        File.WriteAllText(lake.File(name), text);
        return new InputPath(source, lake.File(name));
    }

    [Theory]
    [InlineData("zoe+shop@example.fr", true)]
    [InlineData("o'brien@example.co.uk", true)]
    [InlineData("jürgen@müller.de", true)]
    [InlineData("a@b.c1", false)]
    [InlineData("no at sign", false)]
    [InlineData("two@@example.com", false)]
    [InlineData("dot..dot@example.com", false)]
    [InlineData("@example.com", false)]
    [InlineData("a@-example.com", false)]
    public void An_address_is_judged_by_its_form(string email, bool good)
    {
        using var lake = new TestLake();
        var others = string.Concat(Enumerable.Range(2, 9).Select(i => $"{i},B,{(i == 3 ? "" : $"b{i}@example.com")},2024-01-02,France\n"));

        lake.Rebuild(
            s_customers,
            null,
            Write(lake, "customers", "customers.csv", $"id_client,nom,email,date_inscription,pays\n1,A,{email},2024-01-01,France\n{others}")
        );

        Assert.Equal(good ? 10 : 9, lake.Number(s_customers, "SELECT count(*) FROM silver.customers"));
    }

    [Fact]
    public void Neither_name_nor_address_leaves_bronze_not_even_by_way_of_quarantine()
    {
        using var lake = new TestLake();
        lake.Rebuild(
            s_customers,
            null,
            Write(
                lake,
                "customers",
                "customers.csv",
                "id_client,nom,email,date_inscription,pays\n"
                    + string.Concat(Enumerable.Range(1, 9).Select(i => $"{i},Zoé Secret,zoe.secret{i}@example.com,2024-01-01,France\n"))
                    + "10,Zoé Secret,zoe.secret at example.com,2024-01-01,France\n"
            )
        );

        Assert.Equal(0, lake.Number(s_customers, "SELECT count(*) FROM silver.customers c WHERE c::VARCHAR ILIKE '%secret%'"));
        Assert.Equal(
            1,
            lake.Number(s_customers, "SELECT count(*) FROM silver.customers_quarantine WHERE line = 11 AND record LIKE '%withheld%'")
        );
        Assert.Equal(0, lake.Number(s_customers, "SELECT count(*) FROM silver.customers_quarantine q WHERE q::VARCHAR ILIKE '%secret%'"));
        // One name, nine addresses: the same person under one salt.
        Assert.Equal(1, lake.Number(s_customers, "SELECT count(DISTINCT name_hash) FROM silver.customers"));
        Assert.Equal(9, lake.Number(s_customers, "SELECT count(DISTINCT email_hash) FROM silver.customers"));
    }

    [Fact]
    public void Bad_lines_of_many_small_files_are_named_by_file_and_line()
    {
        using var lake = new TestLake();
        const string Header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";
        string Line(int invoice, string customer, string quantity) =>
            $"{invoice},A1,\"MUG, RED\",{quantity},2024-01-0{invoice} 10:00:00,2.50,{customer},France\n";
        var inputs = Enumerable
            .Range(1, 9)
            .Select(day =>
                Write(
                    lake,
                    "purchases",
                    $"day{day}.csv",
                    Header
                        + string.Concat(Enumerable.Range(1, day).Select(line => Line(day, line == day ? "" : $"{line}.0", $"{line}")))
                        + Line(day, "77.0", "5")
                        + Line(day, "78.0", "5")
                        + Line(day, "79.0", "5")
                )
            )
            .ToArray();

        lake.Rebuild(s_customers, null, inputs);

        var bad = lake.Query(s_customers, "SELECT origin, line, reasons FROM silver.purchases_quarantine ORDER BY origin");
        Assert.Equal(9, bad.RowCount);
        for (var day = 1; day <= 9; day++)
        {
            Assert.Equal($"day{day}.csv", bad["origin"][day - 1]);
            Assert.Equal(day + 1L, bad["line"][day - 1]);
            Assert.Equal("customer_id: missing", bad["reasons"][day - 1]);
        }
    }

    [Fact]
    public void A_cancellation_finds_the_sale_before_it_and_gives_back_no_more_than_was_sold()
    {
        using var lake = new TestLake();
        lake.Rebuild(
            s_customers,
            null,
            Write(
                lake,
                "purchases",
                "lines.csv",
                """
                InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
                1,A,MUG,6,2024-01-01 10:00:00,2.5,7.0,France
                2,A,MUG,6,2024-02-01 10:00:00,2.5,7.0,France
                3,A,MUG,6,2024-04-01 10:00:00,2.5,7.0,France
                C4,A,MUG,-4,2024-03-01 10:00:00,2.5,7.0,France
                C5,A,MUG,-4,2024-03-02 10:00:00,2.5,7.0,France
                C6,B,CUP,-1,2024-03-02 10:00:00,9,7.0,France
                C7,A,MUG,-4,2024-03-03 10:00:00,2.5,7.0,France

                """
            )
        );

        var matched = lake.Query(
            s_customers,
            "SELECT cancellation_id, purchase_id, days_after FROM silver.matched_cancellations ORDER BY 1"
        );
        Assert.Equal("2", matched["purchase_id"][0]);
        Assert.Equal(29L, matched["days_after"][0]);
        Assert.Equal("1", matched["purchase_id"][1]);
        Assert.True(matched["purchase_id"].IsNull(3), "twice six were sold, of each two are left, and four cannot come from there");
        Assert.True(matched["purchase_id"].IsNull(2), "that was never sold");
        Assert.Equal(45.0, lake.Number(s_customers, "SELECT total_revenue FROM gold.kpis"));
    }

    [Fact]
    public void Days_one_by_one_in_any_order_give_the_rows_of_all_at_once()
    {
        using var whole = new TestLake();
        using var daily = new TestLake();
        string Day(int day) =>
            "id_achat,id_client,date_achat,montant,produit\n"
            + string.Concat(
                Enumerable
                    .Range(0, 6)
                    .Select(i => $"P{day}-{i},{i},2024-0{1 + day % 3}-1{day} 09:00:00,{(i == 5 ? "0" : $"{day}{i}.10")},Café\n")
            );
        whole.Rebuild(s_customers, null, [.. Enumerable.Range(1, 6).Select(day => Write(whole, "purchases", $"{day}.csv", Day(day)))]);

        foreach (var day in new[] { 4, 1, 6, 2, 5, 3, 1 })
        {
            daily.Rebuild(s_customers, null, Write(daily, "purchases", $"{day}.csv", Day(day)));
        }

        const string Rows =
            "SELECT md5(string_agg(p::VARCHAR, '|' ORDER BY purchase_id)) AS m FROM (SELECT * EXCLUDE (_object) FROM silver.purchases) p";
        Assert.Equal(whole.Query(s_customers, Rows)["m"][0], daily.Query(s_customers, Rows)["m"][0]);
        Assert.Equal(6, daily.Number(s_customers, "SELECT count(*) FROM silver.purchases_quarantine"));
        Assert.Equal(
            whole.Number(s_customers, "SELECT total_revenue FROM gold.kpis"),
            daily.Number(s_customers, "SELECT total_revenue FROM gold.kpis")
        );
    }

    [Fact]
    public void Orders_of_olist_become_baskets_of_the_people_behind_them()
    {
        using var lake = new TestLake();
        lake.Rebuild(
            s_customers,
            null,
            Write(
                lake,
                "orders",
                "olist_orders_dataset.csv",
                """
                "order_id","customer_id","order_status","order_purchase_timestamp","order_approved_at","order_delivered_carrier_date","order_delivered_customer_date","order_estimated_delivery_date"
                o1,c1,delivered,2017-10-02 10:56:33,2017-10-02 11:07:15,,,2017-10-18 00:00:00
                o2,c2,delivered,2018-01-05 09:00:00,,,,2018-01-20 00:00:00
                o3,c3,canceled,2018-02-05 09:00:00,,,,2018-02-20 00:00:00
                o4,c4,shipped,2018-03-05 09:00:00,,,,2018-03-20 00:00:00

                """
            ),
            Write(
                lake,
                "order_items",
                "olist_order_items_dataset.csv",
                """
                "order_id","order_item_id","product_id","seller_id","shipping_limit_date","price","freight_value"
                o1,1,p1,s1,2017-10-06 11:07:15,29.99,8.72
                o1,2,p1,s1,2017-10-06 11:07:15,29.99,8.72
                o2,1,p2,s1,2018-01-09 00:00:00,100.50,12
                o3,1,p2,s1,2018-02-09 00:00:00,100.50,12
                o4,1,p3,s1,2018-03-09 00:00:00,0.00,12

                """
            ),
            Write(
                lake,
                "order_customers",
                "olist_customers_dataset.csv",
                """
                "customer_id","customer_unique_id","customer_zip_code_prefix","customer_city","customer_state"
                c1,anna,14409,franca,SP
                c2,anna,14409,franca,SP
                c3,bruno,01151,sao paulo,SP

                """
            )
        );

        var baskets = lake.Query(
            s_customers,
            "SELECT purchase_id, customer_id, lines, revenue::VARCHAR AS revenue, country FROM silver.baskets ORDER BY purchase_id"
        );
        Assert.Equal(["o1", "anna", 2L, "59.9800", "Brazil"], baskets.Columns.Select(column => column[0]));
        Assert.Equal(["o2", "anna", 1L, "100.5000", "Brazil"], baskets.Columns.Select(column => column[1]));
        Assert.Equal(2, baskets.RowCount);
        Assert.Equal(160.48, lake.Number(s_customers, "SELECT revenue FROM gold.customer_metrics WHERE customer_id = 'anna'"));
        Assert.Equal(1, lake.Number(s_customers, "SELECT count(*) FROM silver.order_items_quarantine WHERE reasons LIKE '%unit_price%'"));
        Assert.Equal(59.98, lake.Number(s_customers, "SELECT revenue FROM gold.revenue_by_product WHERE product_id = 'p1'"));
    }
}
