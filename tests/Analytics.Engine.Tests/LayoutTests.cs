using System.IO.Compression;
using System.Text;
using Analytics.DuckDb;
using Analytics.Lake;

namespace Analytics.Engine.Tests;

/// <summary>What a layout and a feed can say of their files: trailing delimiters, numbered rows, members within JSON objects.</summary>
public sealed class LayoutTests
{
    private static readonly Readings s_readings = new();

    [Theory]
    [InlineData("a, b\n1, 10,\n2, 20,\n", "1|10 2|20")]
    [InlineData("a, b\n1, 10\n2, 20\n", "1|10 2|20")]
    [InlineData("a, b,\n1, 10,\n2, 20,\n", "1|10 2|20")]
    [InlineData("a, b\r\n1, 10, \r\n2, 20, \r\n", "1|10 2|20")]
    public void A_delimiter_at_the_end_of_rows_shifts_nothing_whether_the_header_has_it_or_not(string text, string expected)
    {
        using var lake = new ToyLake();

        lake.LandAndRun(s_readings, lake.Write("log", "log.csv", text));

        Assert.Equal(expected.Split(' '), lake.Rows(s_readings, "SELECT a, b FROM silver.log ORDER BY line"));
    }

    [Fact]
    public void A_row_with_too_few_fields_for_its_log_is_refused_with_its_line()
    {
        using var lake = new ToyLake();

        var run = lake.LandAndRun(s_readings, lake.Write("log", "log.csv", "a,b\n1,10,\n2\n3,30,\n4,40,5,6\n"));

        Assert.Equal(new Account(4, 2, 2, 0), run.Steps[0].Account);
        Assert.Equal(["3", "5"], lake.Rows(s_readings, "SELECT line FROM silver.log_quarantine ORDER BY line"));
    }

    [Fact]
    public void Rows_are_numbered_within_their_file_and_know_its_name()
    {
        using var lake = new ToyLake();
        var long_ = "a,b\n" + string.Concat(Enumerable.Range(1, 50_000).Select(row => FormattableString.Invariant($"{row},{row % 7}\n")));

        lake.LandAndRun(s_readings, lake.Write("log", "one.csv", "a,b\n7,1\n8,2\n9,many\n"), lake.Write("log", "two.csv", long_));

        Assert.Equal(
            ["one.csv|1|7", "one.csv|2|8"],
            lake.Rows(s_readings, "SELECT origin, line, a FROM silver.log WHERE origin = 'one.csv' ORDER BY line")
        );
        Assert.Equal(
            ["50000|50000"],
            lake.Rows(s_readings, "SELECT count(*), count(*) FILTER (WHERE line = a) FROM silver.log WHERE origin = 'two.csv'")
        );
        Assert.Equal(["one.csv|4"], lake.Rows(s_readings, "SELECT origin, line FROM silver.log_quarantine"));
    }

    [Fact]
    public void Members_of_objects_within_json_records_are_columns()
    {
        using var lake = new ToyLake();

        lake.LandAndRun(
            s_readings,
            lake.Write(
                "events",
                "a.jsonl",
                """
                {"id":"x","payload":{"step":1,"engine":{"rpm":812.5,"on":true}}}
                {"payload":{"engine":{"rpm":900},"step":2},"id":"y","more":[1,2]}

                """
            )
        );

        Assert.Equal(["x|1|812.5", "y|2|900"], lake.Rows(s_readings, "SELECT id, step, rpm FROM silver.events ORDER BY id"));
    }

    [Fact]
    public void One_bad_value_in_typed_json_costs_its_row_and_no_other()
    {
        using var lake = new ToyLake();

        var run = lake.LandAndRun(
            s_readings,
            lake.Write(
                "events",
                "a.jsonl",
                """
                {"id":"x","payload":{"step":1,"engine":{"rpm":812.5}}}
                {"id":"y","payload":{"step":2,"engine":{"rpm":"fast"}}}
                {"id":"z","payload":{"step":3,"engine":{"rpm":
                {"id":"u","payload":"gone"}
                {"id":"v","payload":{"step":4,"engine":{"rpm":"900"}}}
                {"id":"w","payload":{"step":5,"engine":null}}

                """
            )
        );

        Assert.Equal(new Account(6, 2, 4, 0), run.Steps[1].Account);
        Assert.Equal(["v|4|900", "x|1|812.5"], lake.Rows(s_readings, "SELECT id, step, rpm FROM silver.events ORDER BY id"));
        Assert.Equal(
            [
                "2|rpm: expected DOUBLE in '/payload/engine/rpm', got \"fast\"; rpm: missing",
                "3|",
                "4|step: missing; rpm: missing",
                "6|rpm: missing",
            ],
            lake.Rows(
                s_readings,
                "SELECT line, CASE WHEN reasons LIKE 'JSON:%' THEN '' ELSE reasons END FROM silver.events_quarantine ORDER BY line"
            )
        );
    }

