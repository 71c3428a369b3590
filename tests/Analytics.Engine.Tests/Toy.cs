using Analytics.Frames;
using Analytics.Lake;

namespace Analytics.Engine.Tests;

/// <summary>A domain of two Silver tables and three Gold tables, small enough to work out by hand.</summary>
internal sealed class Toy : Domain
{
    private const string Feeds = """
        -- feed: items
        SELECT whole(id) AS id, clean(name) AS name, whole(amount) AS amount, strftime(moment(day), '%Y-%m') AS month, COLUMNS('^_') FROM bronze
        -- feed: rates
        SELECT word(clean(name)) AS name, number(rate) AS rate, COLUMNS('^_') FROM bronze
        """;

    public const string ByMonth =
        "SELECT month, count(*) AS items, sum(amount)::BIGINT AS amount FROM silver.items GROUP BY month ORDER BY month";
    public const string Rated =
        "SELECT i.id, i.month, i.amount * coalesce(r.rate, 1) AS value FROM silver.items i LEFT JOIN silver.rates r ON upper(i.name) = r.name ORDER BY id";
    public const string Total = "SELECT 'all' AS what, coalesce(sum(items), 0)::BIGINT AS items FROM gold.by_month";

    public override string Name => "toy";

    public override string Question => "How much of what?";

    public override IReadOnlyList<Source> Sources { get; } =
    [new("items", new Layout("items", "!id", "name", "!amount|amt", "!day")), new("rates", new Layout("rates", "!name", "!rate"))];

    /// <summary>Gates of silver.items.</summary>
    public IReadOnlyList<Gate> Gates { get; init; } = [];

    /// <summary>Gates of gold.by_month.</summary>
    public IReadOnlyList<Gate> GoldGates { get; init; } = [];

    public string ByMonthSql { get; init; } = ByMonth;

    public string RatedSql { get; init; } = Rated;

    /// <summary>Makes the rows of gold.total in code.</summary>
    public Computation? ComputeTotal { get; init; }

    /// <summary>Largest amount that is not broken.</summary>
    public double Most { get; init; } = 100;

    public Severity NameSeverity { get; init; } = Severity.Warn;

    public override IReadOnlyList<Table> Tables
    {
        get
        {
            var sql = SqlFile.Parse("Toy.sql", Feeds);
            var name = Field.Text("name");
            return
            [
                new SilverTable(
                    "items",
                    new Contract(
                        Field.Long("id").Key(),
                        NameSeverity == Severity.Fail ? name.OnlyOneOf("apple", "pear", "plum") : name.OneOf("apple", "pear", "plum"),
                        Field.Int("amount").Required().Range(0, Most),
                        Field.Text("month").Computed().Required()
                    )
                    {
                        Gates = Gates,
                    },
                    [new Feed("items", sql["items"])]
                )
                {
                    PartitionBy = "month",
                },
                new SilverTable(
                    "rates",
                    new Contract(Field.Text("name").Key(), Field.Double("rate").Required()),
                    [new Feed("rates", sql["rates"])]
                ),
                new DerivedTable(
                    "by_month",
                    Layer.Gold,
                    new Contract(Field.Text("month").Key(), Field.Long("items").Required(), Field.Long("amount").Range(0, 1e6))
                    {
                        Gates = GoldGates,
                    },
                    ByMonthSql
                )
                {
                    PartitionBy = "month",
                    Aligned = true,
                },
                new DerivedTable(
                    "rated",
                    Layer.Gold,
                    new Contract(Field.Long("id").Key(), Field.Text("month").Required(), Field.Double("value")),
                    RatedSql
                )
                {
                    PartitionBy = "month",
                    Aligned = true,
                },
                new DerivedTable("total", Layer.Gold, new Contract(Field.Text("what").Key(), Field.Long("items")), Total)
                {
                    Compute = ComputeTotal,
                },
            ];
        }
    }

    public override IReadOnlyList<SampleFile> Sample(SampleOptions options) => [];

    public override Report Report(ReportInput input) => new("Toy", []);
}

/// <summary>A lake in a temporary folder with a clock that stands still, and the few words that tests say to it.</summary>
internal sealed class ToyLake : IDisposable
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("analytics-toy-").FullName;

    public ToyLake() => Lake = Analytics.Lake.Lake.Open(Path.Combine(_folder, "data"));

    public Lake.Lake Lake { get; }

    public StillTime Time { get; } = new() { Now = Noon };

    public string Data => Path.Combine(_folder, "data");

    public string PathOf(string name) => Path.Combine(_folder, name);

    public InputPath Items(string name, params string[] rows) =>
        Write("items", name, "id,name,amount,day\n" + string.Concat(rows.Select(row => row + "\n")));

    public InputPath Rates(string name, params string[] rows) =>
        Write("rates", name, "name,rate\n" + string.Concat(rows.Select(row => row + "\n")));

    public InputPath Write(string source, string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return new InputPath(source, PathOf(name));
    }

    public void Land(Domain domain, params IReadOnlyList<InputPath> inputs) => Landing.Land(Lake, domain, inputs, Time);

    public RunResult Run(Domain domain, RunOptions? options = null) => new Runner(Lake, Time, options ?? new RunOptions()).Run(domain);

    public RunResult LandAndRun(Domain domain, params IReadOnlyList<InputPath> inputs)
    {
        Land(domain, inputs);
        return Run(domain);
    }

    /// <summary>Step → reason, without the schema names: <c>items new</c>.</summary>
    public string Plan(Domain domain, RunOptions? options = null) =>
        string.Join(
            ", ",
            new Runner(Lake, Time, options ?? new RunOptions())
                .Plan(domain)
                .Steps.Select(step => $"{step.Step.Split('.')[2]} {step.Reason}")
        );

    public static string Reasons(RunResult run) => string.Join(", ", run.Steps.Select(step => $"{step.Step.Split('.')[2]} {step.Reason}"));

    /// <summary>Rows of a query over the published snapshot, cells joined with <c>|</c>.</summary>
    public string[] Rows(Domain domain, string sql)
    {
        using var db = Published.Open(Lake.Head, domain);
        var frame = db.Query(sql);
        return
        [
            .. Enumerable
                .Range(0, frame.RowCount)
                .Select(row => string.Join('|', frame.Columns.Select(column => FormattableString.Invariant($"{column[row]}")))),
        ];
    }

    public void Dispose()
    {
        Lake.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>A clock that moves only when told to.</summary>
internal sealed class StillTime : TimeProvider
{
    public DateTimeOffset Now { get; set; }

    public override DateTimeOffset GetUtcNow() => Now;

    public override long GetTimestamp() => Now.UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;
}
