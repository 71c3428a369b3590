using Analytics.Domains.Tests;
using Analytics.Engine;

namespace Analytics.Bugs;

/// <summary>
/// Workbooks of both kinds. Those under <c>inputs/workbooks</c> were written by SheetJS 0.18.5, the protected one by officecrypto-tool 0.0.19: two sheets, dates with and without a style, a quantity that is none.
/// </summary>
public sealed class WorkbookKindTests
{
    private static readonly Domain s_shop = new Domains.Customers.Customers();

    public static TheoryData<string> Kinds =>
        [.. new[] { "xls", "xlsx" }.SelectMany(kind => new[] { $"1900-in.{kind}", $"1904-in.{kind}" })];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Old_binary_and_new_workbooks_of_either_day_zero_give_the_same_rows(string file)
    {
        using var lake = new TestLake();
        lake.Rebuild(s_shop, null, BugInput.Kept("purchases", "workbooks", file));

        Assert.Equal(
            [
                "A1|00123|Tasse à café|2|2024-01-05 08:26:00|2.5500|17850|UK",
                // Neither cell has a date's style: the number alone is all that there is.
                "A2|12E2|Item|3|2024-01-05 08:26:00|0.1000|0042|東京",
                "A3|S3|Item|1|2024-01-05 08:26:00|1.0000|7|UK",
                "A5|S5|Item|1|2024-01-05 00:00:00|1.0000|7|UK",
            ],
            lake.Texts(
                s_shop,
                "SELECT concat_ws('|', purchase_id, product_id, product, quantity, purchased_at, unit_price, customer_id, country) FROM silver.purchases ORDER BY purchase_id"
            )
        );
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_refused_row_of_a_workbook_is_named_by_its_sheet_and_row(string file)
    {
        using var lake = new TestLake();
        lake.Rebuild(s_shop, null, BugInput.Kept("purchases", "workbooks", file));

        Assert.Equal(
            ["3|sheet 'More': quantity: missing"],
            lake.Texts(s_shop, "SELECT line || '|' || string_split(reasons, ';')[1] FROM silver.purchases_quarantine")
        );
    }

    [Fact]
    public void A_key_that_two_sheets_give_differently_is_refused_with_both_sheets()
    {
        using var lake = new TestLake();
        string[] header = ["customer_id", "name", "email", "country"];
        var good = Enumerable.Range(10, 12).Select(i => new[] { $"{i}", "A", "a@b.org", "UK" });
        lake.Rebuild(
            s_shop,
            null,
            lake.Write(
                "customers",
                "c.xlsx",
                new XlsxBuilder()
                    .Sheet("North", [header, ["1", "A", "a@b.org", "UK"], .. good])
                    .Sheet("It's south", [header, ["1", "A", "a@b.org", "Spain"]])
                    .Bytes()
            )
        );

        Assert.Equal(
            [
                "2|sheet 'It's south': key given twice in one file with different country, got customer_id 1 on lines sheet 'It's south' 2, sheet 'North' 2",
                "2|sheet 'North': key given twice in one file with different country, got customer_id 1 on lines sheet 'It's south' 2, sheet 'North' 2",
            ],
            lake.Texts(s_shop, "SELECT line || '|' || reasons FROM silver.customers_quarantine ORDER BY reasons")
        );
        var reasons = QualityReport.Of(lake.Lake, s_shop)["quarantine"].Numbers;
        Assert.Equal((1, "key given twice in one file with different country"), (reasons.RowCount, (string)reasons["reason"][0]!));
    }

    [Fact]
    public void A_workbook_under_a_password_is_refused_and_says_why()
    {
        using var lake = new TestLake();
        lake.Rebuild(
            s_shop,
            null,
            BugInput.Kept("purchases", "workbooks", "1900-in.xlsx"),
            BugInput.Kept("purchases", "workbooks", "password.xlsx")
        );

        Assert.Equal(
            ["password.xlsx|0|Excel workbook: it is protected by a password; save it without one"],
            lake.Texts(s_shop, "SELECT origin || '|' || line || '|' || reasons FROM silver.purchases_quarantine WHERE kind = 'file'")
        );
        Assert.Equal(4, lake.Number(s_shop, "SELECT count(*) FROM silver.purchases"));
    }

    [Fact]
    public void An_old_workbook_under_a_password_is_refused_and_says_why()
    {
        using var lake = new TestLake();
        var locked = File.ReadAllBytes(BugInput.PathOf("workbooks", "1904-in.xls"));
        // FilePass (MS-XLS 2.4.117) behind the workbook's BOF, in place of interface records and WriteAccess: RC4, version 1.1, with a salt and a verifier that fit no password.
        var record = locked.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xE1, 0, 2, 0]);
        ((ReadOnlySpan<byte>)[0x2F, 0, 54, 0, 1, 0, 1, 0, 1, 0]).CopyTo(locked.AsSpan(record));
        locked.AsSpan(record + 10, 48).Fill(0xA5);
        ((ReadOnlySpan<byte>)[0x5C, 0, 70, 0]).CopyTo(locked.AsSpan(record + 58));
        lake.Rebuild(s_shop, null, BugInput.Kept("purchases", "workbooks", "1900-in.xls"), lake.Write("purchases", "locked.xls", locked));

        Assert.Equal(
            ["locked.xls|0|Excel workbook: it is protected by a password; save it without one"],
            lake.Texts(s_shop, "SELECT origin || '|' || line || '|' || reasons FROM silver.purchases_quarantine WHERE kind = 'file'")
        );
        Assert.Equal(4, lake.Number(s_shop, "SELECT count(*) FROM silver.purchases"));
    }

    [Fact]
    public void A_day_zero_in_a_spelling_that_the_reader_does_not_heed_is_refused()
    {
        using var lake = new TestLake();
        lake.Rebuild(
            s_shop,
            null,
            BugInput.Kept("purchases", "workbooks", "1900-in.xlsx"),
            BugInput.Kept("purchases", "workbooks", "1904-true.xlsx")
        );

        Assert.StartsWith(
            "1904-true.xlsx|Excel workbook: it counts its days from 1904 and says so as 'true'",
            Assert.Single(lake.Texts(s_shop, "SELECT origin || '|' || reasons FROM silver.purchases_quarantine WHERE kind = 'file'")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_old_workbook_that_breaks_off_is_refused_and_costs_no_other_file()
    {
        using var lake = new TestLake();
        var whole = File.ReadAllBytes(BugInput.PathOf("workbooks", "1904-in.xls"));
        lake.Rebuild(
            s_shop,
            null,
            BugInput.Kept("purchases", "workbooks", "1900-in.xls"),
            lake.Write("purchases", "half.xls", whole[..1024]),
            lake.Write("purchases", "head.xls", whole[..100]),
            lake.Write("purchases", "garbage.xls", [.. whole[..512], .. Enumerable.Repeat((byte)0xA5, 4096)])
        );

        Assert.Equal(
            ["garbage.xls", "half.xls", "head.xls"],
            lake.Texts(
                s_shop,
                "SELECT origin FROM silver.purchases_quarantine WHERE kind = 'file' AND reasons LIKE 'Excel workbook: %' ORDER BY origin"
            )
        );
        Assert.Equal(4, lake.Number(s_shop, "SELECT count(*) FROM silver.purchases"));
    }
}