    [Fact]
    public void A_fraction_in_typed_json_is_no_whole_number()
    {
        using var lake = new ToyLake();

        var run = lake.LandAndRun(
            s_readings,
            lake.Write(
                "events",
                "a.jsonl",
                """
                {"id":"x","payload":{"step":1.0,"engine":{"rpm":1}}}
                {"id":"y","payload":{"step":1.5,"engine":{"rpm":1}}}
                {"id":"z","payload":{"step":3000000000,"engine":{"rpm":1}}}

                """
            )
        );

        Assert.Equal(new Account(3, 1, 2, 0), run.Steps[1].Account);
        Assert.Equal(
            [
                "2|step: expected INTEGER in '/payload/step', got \"1.5\"; step: missing",
                "3|step: expected INTEGER in '/payload/step', got \"3000000000.0\"; step: missing",
            ],
            lake.Rows(s_readings, "SELECT line, reasons FROM silver.events_quarantine ORDER BY line")
        );
    }

    [Fact]
    public void Lines_that_break_off_among_others_are_told_by_their_number()
    {
        using var lake = new ToyLake();
        var lines = Enumerable
            .Range(1, 3000)
            .Select(step =>
                step is 700 or 2100
                    ? "{\"id\":\"cut"
                    : FormattableString.Invariant(
                        $"{{\"id\":\"{step}\",\"payload\":{{\"step\":{(step == 2500 ? "null" : step)},\"engine\":{{\"rpm\":1}}}}}}"
                    )
            )
            .ToArray();
        // Line ends of other systems count as one each.
        var text = string.Concat(
            lines.Select(
                (line, index) =>
                    line
                    + (index % 3) switch
                    {
                        0 => "\n",
                        1 => "\r\n",
                        _ => "\n\n",
                    }
            )
        );

        var run = lake.LandAndRun(s_readings, lake.Write("events", "a.jsonl", text));

        Assert.Equal(new Account(3000, 2997, 3, 0), run.Steps[1].Account);
        Assert.Equal(
            new[] { 700, 2100, 2500 }.Select(number => FormattableString.Invariant($"{number + (number - 1) / 3}")),
            lake.Rows(s_readings, "SELECT line FROM silver.events_quarantine ORDER BY line")
        );
    }

    [Fact]
    public void Logs_read_by_one_query_are_what_a_query_for_each_gives()
    {
        using var lake = new ToyLake();
        using var other = new ToyLake();
        var random = new Random(11);
        var inputs = new List<(string Name, string Text)>();
        for (var number = 0; number < 80; number++)
        {
            var header = random.Next(4) == 0 ? "A, b" : "a,b";
            var end = random.Next(5) == 0 ? "\r\n" : "\n";
            var lines = Enumerable
                .Range(0, random.Next(40))
                .Select(row =>
                    random.Next(25) switch
                    {
                        0 => FormattableString.Invariant($"{row}"),
                        1 => FormattableString.Invariant($"{row},1,2,3,4"),
                        2 => "",
                        3 => FormattableString.Invariant($"{row},many"),
                        4 => FormattableString.Invariant($"\"{row}\",\" {number}\""),
                        5 => FormattableString.Invariant($"{row},\"1{end}2\""),
                        6 when number % 10 == 0 => FormattableString.Invariant($"\"{row},{number}"),
                        7 => FormattableString.Invariant($" {row} , {number}.0 ,"),
                        _ => FormattableString.Invariant($"{row},{number}"),
                    }
                );
            inputs.Add(($"log{number:000}.csv", header + end + string.Join(end, lines) + (random.Next(3) == 0 ? "" : end)));
        }

        var alone = new Readings(isReadAlone: true);
        using (var db = DuckDBConnection.InMemory())
        {
            Assert.False(LogFeed(alone).IsReadTogether(db));
            Assert.True(LogFeed(s_readings).IsReadTogether(db));
        }

        var at = lake.LandAndRun(s_readings, Written(lake));
        var one = other.LandAndRun(alone, Written(other));

        Assert.Equal(one.Steps[0].Account, at.Steps[0].Account);
        foreach (var sql in new[] { "SELECT * FROM silver.log ORDER BY ALL", "SELECT * FROM silver.log_quarantine ORDER BY ALL" })
        {
            Assert.Equal(other.Rows(alone, sql), lake.Rows(s_readings, sql));
        }

        // Rows of all kinds came, or nothing was compared.
        Assert.InRange(at.Steps[0].Account!.Kept, 800, 2000);
        Assert.InRange(at.Steps[0].Account!.Quarantined, 150, 700);

        InputPath[] Written(ToyLake into) =>
            [
                .. inputs.Select(
                    (input, number) => number % 7 == 3 ? Packed(into, input.Name, input.Text) : into.Write("log", input.Name, input.Text)
                ),
            ];
    }

