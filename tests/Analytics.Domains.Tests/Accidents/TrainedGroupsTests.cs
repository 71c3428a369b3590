using Analytics.Charts;
using Analytics.Engine;
using Plotly.NET;

namespace Analytics.Domains.Tests.Accidents;

/// <summary>What a notebook asks of trained groups is what fitting them measured.</summary>
public sealed class TrainedGroupsTests : IClassFixture<TrainedGroupsTests.Sample>
{
    private static readonly Analytics.Domains.Accidents.Accidents s_accidents = new();
    private static readonly ClusterStudy s_patterns = (ClusterStudy)s_accidents.Studies[0];

    private readonly Sample _sample;
    private readonly TrainedGroups _groups;

    public TrainedGroupsTests(Sample sample) =>
        (_sample, _groups) = (sample, TrainedGroups.Of(sample.Lake.Lake, s_accidents, s_patterns, sample.Trained));

    public sealed class Sample : IDisposable
    {
        internal TestLake Lake { get; } = new();

        internal TrainResult Trained { get; }

        public Sample()
        {
            Lake.RebuildSample(s_accidents, 600);
            Trained = new Trainer(Lake.Lake, Lake.Time).Train(s_accidents, s_patterns with { Clusters = [3, 5] });
        }

        public void Dispose() => Lake.Dispose();
    }

    [Fact]
    public void Every_row_is_in_the_group_that_the_card_counted()
    {
        var groups = _groups.Rows["group"];

        Assert.All(
            _groups.Groups,
            group => Assert.Equal(group.Rows, Enumerable.Range(0, groups.Count).Count(row => group.Name.Equals(groups[row])))
        );
        Assert.Equal(_groups.Run.Score.Value, _groups.Silhouettes()["silhouette"].ToDoubles().Average(), 9);
    }

    [Fact]
    public void Other_clusterings_are_compared_row_by_row_and_the_one_in_force_not_with_itself()
    {
        var tried = _groups.Tried();
        var beside = _groups.Beside([.. tried, tried[0] with { SplitHash = "another", Id = "x" }], run => run.Id);

        Assert.Equal(4, tried.Count);
        Assert.Equal(3, beside.Count);
        Assert.All(
            beside,
            each =>
            {
                Assert.Equal(tried.Single(run => run.Id == each.Name).Score.Value - _groups.Run.Score.Value, each.Value, 9);
                Assert.InRange(each.Value, each.Lower, each.Upper);
                Assert.Equal(_groups.Rows.RowCount, each.Count);
            }
        );
    }

    [Fact]
    public void A_sweep_that_is_run_later_changes_nothing_that_is_told()
    {
        var before = Told(_groups);
        var sweep = new Sweep
        {
            Study = s_patterns.Name,
            Learner = "k-means",
            Parameters = new() { ["clusters"] = [3, 4] },
        };
        var swept = new SweepRunner(_sample.Lake.Lake, _sample.Lake.Time).Run(s_accidents, s_patterns with { Clusters = [3, 5] }, sweep);

        Assert.Equal(2, swept.Count);
        var again = TrainedGroups.Of(_sample.Lake.Lake, s_accidents, s_patterns, _sample.Trained);
        Assert.Equal(before, Told(again));
        Assert.Equal(_groups.Tried().Select(run => run.Id), again.Tried().Select(run => run.Id));
        Assert.Contains(again.Card.Contenders!, each => each.Run == again.Run.Id && each.Why == "chosen");

        static IEnumerable<string> Told(TrainedGroups groups) =>
            groups.Report.Findings.Select(finding => $"{finding.Name}: {finding.Answer}");
    }

    [Theory]
    [InlineData(0, 1, "The only clustering does not come out alike from other seeds")]
    [InlineData(1, 1, "The only clustering comes out alike from other seeds")]
    [InlineData(0, 18, "None of 18 clusterings comes out alike from other seeds")]
    [InlineData(1, 18, "1 of 18 clusterings comes out alike from other seeds")]
    [InlineData(8, 18, "8 of 18 clusterings come out alike from other seeds")]
    public void Clusterings_that_come_out_alike_are_counted_in_words(int alike, int tried, string words) =>
        Assert.Equal(words, TrainedGroups.AlikeInWords(alike, tried));

    [Fact]
    public void Of_the_clusterings_tried_those_of_the_stability_asked_for_are_counted()
    {
        var tried = _groups.Tried();
        var alike = tried.Count(run => run.Metrics["stability"].Value >= 0.8);

        Assert.Equal(TrainedGroups.AlikeInWords(alike, tried.Count), _groups.AlikeInWords(tried));
    }

    [Fact]
    public void Hours_are_averaged_on_the_circle_and_other_numbers_are_not()
    {
        var (hours, months) = (_groups.Middles("hour"), _groups.Middles("month"));
        var name = _groups.Groups[0].Name;
        var rows = Enumerable.Range(0, _groups.Rows.RowCount).Where(row => name.Equals(_groups.Rows["group"][row])).ToArray();
        var angles = rows.Select(row => _groups.Rows["hour"].ToDoubles()[row] / 24 * Math.Tau).ToArray();
        var mean = Math.Atan2(angles.Average(Math.Sin), angles.Average(Math.Cos)) / Math.Tau * 24;

        Assert.Equal(Math.Round((mean + 24) % 24, 2), hours["mean"].ToDoubles()[0], 2);
        Assert.Equal(rows.Average(row => _groups.Rows["month"].ToDoubles()[row]), months["mean"].ToDoubles()[0], 2);
        Assert.Equal(_groups.Groups.Select(group => group.Rows), hours["rows"].ToDoubles().Select(count => (int)count));
    }

    [Fact]
    public void Every_chart_has_words_and_that_of_shuffles_one_dot_for_each()
    {
        GenericChart[] charts = [_groups.AgainstShuffled(), _groups.ChoiceChart(), _groups.StabilityChart(), _groups.PlacesChart()];

        Assert.All(charts, chart => Assert.Contains("\n", chart.ToText(), StringComparison.Ordinal));
        Assert.Contains($"{_groups.Card.Shuffled!.Silhouettes.Count} points", charts[0].ToText(), StringComparison.Ordinal);
        Assert.Contains("2 points, x from 3 to 5", charts[1].ToText(), StringComparison.Ordinal);
        Assert.Contains("day of week", _groups.ProfileChart().ToSvg(), StringComparison.Ordinal);
        Assert.DoesNotContain("dayofweek", _groups.ProfileChart().ToSvg(), StringComparison.Ordinal);
    }
}
