using Analytics.Frames;

namespace Analytics.Engine.Tests;

/// <summary>Rows that refer to nothing are counted from what changed; the count is that of everything at once.</summary>
public sealed class ReferenceTests
{
    private const string Orphans = "SELECT count(*) FROM silver.children WHERE parent NOT IN (SELECT id FROM silver.parents)";
    private const string Homeless = "SELECT count(*) FROM silver.children WHERE parent NOT IN (SELECT id FROM gold.homes)";
    private static readonly Families s_families = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Counts_stay_right_whatever_comes_and_goes(int seed)
    {
        using var lake = new ToyLake();
        var random = new Random(seed);
        var seen = new HashSet<string>();
        for (var run = 0; run < 12; run++)
        {
            lake.Time.Now = ToyLake.Noon.AddDays(run);
            // Parents come late, move between months, lose and find a home; children name parents that are not there.
            var inputs = new List<InputPath>();
            if (run == 0 || random.Next(3) > 0)
            {
                inputs.Add(
                    lake.Write(
                        "parents",
                        $"p{run}.csv",
                        "id,size,day\n"
                            + string.Concat(
                                Enumerable
                                    .Range(0, random.Next(1, 9))
                                    .Select(_ =>
                                        FormattableString.Invariant($"{random.Next(20)},{random.Next(9)},2024-{random.Next(1, 5):00}-01\n")
                                    )
                            )
                    )
                );
            }

            if (run == 0 || random.Next(3) > 0)
            {
                inputs.Add(
                    lake.Write(
                        "children",
                        $"c{run}.csv",
                        "id,parent,day\n"
                            + string.Concat(
                                Enumerable
                                    .Range(0, random.Next(1, 9))
                                    .Select(_ =>
                                        FormattableString.Invariant(
                                            $"{random.Next(30)},{(random.Next(6) == 0 ? "" : random.Next(25))},2024-{random.Next(1, 5):00}-01\n"
                                        )
                                    )
                            )
                    )
                );
            }

            if (inputs.Count == 0)
            {
                continue;
            }

            var result = lake.LandAndRun(s_families, [.. inputs]);

            if (result.Verdicts.Any(verdict => verdict.Table == "silver.families.children"))
            {
                var children = double.Parse(
                    lake.Rows(s_families, "SELECT count(*) FROM silver.children")[0],
                    System.Globalization.CultureInfo.InvariantCulture
                );
                foreach (var (to, sql) in new[] { ("silver.parents", Orphans), ("gold.homes", Homeless) })
                {
                    var verdict = Assert.Single(result.Verdicts, verdict => verdict.Gate == $"parent: reference to {to}");
                    Assert.Equal(lake.Rows(s_families, sql)[0], FormattableString.Invariant($"{verdict.Observed * children:0.######}"));
                    seen.Add(to + lake.Rows(s_families, sql)[0]);
                }
            }
        }

        Assert.True(seen.Count > 6, string.Join(", ", seen));
    }

    private sealed class Families : Domain
    {
        public override string Name => "families";

        public override string Question => "Who belongs to whom?";

        public override IReadOnlyList<Source> Sources { get; } =
        [new("parents", new Layout("parents", "!id", "!size", "!day")), new("children", new Layout("children", "!id", "!parent", "!day"))];

        public override IReadOnlyList<Table> Tables { get; } =
        [
            new SilverTable(
                "parents",
                new Contract(Field.Long("id").Key(), Field.Int("size"), Month()),
                [
                    new Feed(
                        "parents",
                        "SELECT whole(id) AS id, whole(size) AS size, strftime(moment(day), '%Y-%m') AS month, COLUMNS('^_') FROM bronze"
                    ),
                ]
            )
            {
                PartitionBy = "month",
            },
            new SilverTable(
                "children",
                new Contract(Field.Long("id").Key(), Field.Long("parent"), Month())
                {
                    Gates = [new Reference("parent", "silver.parents", "id"), new Reference("parent", "gold.homes", "id")],
                },
                [
                    new Feed(
                        "children",
                        "SELECT whole(id) AS id, whole(parent) AS parent, strftime(moment(day), '%Y-%m') AS month, COLUMNS('^_') FROM bronze"
                    ),
                ]
            )
            {
                PartitionBy = "month",
            },
            new DerivedTable(
                "homes",
                Layer.Gold,
                new Contract(Field.Long("id").Key(), Field.Text("month").Required()),
                "SELECT id, month FROM silver.parents WHERE size < 6 ORDER BY id"
            )
            {
                PartitionBy = "month",
                Aligned = true,
            },
        ];

        public override IReadOnlyList<SampleFile> Sample(SampleOptions options) => [];

        public override Report Report(ReportInput input) => new("Families", []);

        private static Field Month() => Field.Text("month").Computed().Required();
    }
}