    [Fact]
    public void A_quote_that_never_closes_loses_no_row_of_a_file_that_is_read_among_others()
    {
        using var lake = new ToyLake();
        var toy = new Toy();

        string[] Rows(int file) =>
            [
                .. Enumerable
                    .Range(file * 10, 5)
                    .Select(id => FormattableString.Invariant($"{id},{(id % 40 == 12 ? "\"" : "")}plum,4,2026-01-01")),
            ];

        var run = lake.LandAndRun(
            toy,
            [.. Enumerable.Range(1, 60).Select(file => lake.Items(FormattableString.Invariant($"{file}.csv"), Rows(file)))]
        );

        Assert.Equal(new Account(300, 285, 15, 0), run.Steps[0].Account);
        Assert.Equal(["4|15"], lake.Rows(toy, "SELECT line, count(*) FROM silver.items_quarantine GROUP BY 1"));
    }

    [Fact]
    public void A_window_over_all_rows_of_a_numbered_feed_sees_the_rows_of_one_file()
    {
        using var lake = new ToyLake();
        var alone = new Readings(isReadAlone: true);

        lake.LandAndRun(alone, lake.Write("log", "one.csv", "a,b\n1,1\n2,1\n"), lake.Write("log", "two.csv", "a,b\n7,1\n8,1\n9,1\n"));

        Assert.Equal(
            ["one.csv|2", "two.csv|3"],
            lake.Rows(alone, "SELECT origin, any_value(records) FROM silver.log GROUP BY 1 ORDER BY 1")
        );
    }

    private static Feed LogFeed(Domain domain) => ((SilverTable)domain.Tables[0]).Feeds[0];

    private static InputPath Packed(ToyLake lake, string name, string text)
    {
        var path = lake.PathOf(name);
        using var packed = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        packed.Write(Encoding.UTF8.GetBytes(text));
        return new InputPath("log", path);
    }

    private sealed class Readings(bool isReadAlone = false) : Domain
    {
        public override string Name => "readings";

        public override string Question => "What was read?";

        public override IReadOnlyList<Source> Sources { get; } =
        [
            new("log", new Layout("log", "!a", "!b") { TrailingDelimiter = true }),
            new(
                "events",
                new Layout(
                    "events",
                    "!id",
                    new RawColumn("step", ["/payload/step"], true) { JsonType = "DOUBLE" },
                    new RawColumn("rpm", ["/payload/engine/rpm"], true) { JsonType = "DOUBLE" }
                )
            ),
        ];

        public override IReadOnlyList<Table> Tables { get; } =
        [
            new SilverTable(
                "log",
                new Contract(
                    Field.Text("origin").Computed().Key(),
                    Field.Long("line").Computed().Key(),
                    Field.Int("a").Required(),
                    Field.Int("b").Required(),
                    Field.Int("records").Computed()
                ),
                [
                    new Feed(
                        "log",
                        $"SELECT _origin AS origin, _line AS line, whole(a) AS a, whole(b) AS b, count(*) OVER ({(isReadAlone ? "" : "PARTITION BY _object")})::INTEGER AS records, COLUMNS('^_') FROM bronze"
                    )
                    {
                        Numbered = true,
                    },
                ]
            ),
            new SilverTable(
                "events",
                new Contract(Field.Text("id").Key(), Field.Int("step").Required(), Field.Double("rpm").Required()),
                [new Feed("events", "SELECT clean(id) AS id, whole(step) AS step, number(rpm) AS rpm, COLUMNS('^_') FROM bronze")]
            ),
        ];

        public override IReadOnlyList<SampleFile> Sample(SampleOptions options) => [];

        public override Report Report(ReportInput input) => new("Readings", []);
    }
}
