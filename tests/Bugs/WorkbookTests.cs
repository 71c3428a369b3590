using Analytics.Domains.Tests;
using Analytics.Engine;
using Xunit;

namespace Analytics.Bugs;

/// <summary>Workbooks as people and programs write them.</summary>
public sealed class WorkbookTests
{
    private static readonly Domain s_shop = new Domains.Customers.Customers();
    private static readonly Domain s_cars = new Domains.Vehicles.Vehicles();
    private static readonly string[] s_header =
    [
        "InvoiceNo",
        "StockCode",
        "Description",
        "Quantity",
        "InvoiceDate",
        "UnitPrice",
        "CustomerID",
        "Country",
    ];

    [Theory]
    [InlineData("in.xlsx")]
    [InlineData("text.xlsx")]
    public void A_formula_gives_the_value_that_was_stored_with_it(string file)
    {
        using var lake = new TestLake();
        lake.Rebuild(s_shop, null, BugInput.Kept("purchases", "04-xlsx-formula", file));
        Assert.Equal(
            ["A0|2|France", "A1|3|France", "A2|4|France", "A3|5|France"],
            Texts(lake, "purchase_id || '|' || quantity || '|' || country")
        );
    }

    [Fact]
    public void Every_sheet_that_fits_is_read()
    {
        using var lake = new TestLake();
        lake.Rebuild(s_shop, null, BugInput.Kept("purchases", "06-xlsx-two-sheets", "in.xlsx"));
        Assert.Equal(["A0", "A1", "A2", "A3", "B0", "B1", "B2", "B3"], Texts(lake, "purchase_id"));
    }

    [Fact]
    public void Reading_aids_are_no_part_of_a_text()
    {
        using var lake = new TestLake();
        lake.Rebuild(s_shop, null, BugInput.Kept("purchases", "07-xlsx-phonetic", "in.xlsx"));
        Assert.Equal(["東京"], Texts(lake, "country").Distinct());
    }

    [Fact]
    public void Blank_rows_are_no_records()
    {
        using var lake = new TestLake();
        lake.Rebuild(s_shop, null, BugInput.Kept("purchases", "08-xlsx-blank-rows", "in.xlsx"));
        Assert.Equal(4, lake.Number(s_shop, "SELECT count(*) FROM silver.purchases"));
        Assert.Equal(0, lake.Number(s_shop, "SELECT count(*) FROM silver.purchases_quarantine"));
    }

    [Fact]
    public void A_sheet_of_notes_before_the_data_is_passed_over()
    {
        using var lake = new TestLake();
        lake.Rebuild(s_shop, null, BugInput.Kept("purchases", "09-xlsx-notes-sheet-first", "in.xlsx"));
        Assert.Equal(["A0", "A1", "A2", "A3"], Texts(lake, "purchase_id"));
    }

    [Fact]
    public void Escaped_characters_are_decoded_once()
    {
        using var lake = new TestLake();
        lake.Rebuild(
            s_shop,
            null,
            BugInput.Kept("purchases", "26-xlsx-escapes", "in.xlsx"),
            Workbook(
                lake,
                Sheet(["Z1", "S", "_x005F_x000D_ tag", XlsxBuilder.Number("1"), "2024-01-05", XlsxBuilder.Number("1"), "1", "UK"])
            )
        );
        Assert.Equal(["Item red", "_x000D_ tag"], Texts(lake, "product").Distinct());
    }

    [Fact]
    public void Dates_are_told_by_their_style_and_by_the_date_system_of_the_workbook()
    {
        using var lake = new TestLake();
        // 2024-01-05 08:26 is day 45296 since 1899-12-30 and day 43834 since 1904-01-01.
        string[] Row(string serial) =>
            [
                "A" + serial,
                "S",
                "Item",
                XlsxBuilder.Number("1"),
                XlsxBuilder.Number(serial + ".35138888888889", 1),
                XlsxBuilder.Number("1"),
                "1",
                "UK",
            ];
        lake.Rebuild(
            s_shop,
            null,
            Workbook(lake, Sheet(new XlsxBuilder { Styles = ["dd/mm/yyyy hh:mm"] }, Row("45296"))),
            Workbook(lake, Sheet(new XlsxBuilder { Styles = ["[$-409]d\\-mmm\\-yy h:mm AM/PM"], Is1904 = true }, Row("43834")))
        );
        Assert.Equal(["2024-01-05 08:26:00", "2024-01-05 08:26:00"], Texts(lake, "purchased_at"));
    }

