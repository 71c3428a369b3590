using System.Text;
using Analytics.Domains.Tests;
using Analytics.Engine;

namespace Analytics.Bugs;

/// <summary>Files that write dates, numbers, ids, flags and letters as people and other programs do.</summary>
public sealed class InputFormTests
{
    private const string Retail = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

    private static readonly Domains.Customers.Customers s_customers = new();
    private static readonly Domains.Households.Households s_households = new();

    [Fact]
    public void One_row_with_day_13_tells_the_order_of_all_dates_of_its_file()
    {
        using var lake = new TestLake();

        lake.Rebuild(s_customers, null, BugInput.Kept("purchases", "01-uk-dates", "retail.csv"));

        Assert.Equal(["2010-12|3", "2011-01|2"], Rows(lake, "SELECT month, count(*) FROM silver.purchases GROUP BY month ORDER BY month"));
        Assert.Contains("day first", Described(lake, s_customers, "purchases"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("p.csv", "1|2024-01-05|12.5000 2|2024-02-06|8.0000 3|2024-03-07|1250.0000")]
    [InlineData("whole.csv", "1|2024-01-05|12.0000 2|2024-02-06|8.0000")]
    public void A_french_export_has_decimal_commas_blanks_between_thousands_and_the_day_first(string file, string expected)
    {
        using var lake = new TestLake();

        lake.Rebuild(s_customers, null, BugInput.Kept("purchases", "24-french-export", file));

        Assert.Equal(
            expected.Split(' '),
            Rows(lake, "SELECT purchase_id, purchased_at::DATE::VARCHAR, amount::VARCHAR FROM silver.purchases ORDER BY purchase_id")
        );
    }

    [Fact]
    public void Dates_that_contradict_each_other_refuse_their_file_with_two_lines()
    {
        using var lake = new TestLake();

        var run = lake.Rebuild(
            s_customers,
            null,
            lake.Write(
                "purchases",
                "good.csv",
                Retail + "1,S1,PEN,1,2010-12-01 08:00,1.00,7,France\nC1,S1,PEN,-1,2010-12-02 08:00,1.00,7,France\n"
            ),
            lake.Write(
                "purchases",
                "both.csv",
                Retail
                    + "2,S1,PEN,1,01/02/2010 08:00,1.00,7,France\n3,S1,PEN,1,13/01/2010 08:00,1.00,7,France\n4,S1,PEN,1,01/14/2010 08:00,1.00,7,France\n"
            )
        );

        Assert.Equal(["1"], Rows(lake, "SELECT purchase_id FROM silver.purchases"));
        Assert.Equal(
            [
                "both.csv|0|purchased_at: one file, one form, but in 'InvoiceDate' line 3 says \"13/01/2010 08:00\" (day first) and line 4 says \"01/14/2010 08:00\" (month first)",
            ],
            Rows(lake, "SELECT origin, line, reasons FROM silver.purchases_quarantine")
        );
        // It is a file refused whole: told as such, and counted by its lines.
        Assert.Equal(("both.csv", 3L), (Assert.Single(run.Refused).Origin, run.Refused[0].Unreadable));
        Assert.Equal(["file|3"], Rows(lake, "SELECT kind, rows FROM silver.purchases_quarantine"));
    }

    [Fact]
    public void Where_the_only_file_contradicts_itself_nothing_is_published()
    {
        using var lake = new TestLake();

        var error = Assert.Throws<RunException>(() =>
            lake.Rebuild(
                s_customers,
                null,
                lake.Write(
                    "purchases",
                    "both.csv",
                    Retail + "3,S1,PEN,1,13/01/2010 08:00,1.00,7,France\n4,S1,PEN,1,01/14/2010 08:00,1.00,7,France\n"
                )
            )
        );

        Assert.Contains("refused files", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_instant_becomes_the_local_time_of_its_source_and_an_impossible_hour_costs_no_row()
    {
        using var lake = new TestLake();

        lake.Rebuild(
            s_customers,
            null,
            lake.Write(
                "purchases",
                "a.csv",
                Retail
                    + "1,S1,PEN,1,2011-07-01T23:30:00Z,1.00,7,France\n2,S1,PEN,1,2011-07-01 10:00:00+02:00,1.00,7,France\n3,S1,PEN,1,2011-07-02 24:00,1.00,7,France\n4,S1,PEN,1,2011-07-03 09:15,1.00,7,France\n"
            )
        );

        Assert.Equal(
            ["1|2011-07-02 00:30:00", "2|2011-07-01 09:00:00", "3|2011-07-02 00:00:00", "4|2011-07-03 09:15:00"],
            Rows(lake, "SELECT purchase_id, purchased_at::VARCHAR FROM silver.purchases ORDER BY purchase_id")
        );
        Assert.Contains("hours lost 1", Described(lake, s_customers, "purchases"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"1,250.50\"", "1250.5000")]
    [InlineData("1'250.50", "1250.5000")]
    [InlineData("£12.50", "12.5000")]
    [InlineData("12.50 EUR", "12.5000")]
    [InlineData("\"12,50\"", "12.5000")]
    [InlineData("\"1.250,50\"", "1250.5000")]
    public void A_price_is_read_in_the_style_of_its_column(string price, string expected)
    {
        using var lake = new TestLake();

        lake.Rebuild(s_customers, null, lake.Write("purchases", "a.csv", Retail + $"1,S1,PEN,1,2011-07-03 09:15,{price},7,France\n"));

        Assert.Equal([expected], Rows(lake, "SELECT unit_price::VARCHAR FROM silver.purchases"));
    }

    [Fact]
    public void A_number_with_an_underscore_is_none()
    {
        using var lake = new TestLake();

        lake.Rebuild(
            s_customers,
            null,
            lake.Write(
                "purchases",
                "a.csv",
                Retail + "1,S1,PEN,1,2011-07-03 09:15,1_000,7,France\n2,S1,PEN,1,2011-07-03 09:15,2.00,7,France\n"
            )
        );

        Assert.Equal(["2"], Rows(lake, "SELECT purchase_id FROM silver.purchases"));
    }

    [Fact]
    public void Ids_that_look_like_numbers_stay_apart()
    {
        using var lake = new TestLake();

        lake.Rebuild(s_customers, null, new InputPath("purchases", Directory.GetFiles(BugInput.PathOf("03-customer-ids-numberlike"))[0]));

        Assert.Equal(
            ["01200|40.00", "1200|100.00", "12E2|10.00"],
            Rows(
                lake,
                "SELECT customer_id, sum(amount)::DECIMAL(18,2)::VARCHAR FROM silver.purchases GROUP BY customer_id ORDER BY customer_id"
            )
        );
    }

    [Theory]
    [InlineData("17850.0", "17851.0", "17850 17851")]
    [InlineData("1.0", "1.1", "1.0 1.1")]
    [InlineData("12345678901234567890", "12345678901234567891", "12345678901234567890 12345678901234567891")]
    [InlineData("NaN", "8", "8")]
    public void A_fraction_of_zero_goes_only_where_the_whole_column_was_written_as_floats(string one, string other, string expected)
    {
        using var lake = new TestLake();

        lake.Rebuild(
            s_customers,
            null,
            lake.Write(
                "purchases",
                "a.csv",
                Retail + $"1,S1,PEN,1,2011-07-03 09:15,1.00,{one},France\n2,S1,PEN,1,2011-07-03 09:15,1.00,{other},France\n"
            )
        );

        Assert.Equal(expected.Split(' '), Rows(lake, "SELECT customer_id FROM silver.purchases ORDER BY customer_id"));
    }

    [Theory]
    // Gaps are why programs write ids as floats, and never a sign against it.
    [InlineData("7.0| |8.0|NaN|9.0", "7 8 9")]
    [InlineData("7.0||8.0", "7 8")]
    // And gaps alone make no floats of texts: here one id is 7.0 and another 7.5.
    [InlineData("7.0||7.5| ", "7.0 7.5")]
    [InlineData("7.0||X8| ", "7.0 X8")]
    public void Gaps_in_a_column_of_ids_neither_make_nor_hide_a_float_export(string ids, string expected)
    {
        var texts = ids.Split('|');
        using var csv = new TestLake();
        csv.Rebuild(
            s_customers,
            null,
            csv.Write(
                "purchases",
                "a.csv",
                "purchase_id,customer_id,purchased_at,amount,product_id\n"
                    + string.Concat(texts.Select((id, i) => FormattableString.Invariant($"{i},C{i},2011-07-03,1.00,{id}\n")))
            )
        );
        using var json = new TestLake();
        json.Rebuild(
            s_customers,
            null,
            json.Write(
                "purchases",
                "a.jsonl",
                string.Concat(
                    texts.Select(
                        (id, i) =>
                            $$"""{"purchase_id":"{{i}}","customer_id":"C{{i}}","purchased_at":"2011-07-03","amount":1,"product_id":{{(string.IsNullOrWhiteSpace(id) ? "null" : $"\"{id}\"")}}}"""
                            + "\n"
                    )
                )
            )
        );

        Assert.All(
            [csv, json],
            lake =>
            {
                Assert.Equal(
                    expected.Split(' '),
                    Rows(lake, "SELECT product_id FROM silver.purchases WHERE product_id IS NOT NULL ORDER BY purchase_id")
                );
                Assert.Equal(texts.Length, lake.Number(s_customers, "SELECT count(*) FROM silver.purchases"));
            }
        );
    }

    [Fact]
    public void One_letter_of_another_code_page_costs_no_line_and_the_description_names_it()
    {
        using var lake = new TestLake();

        lake.Rebuild(s_customers, null, new InputPath("purchases", Directory.GetFiles(BugInput.PathOf("13-latin1-pound"))[0]));

        Assert.Equal(["12|VOUCHER £10"], Rows(lake, "SELECT count(*), max(product) FROM silver.purchases"));
        Assert.Contains("windows-1252", Described(lake, s_customers, "purchases"), StringComparison.Ordinal);
    }

    [Fact]
    public void Utf_16_without_a_mark_is_read()
    {
        using var lake = new TestLake();

        lake.Rebuild(
            s_customers,
            null,
            lake.Write("purchases", "a.csv", Encoding.Unicode.GetBytes(Retail + "1,S1,PÉN,1,2011-07-03 09:15,1.00,7,France\n"))
        );

        Assert.Equal(["PÉN"], Rows(lake, "SELECT product FROM silver.purchases"));
    }

    [Fact]
    public void A_backslash_before_a_quote_within_quotes_means_a_quote()
    {
        using var lake = new TestLake();

        lake.Rebuild(s_customers, null, new InputPath("purchases", Directory.GetFiles(BugInput.PathOf("25-backslash-quotes"))[0]));

        Assert.Equal(["BOX \"LARGE\", RED", "12\" RULER", "PEN"], Rows(lake, "SELECT product FROM silver.purchases ORDER BY purchase_id"));
    }

    [Fact]
    public void A_quoted_header_may_hold_a_line_break()
    {
        using var lake = new TestLake();

        lake.Rebuild(
            s_customers,
            null,
            lake.Write(
                "purchases",
                "a.csv",
                Retail.Replace("CustomerID", "\"Customer\nID\"", StringComparison.Ordinal)
                    + "1,S1,PEN,1,2011-07-03 09:15,1.00,7,France\n2,S1,PEN,none,2011-07-03 09:15,1.00,7,France\n"
            )
        );

        Assert.Equal(["1|7"], Rows(lake, "SELECT purchase_id, customer_id FROM silver.purchases"));
    }

    [Fact]
    public void Codes_for_no_answer_are_null_in_every_column_of_a_survey_and_counted()
    {
        using var lake = new TestLake();

        lake.Rebuild(s_households, null, new InputPath("survey", Directory.GetFiles(BugInput.PathOf("17-survey-codes"))[0]));

        using var db = Published.Open(lake.Lake.Head, s_households);
        var rows = db.Query(
            "SELECT codes_nulled, household_size, time_to_water, agriculture_land, radios_owned, phones_owned, daily_meals, status FROM silver.assessments ORDER BY ALL NULLS LAST"
        );
        Assert.Equal(
            [
                // H1, H3, H5, H4 and H2 of the input.
                "0|5|20|1.5|1|2|2|At Risk",
                "2|5|20|||2|2|At Risk",
                "2||20|1.5|1|2||At Risk",
                "3|5||1.5||2|2|",
                "3|5||1.5|||2|At Risk",
            ],
            [
                .. Enumerable
                    .Range(0, rows.RowCount)
                    .Select(row =>
                        string.Join(
                            '|',
                            rows.Columns.Select(column =>
                                System.Convert.ToString(column[row], System.Globalization.CultureInfo.InvariantCulture)
                            )
                        )
                    ),
            ]
        );
    }

    private static string[] Rows(TestLake lake, string sql)
    {
        var frame = lake.Query(s_customers, sql);
        return
        [
            .. Enumerable
                .Range(0, frame.RowCount)
                .Select(row =>
                    string.Join(
                        '|',
                        frame.Columns.Select(column =>
                            System.Convert.ToString(column[row], System.Globalization.CultureInfo.InvariantCulture)
                        )
                    )
                ),
        ];
    }

    private static string Described(TestLake lake, Domain domain, string source) =>
        string.Join(
            '\n',
            Directory.GetFiles(lake.File(Path.Combine("data", "bronze", domain.Name, source)), "*.info.json").Select(File.ReadAllText)
        );
}
