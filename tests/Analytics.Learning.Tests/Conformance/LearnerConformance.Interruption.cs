using System.Diagnostics;

namespace Analytics.Learning.Tests.Conformance;

public sealed partial class LearnerConformance
{
    [Theory]
    [MemberData(nameof(Everyone))]
    public void Does_not_start_when_it_is_already_cancelled(string name, Work work)
    {
        var subject = Subject.Of(name, work);
        Assert.ThrowsAny<OperationCanceledException>(() => subject.Fit(subject.Rows(100), new FitOptions { Cancellation = new CancellationToken(canceled: true) }));
    }

    [Theory]
    [MemberData(nameof(Everyone))]
    public void Stops_within_half_a_second_of_being_cancelled(string name, Work work)
    {
        var subject = Subject.Of(name, work);
        var rows = subject.Rows(200_000);
        // A busy machine can hold any one attempt up; a learner that does not look at the token fails all three.
        var late = Enumerable.Range(0, 3).Select(_ => Lateness(subject, rows)).FirstOrDefault(each => each <= TimeSpan.FromSeconds(0.5), TimeSpan.MaxValue);
        Assert.True(late <= TimeSpan.FromSeconds(0.5), "three fits went on for more than half a second after they were cancelled");
    }

    [Theory]
    [MemberData(nameof(Everyone))]
    public void Reports_progress_that_never_goes_back(string name, Work work)
    {
        var subject = Subject.Of(name, work);
        var reports = new Reports();
        subject.Fit(subject.Rows(500), new FitOptions { Progress = reports });
        Assert.NotEmpty(reports.All);
        Assert.All(reports.All, report => Assert.InRange(report.Done, 0, report.Total));
        Assert.Equal(reports.All.Select(report => report.Done).Order(), reports.All.Select(report => report.Done));
    }

    private static TimeSpan Lateness(Subject subject, Frames.Frame rows)
    {
        using var source = new CancellationTokenSource();
        var watch = new Stopwatch();
        using var registration = source.Token.Register(watch.Start);
        source.CancelAfter(TimeSpan.FromMilliseconds(150));
        try
        {
            subject.Fit(rows, new FitOptions { Cancellation = source.Token });
        }
        catch (OperationCanceledException)
        {
        }

        return watch.Elapsed;
    }

    private sealed class Reports : IProgress<FitProgress>
    {
        public List<FitProgress> All { get; } = [];

        public void Report(FitProgress value)
        {
            lock (All)
                All.Add(value);
        }
    }
}
