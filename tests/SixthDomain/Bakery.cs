using System.Globalization;
using Analytics.Charts;
using Analytics.Engine;
using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.SixthDomain;

/// <summary>Will a batch of bread be sold by the evening? A whole domain in one folder, as small as one can be.</summary>
public sealed class Bakery : Domain
{
    private static readonly string[] s_kinds = ["rye", "spelt", "wheat"];

    private static readonly SqlFile s_sql = SqlFile.Beside(typeof(Bakery), "Bakery.sql");

    public override string Name => "bakery";

    public override string Question => "Will a batch of bread be sold by the evening?";

    public override IReadOnlyList<Source> Sources =>
        field ??= [new("batches", new Layout("batches", "!batch_id|id", "!baked_at", "!kind", "!price", "rain_mm", "!sold_out"))];

    public override IReadOnlyList<Table> Tables =>
        field ??= [
            new SilverTable(
                "batches",
                new Contract(
                    Field.Text("batch_id").Key(),
                    Field.Time("baked_at").Required(),
                    Field.Text("month", "YYYY-MM; the partition.").Computed().Required(),
                    Field.Text("kind").Required().OnlyOneOf(s_kinds),
                    Field.Decimal("price", 8, 2, "Euro.").Required().Range(0.5, 20),
                    Field.Double("rain_mm", "Millimetres on the day.").Range(0, 300),
                    Field.Bool("sold_out").Required()
                )
                {
                    Gates = [new MinimumRows(1), new QuarantineShare(0.1)],
                },
                [new Feed("batches", s_sql["batches"])]
            )
            {
                PartitionBy = "month",
                Meaning = "One batch.",
            },
            new DerivedTable(
                "by_kind",
                Layer.Gold,
                new Contract(
                    Field.Text("kind").Key(),
                    Field.Long("batches").Required().Range(0, 1e9),
                    Field.Double("share_sold_out").Required().Range(0, 1)
                ),
                s_sql["by_kind"]
            )
            {
                Meaning = "How each kind sells.",
            },
            new DerivedTable(
                "features",
                Layer.Gold,
                new Contract(
                    Field.Text("batch_id").Key(),
                    Field.Time("baked_at").Required(),
                    Field.Text("kind").Required(),
                    Field.Double("price").Required(),
                    Field.Double("rain_mm"),
                    Field.Int("weekday", "1 Monday … 7 Sunday.").Required().Range(1, 7),
                    Field.Bool("sold_out").Required()
                ),
                s_sql["features"]
            )
            {
                Meaning = "One batch, known in the morning.",
            },
        ];

    public override IReadOnlyList<Study> Studies =>
        field ??= [
            new PredictionStudy("sales")
            {
                Question = "Will a batch be sold out?",
                IntendedUse = "To bake as much as will be sold.",
                Limits = "Knows the weather, not the neighbours.",
                Table = "gold.features",
                Key = "batch_id",
                Target = "sold_out",
                FeatureGroups = new Dictionary<string, IReadOnlyList<string>>
                {
                    ["bread"] = ["kind", "price"],
                    ["day"] = ["rain_mm", "weekday"],
                },
                Split = SplitRule.ByTime("baked_at"),
                Metric = Metric.RocAuc,
                Bar = 0.6,
                Learners =
                [
                    new NamedLearner(
                        "boosting",
                        of => new GradientBoosting
                        {
                            Trees = of.Whole("trees"),
                            Leaves = of.Whole("leaves"),
                            Seed = of.Seed,
                        },
                        new Dictionary<string, double> { ["trees"] = 30, ["leaves"] = 5 }
                    ),
                    new NamedLearner(
                        "logistic",
                        of => new Pipeline([new Imputer(), new OneHot(), new StandardScaler()], new LogisticRegression { C = of["c"] }),
                        new Dictionary<string, double> { ["c"] = 1 }
                    ),
                ],
            },
            new ClusterStudy("days")
            {
                Question = "Which kinds of days are there?",
                IntendedUse = "To plan shifts.",
                Limits = "Rain and price only.",
                Table = "gold.features",
                Key = "batch_id",
                FeatureGroups = new Dictionary<string, IReadOnlyList<string>> { ["day"] = ["price", "weekday"] },
                Learners =
                [
                    new NamedClusterLearner(
                        "k-means",
                        (clusters, seed) => new ClusterPipeline(new StandardScaler(), new KMeans { Clusters = clusters, Seed = seed })
                    ),
                ],
                Clusters = [2, 3],
                Bar = 0.1,
            },
        ];

    public override long SampleRows => 1500;

    public override IReadOnlyList<SampleFile> Sample(SampleOptions options) =>
        [
            new(
                "batches",
                "batches.csv",
                writer =>
                {
                    writer.Write("id,baked_at,kind,price,rain_mm,sold_out\n");
                    for (var row = 0L; row < options.Rows; row++)
                    {
                        var random = new SampleRandom(options.Seed, row);
                        var kind = random.Whole(0, 0, s_kinds.Length - 1);
                        var (price, rain) = (2.5 + kind + random.Uniform(1), random.Chance(2, 0.3) ? random.Uniform(3) * 20 : 0);
                        var isSold = random.Uniform(4) < 1 / (1 + Math.Exp(rain / 4 + price - 4.5));
                        // One row in a hundred is broken: a kind that is not baked.
                        writer.Write(
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"B{row:000000},{new DateTime(2024, 1, 1, 6, 0, 0).AddHours(row * 4):yyyy-MM-dd HH:mm:ss},{(random.Chance(5, 0.01) ? "stone" : s_kinds[kind])},{price:0.00},{rain:0.0},{(isSold ? "true" : "false")}\n"
                            )
                        );
                    }
                }
            ),
        ];

    public override Report Report(ReportInput input)
    {
        var kinds = input.Query("SELECT kind, batches, share_sold_out FROM gold.by_kind ORDER BY kind");
        return new Report(
            "Bakery",
            [new Finding("kinds", "Which bread sells?", "The cheaper, the better.", kinds, Plot.Bar(kinds, "kind", "share_sold_out"))]
        );
    }
}