    [Fact]
    public void Numbers_and_ids_come_out_as_they_were_typed()
    {
        using var lake = new TestLake();
        lake.Rebuild(
            s_shop,
            null,
            Workbook(
                lake,
                Sheet(
                    new XlsxBuilder { Styles = ["000000"] },
                    [
                        "A1",
                        "00123",
                        "Item",
                        XlsxBuilder.Number("2"),
                        "2024-01-05",
                        XlsxBuilder.Number("2.5499999999999998"),
                        XlsxBuilder.Number("17850"),
                        "UK",
                    ],
                    [
                        "A2",
                        XlsxBuilder.Number("85123", 1),
                        "Item",
                        XlsxBuilder.Number("2"),
                        "2024-01-05",
                        XlsxBuilder.Number("0.30000000000000004"),
                        XlsxBuilder.Number("1200"),
                        "UK",
                    ],
                    [
                        XlsxBuilder.Number("536365"),
                        "12E2",
                        "Item",
                        XlsxBuilder.Number("2"),
                        "2024-01-05",
                        XlsxBuilder.Number("1E-1"),
                        "1",
                        "UK",
                    ]
                )
            )
        );
        Assert.Equal(
            ["536365|12E2|0.1000|1", "A1|00123|2.5500|17850", "A2|085123|0.3000|1200"],
            Texts(lake, "purchase_id || '|' || product_id || '|' || unit_price || '|' || customer_id")
        );
    }

