namespace Analytics.Engine.Tests;

public sealed class ScheduleTests
{
    private static readonly Toy s_toy = new();

    public static TheoryData<int, string?> Ways =>
        new()
        {
            { 1, null },
            { 2, null },
            { 8, null },
            { 2, "1GB" },
        };

    [Theory]
    [MemberData(nameof(Ways))]
    public void Steps_side_by_side_and_one_after_the_other_publish_the_same_snapshot(int threads, string? memory)
    {
        Assert.Equal(Run(new RunOptions { Threads = 1 }), Run(new RunOptions { Threads = threads, MemoryLimit = memory }));

        static string Run(RunOptions options)
        {
            using var lake = new ToyLake();
            lake.Land(
                s_toy,
                lake.Items("a.csv", "1,apple,10,2024-01-05", "2,pear,20,2024-02-05", "3,pear,x,2024-02-05"),
                lake.Rates("r.csv", "apple,2")
            );
            lake.Run(s_toy, options);
            lake.Land(s_toy, lake.Items("b.csv", "1,apple,11,2024-01-06", "4,plum,30,2024-03-06"), lake.Rates("s.csv", "plum,3"));
            return lake.Run(s_toy, options).Snapshot.Id;
        }
    }

    [Fact]
    public void A_step_begins_when_its_inputs_are_made()
    {
        for (var round = 0; round < 10; round++)
        {
            using var lake = new ToyLake();
            lake.Land(s_toy, lake.Items("a.csv", "1,apple,10,2024-01-05"), lake.Rates("r.csv", "apple,2"));
            var told = new Told();
            new Runner(lake.Lake, lake.Time, new RunOptions { Threads = 4 }, told).Run(s_toy);

            Assert.All(
                s_toy.Tables.OfType<DerivedTable>(),
                table =>
                    Assert.All(
                        DerivedBuild.InputsOf(s_toy, table),
                        input =>
                            Assert.True(
                                told.PlaceOf(input, StepState.Done) < told.PlaceOf(table, StepState.Started),
                                $"{table.Name} began before {input.Name} was made"
                            )
                    )
            );
        }
    }

    [Fact]
    public void A_step_that_fails_ends_the_run_whatever_runs_beside_it()
    {
        using var lake = new ToyLake();
        lake.Land(s_toy, lake.Items("a.csv", "1,apple,10,2024-01-05"), lake.Rates("r.csv", "apple,2"));
        var broken = new Toy { RatedSql = "SELECT id, month, error('no rate') AS value FROM silver.items JOIN silver.rates ON true" };

        var error = Assert.Throws<RunException>(() => lake.Run(broken, new RunOptions { Threads = 4 }));
        Assert.Contains("step gold.toy.rated failed: ", error.Message, StringComparison.Ordinal);
        Assert.Empty(lake.Lake.Head.Tables);
        Assert.Equal("items new, rates new, by_month new, rated new, total new", ToyLake.Reasons(lake.Run(s_toy)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Tables_that_read_each_other_are_told_instead_of_waited_for(int threads)
    {
        using var lake = new ToyLake();
        lake.Land(s_toy, lake.Items("a.csv", "1,apple,10,2024-01-05"), lake.Rates("r.csv", "apple,2"));
        var circle = new Toy { ByMonthSql = "SELECT '2024-01' AS month, items, items AS amount FROM gold.total" };

        var error = Assert.Throws<RunException>(() => lake.Run(circle, new RunOptions { Threads = threads }));
        Assert.Contains("gold.by_month, gold.total read each other", error.Message, StringComparison.Ordinal);
    }

    private sealed class Told : IProgress<StepProgress>
    {
        private readonly List<StepProgress> _lines = [];

        public void Report(StepProgress value)
        {
            lock (_lines)
            {
                _lines.Add(value);
            }
        }

        public int PlaceOf(Table table, StepState state) =>
            _lines.FindIndex(line => line.Step == table.FullName(s_toy) && line.State == state);
    }
}
