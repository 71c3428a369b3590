using System.Globalization;

namespace Analytics.Learning.Tests.Conformance;

public sealed partial class LearnerConformance
{
    [Theory]
    [MemberData(nameof(Everyone))]
    public void Gives_the_same_bytes_at_one_two_and_four_threads(string name, Work work)
    {
        var subject = Subject.Of(name, work);
        var train = subject.Rows(6000);
        var one = subject.Fit(train, new FitOptions { Threads = 1 }).ToJson();
        Assert.Equal(one, subject.Fit(train, new FitOptions { Threads = 2 }).ToJson());
        Assert.Equal(one, subject.Fit(train, new FitOptions { Threads = 4 }).ToJson());
    }

    [Theory]
    [MemberData(nameof(Everyone))]
    public void Gives_the_same_bytes_again_from_a_copy_of_itself_in_any_culture(string name, Work work)
    {
        var subject = Subject.Of(name, work);
        var train = subject.Rows(500);
        var copy = subject.Learner with { };
        Assert.Equal(subject.Learner, copy);
        var first = subject.Fit(train).ToJson();
        var culture = CultureInfo.DefaultThreadCurrentCulture;
        var thread = new Thread(() => Assert.Equal(first, subject.Fit(copy, train).ToJson()))
        {
            CurrentCulture = CultureInfo.GetCultureInfo("tr-TR"),
        };
        try
        {
            CultureInfo.DefaultThreadCurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.Equal(first, subject.Fit(copy, train).ToJson());
        }
        finally
        {
            CultureInfo.DefaultThreadCurrentCulture = culture;
        }

        thread.Start();
        thread.Join();
    }

    [Theory]
    [MemberData(nameof(Everyone))]
    public void Answers_alike_from_many_threads_at_once(string name, Work work)
    {
        var subject = Subject.Of(name, work);
        var model = subject.Fit(subject.Rows(300));
        var rows = subject.Rows(100, seed: 2);
        var expected = Subject.Answer(model, rows);
        Parallel.For(0, 16, _ => Assert.Equal(expected, Subject.Answer(model, rows)));
    }
}