    [Fact]
    public void A_number_that_a_workbook_cannot_hold_refuses_its_row_and_no_other()
    {
        using var lake = new TestLake();
        lake.Rebuild(s_cars, null, lake.Write("obd", "log.xlsx", Log("Log", 10, "12345678901234567890").Bytes()));
        Assert.Equal(10, lake.Number(s_cars, "SELECT count(*) FROM silver.obd"));
        var reason = Assert.Single(Refused(lake));
        Assert.Contains("has more digits than a workbook keeps; store it as text", reason, StringComparison.Ordinal);
        Assert.StartsWith("12: ", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cell_merged_over_rows_holds_for_each_of_them()
    {
        using var lake = new TestLake();
        lake.Rebuild(
            s_shop,
            null,
            Workbook(
                lake,
                new XlsxBuilder().Sheet(
                    "Sales",
                    [
                        s_header,
                        ["A1", "S1", "Item", XlsxBuilder.Number("2"), "2024-01-05", XlsxBuilder.Number("1"), "1", "UK"],
                        ["", "S2", "Item", XlsxBuilder.Number("2"), "2024-01-06", XlsxBuilder.Number("1"), "1", "UK"],
                        ["A3", "S3", "Item", XlsxBuilder.Number("2"), "2024-01-07", XlsxBuilder.Number("1"), "1", "UK"],
                    ],
                    "A2:A3"
                )
            )
        );
        Assert.Equal(["A1 S1", "A1 S2", "A3 S3"], Texts(lake, "purchase_id || ' ' || product_id"));
    }

    [Fact]
    public void Titles_above_the_header_and_columns_in_another_order_do_not_matter()
    {
        using var lake = new TestLake();
        var sheet = Sheet(["A1", "S1", "Item", XlsxBuilder.Number("2"), "2024-01-05", XlsxBuilder.Number("1"), "1", "UK"])
            .Sheet(
                "More",
                [
                    ["Sales of the year"],
                    [],
                    [.. s_header.Reverse()],
                    ["UK", "2", XlsxBuilder.Number("3"), "2024-01-06", XlsxBuilder.Number("5"), "Item", "S2", "A2"],
                ]
            );
        lake.Rebuild(s_shop, null, Workbook(lake, sheet));
        Assert.Equal(["A1|2|1.0000", "A2|5|3.0000"], Texts(lake, "purchase_id || '|' || quantity || '|' || unit_price"));
    }

    [Fact]
    public void A_sheet_that_nearly_fits_is_not_left_out_without_a_word()
    {
        using var lake = new TestLake();
        var workbook = Log("Monday", 10)
            .Sheet(
                "Tuesday",
                [
                    [.. s_log.Select(name => name == "ENGINE_RPM" ? "REVS" : name)],
                    Reading(0, "1300"),
                ]
            )
            .Sheet(
                "Notes",
                [
                    ["by hand"],
                ]
            );
        lake.Rebuild(s_cars, null, lake.Write("obd", "log.xlsx", workbook.Bytes()));
        Assert.Equal(10, lake.Number(s_cars, "SELECT count(*) FROM silver.obd"));
        var reason = Assert.Single(Refused(lake));
        Assert.Contains("sheet 'Tuesday' was not read", reason, StringComparison.Ordinal);
        Assert.Contains("missing column rpm", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_workbook_without_a_sheet_that_fits_is_refused_with_what_was_looked_for_and_seen()
    {
        using var lake = new TestLake();
        lake.Rebuild(
            s_cars,
            null,
            lake.Write("obd", "good.xlsx", Log("Log", 10).Bytes()),
            lake.Write(
                "obd",
                "other.xlsx",
                new XlsxBuilder()
                    .Sheet(
                        "Cover",
                        [
                            ["Fleet"],
                        ]
                    )
                    .Sheet(
                        "Stock",
                        [
                            ["Part", "Count"],
                            ["Bolt", XlsxBuilder.Number("3")],
                        ]
                    )
                    .Bytes()
            )
        );
        var reason = Assert.Single(Refused(lake));
        Assert.Contains(
            "Looked for obd (engine_run_time, rpm, speed, throttle, load, coolant); seen 'Cover' (Fleet); 'Stock' (Part, Count)",
            reason,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_workbook_that_would_unpack_to_more_than_the_memory_is_refused()
    {
        using var lake = new TestLake();
        var bomb = Log("Log", 10);
        bomb.Parts["xl/sharedStrings.xml"] = new byte[(256 << 20) + 1];
        lake.Rebuild(s_cars, null, lake.Write("obd", "good.xlsx", Log("Log", 10).Bytes()), lake.Write("obd", "bomb.xlsx", bomb.Bytes()));
        Assert.Contains("'xl/sharedStrings.xml' unpacks to 268,435,457 bytes", Assert.Single(Refused(lake)), StringComparison.Ordinal);
    }

    private static int s_files;

    private static readonly string[] s_log =
    [
        "ENGINE_RUN_TINE",
        "ENGINE_RPM",
        "VEHICLE_SPEED",
        "THROTTLE",
        "ENGINE_LOAD",
        "COOLANT_TEMPERATURE",
    ];

    private static XlsxBuilder Log(string sheet, int readings, params string[] further) =>
        new XlsxBuilder().Sheet(
            sheet,
            [
                s_log,
                .. Enumerable
                    .Range(0, readings)
                    .Select(second => Reading(second, (1300 + second).ToString(System.Globalization.CultureInfo.InvariantCulture))),
                .. further.Select((rpm, i) => Reading(readings + i, rpm)),
            ]
        );

    private static string[] Reading(int second, string rpm) =>
        [
            XlsxBuilder.Number($"{second}"),
            XlsxBuilder.Number(rpm),
            XlsxBuilder.Number("20"),
            XlsxBuilder.Number("15"),
            XlsxBuilder.Number("40"),
            XlsxBuilder.Number("80"),
        ];

    private static XlsxBuilder Sheet(params string[][] rows) => Sheet(new XlsxBuilder(), rows);

    private static XlsxBuilder Sheet(XlsxBuilder workbook, params string[][] rows) => workbook.Sheet("Sales", [s_header, .. rows]);

    private static InputPath Workbook(TestLake lake, XlsxBuilder workbook) =>
        lake.Write("purchases", $"{Interlocked.Increment(ref s_files)}.xlsx", workbook.Bytes());

    private static string[] Texts(TestLake lake, string column) =>
        lake.Texts(s_shop, $"SELECT ({column})::VARCHAR AS t FROM silver.purchases ORDER BY t");

    private static string[] Refused(TestLake lake) =>
        lake.Texts(s_cars, "SELECT line || ': ' || reasons AS t FROM silver.obd_quarantine ORDER BY t");
}
