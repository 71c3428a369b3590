using System.Diagnostics;
using Analytics.Engine;

namespace Analytics.App.Tests;

/// <summary>Long work says how far it is to whoever hosts it, who knows it by a name and a tuple alone.</summary>
public sealed class HostProgressTests : IDisposable
{
    private readonly TempData _temp = TempData.CopyOfTrained();
    private readonly string? _before = Environment.GetEnvironmentVariable("ANALYTICS_DATA");

    public HostProgressTests() => Environment.SetEnvironmentVariable("ANALYTICS_DATA", _temp.Data);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("ANALYTICS_DATA", _before);
        _temp.Dispose();
    }

    [Fact]
    public void A_training_says_its_parts_in_order_and_comes_to_its_end()
    {
        var heard = Ear.Hear(() => Workbench.Train("crashes"));
        var work = Assert.Single(heard.Select(each => each.Work).Distinct());
        Assert.Equal("train crashes/severity", work);
        Assert.Equal(heard.Select(each => each.Done).Order(), heard.Select(each => each.Done));
        var of = Catalog.Of("crashes").Studies[0].Ways.Count + 2;
        Assert.All(heard, each => Assert.Equal(of, each.Of));
        Assert.Equal((of, ""), (heard[^1].Done, heard[^1].Part));
        Assert.Contains("fit boosting", heard.Select(each => each.Part));
        Assert.Contains("measure", heard.Select(each => each.Part));
        // Nothing changed since, so nothing is done.
        Assert.Empty(Ear.Hear(() => Workbench.Train("crashes")));
    }

    [Fact]
    public void A_training_that_fails_is_over_before_its_end()
    {
        using var lake = Lake.Lake.Open(_temp.Data);
        var said = new Said();
        var domain = Catalog.Of("crashes");
        Assert.ThrowsAny<OperationCanceledException>(() =>
            new Trainer(lake, TimeProvider.System) { Progress = said }.Train(domain, domain.Studies[0], null, new CancellationToken(true))
        );
        Assert.True(said.All[^1].IsOver);
        Assert.True(said.All[^1].Done < said.All[^1].Of);
        Assert.All(said.All.SkipLast(1), each => Assert.False(each.IsOver));
    }

    [Fact]
    public void A_sweep_counts_its_runs_and_a_comparison_its_learners()
    {
        var heard = Ear.Hear(() => Workbench.Learners("crashes", "severity", "constant", "one-feature"));
        Assert.Equal([0, 1, 2], heard.Where(each => each.Work.StartsWith("sweep", StringComparison.Ordinal)).Select(each => each.Done));
        Assert.All(heard, each => Assert.Equal(2, each.Of));
    }

    [Fact]
    public void A_rebuild_counts_its_steps_once_each()
    {
        var heard = Ear.Hear(() => Assert.Equal(0, Script.Run("rebuild", "crashes", "--no-models", "--force", "--data", _temp.Data).Code));
        var steps = heard.Where(each => each.Work == "rebuild crashes").ToArray();
        Assert.Equal(steps.Select(each => each.Done).Order(), steps.Select(each => each.Done));
        Assert.Equal(steps[^1].Of, steps[^1].Done);
    }

    private sealed class Said : IProgress<WorkProgress>
    {
        public List<WorkProgress> All { get; } = [];

        public void Report(WorkProgress value) => All.Add(value);
    }

    private sealed class Ear(List<(string Work, string Part, double Done, double Of)> heard)
        : IObserver<DiagnosticListener>,
            IObserver<KeyValuePair<string, object?>>
    {
        private IDisposable? _one;

        public static List<(string Work, string Part, double Done, double Of)> Hear(Action work)
        {
            var heard = new List<(string Work, string Part, double Done, double Of)>();
            var ear = new Ear(heard);
            using (DiagnosticListener.AllListeners.Subscribe(ear))
            {
                try
                {
                    work();
                }
                finally
                {
                    ear._one?.Dispose();
                }
            }

            return heard;
        }

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Analytics.Progress")
            {
                _one = value.Subscribe(this);
            }
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            lock (heard)
            {
                heard.Add(((string, string, double, double))value.Value!);
            }
        }

        public void OnCompleted() { }

        public void OnError(Exception error) { }
    }
}
