using System.Diagnostics;
using System.Globalization;

namespace Analytics.Learning.Tests.Conformance;

public sealed partial class LearnerConformance
{
    [Theory]
    [MemberData(nameof(Everyone))]
    public void Does_not_start_when_it_is_already_cancelled(string name, Work work)
    {
        var subject = Subject.Of(name, work);
        Assert.ThrowsAny<OperationCanceledException>(() =>
            subject.Fit(subject.Rows(100), new FitOptions { Cancellation = new CancellationToken(canceled: true) })
        );
    }

    [Theory]
    [MemberData(nameof(Everyone))]
    public void Works_on_for_half_a_second_at_most_once_it_is_cancelled(string name, Work work)
    {
        var subject = Subject.Of(name, work);
        var rows = subject.Rows(200_000);
        using var source = new CancellationTokenSource();
        // The fit's own thread is asked what it worked, not a clock: a busy machine holds the fit up, and that is not its fault.
        var (start, atCancel, atEnd) = (new ManualResetEventSlim(), TimeSpan.MaxValue, TimeSpan.MinValue);
        Func<TimeSpan>? worked = null;
        var registration = default(CancellationTokenRegistration);
        var thread = new Thread(() =>
        {
            worked = WorkOfThisThread();
            start.Set();
            Record.Exception(() => subject.Fit(rows, new FitOptions { Cancellation = source.Token, Threads = 1 }));
            atEnd = worked();
            registration.Dispose();
        });
        registration = source.Token.Register(() => atCancel = worked!());
        thread.Start();
        start.Wait();
        source.CancelAfter(TimeSpan.FromMilliseconds(150));
        thread.Join();
        // A fit that was done before it was cancelled has nothing to show here.
        Assert.True(atCancel > atEnd || atEnd - atCancel <= TimeSpan.FromSeconds(0.5), $"it worked on for {atEnd - atCancel}");
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

    /// <summary>The processor time of the thread that asks, from then on to be read by any thread; elsewhere than on Linux a plain clock.</summary>
    private static Func<TimeSpan> WorkOfThisThread()
    {
        if (!OperatingSystem.IsLinux())
        {
            var watch = Stopwatch.StartNew();
            return () => watch.Elapsed;
        }

        var file = Path.Combine(
            "/proc",
            File.ResolveLinkTarget("/proc/thread-self", returnFinalTarget: false)!.FullName["/proc/".Length..],
            "stat"
        );
        // Fields 14 and 15 of proc(5), in hundredths of a second; the second field is a name in brackets that may hold blanks.
        return () =>
            File.ReadAllText(file).Split(") ")[^1].Split(' ') is var fields
                ? TimeSpan.FromMilliseconds(
                    10 * (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture))
                )
                : default;
    }

    private sealed class Reports : IProgress<FitProgress>
    {
        public List<FitProgress> All { get; } = [];

        public void Report(FitProgress value)
        {
            lock (All)
            {
                All.Add(value);
            }
        }
    }
}
