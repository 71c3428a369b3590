using Analytics.Interactive.Cells;
using Analytics.Interactive.Display;

namespace Analytics.Interactive.Tests.Cells;

/// <summary>What a person sees of a long cell.</summary>
public sealed class ProgressBarTests
{
    private readonly SteppedTime _time = new();
    private readonly List<(MimeBundle Bundle, bool IsUpdate)> _shown = [];
    private readonly ProgressBar _bar;

    public ProgressBarTests() => _bar = new((bundle, isUpdate) => _shown.Add((bundle, isUpdate)), _time);

    [Fact]
    public void The_bar_says_what_is_done_of_how_many_and_how_long_the_rest_takes()
    {
        _bar.Report("train toys", "fit a <forest>", 0, 4);
        Assert.Equal("[....................] train toys: fit a <forest>, 0 of 4", _shown[^1].Bundle.Text);
        Assert.False(_shown[^1].IsUpdate);
        _time.Pass(10);
        _bar.Report("train toys", "measure", 1, 4);
        Assert.Equal("[#####...............] train toys: measure, 1 of 4, about 30 s left", _shown[^1].Bundle.Text);
        Assert.True(_shown[^1].IsUpdate);
        Assert.Equal(
            "<div><progress max=\"4\" value=\"1\"></progress> train toys: measure, 1 of 4, about 30 s left</div>",
            _shown[^1].Bundle.Data[MimeBundle.Html]
        );
        Assert.Contains("fit a &lt;forest&gt;", _shown[0].Bundle.Data[MimeBundle.Html], StringComparison.Ordinal);
        _time.Pass(600);
        _bar.Report("train toys", "", 2, 4);
        Assert.EndsWith("2 of 4, about 10 min left", _shown[^1].Bundle.Text, StringComparison.Ordinal);
        Assert.All(_shown, each => Assert.True(each.Bundle.IsProgress));
    }

    [Fact]
    public void It_moves_five_times_a_second_at_most_and_ends_with_the_last_that_was_said()
    {
        for (var i = 0; i <= 1000; i++)
        {
            _bar.Report("count", "", i, 1000);
            _time.Pass(0.001);
        }

        Assert.InRange(_shown.Count, 5, 6);
        _bar.End();
        Assert.Equal("count: 1,000 of 1,000", _shown[^1].Bundle.Text);
        Assert.Equal("<div>count: 1,000 of 1,000</div>", _shown[^1].Bundle.Data[MimeBundle.Html]);
    }

    [Fact]
    public void Work_that_did_not_come_to_its_end_is_said_to_have_stopped()
    {
        _bar.Report("rebuild toys", "gold", 3, 5);
        _bar.Report("train toys", "fit", 1, 4);
        _bar.Report("rebuild toys", "gold", 5, 5);
        _bar.End();
        Assert.Equal("rebuild toys: 5 of 5, train toys: stopped at 1 of 4", _shown[^1].Bundle.Text);
        Assert.DoesNotContain("<progress", _shown[^1].Bundle.Data[MimeBundle.Html], StringComparison.Ordinal);
    }

    [Fact]
    public void Many_works_end_in_one_short_line()
    {
        foreach (var name in new[] { "a", "b", "c", "d", "e" })
        {
            _bar.Report(name, "", 1, 1);
        }

        _bar.End();
        Assert.Equal("a: 1 of 1, b: 1 of 1, c: 1 of 1 and 2 more", _shown[^1].Bundle.Text);
    }

    [Fact]
    public void The_last_line_holds_no_time_and_nothing_is_shown_after_it()
    {
        _bar.Report("x", "", 1, 2);
        _time.Pass(100);
        _bar.Report("x", "", 2, 2);
        _bar.End();
        _bar.Report("x", "", 1, 2);
        _bar.End();
        Assert.Equal(
            ["[##########..........] x, 1 of 2", "[####################] x, 2 of 2", "x: 2 of 2"],
            _shown.Select(each => each.Bundle.Text)
        );
    }

    [Fact]
    public void Where_nothing_is_said_nothing_is_shown()
    {
        _bar.End();
        Assert.Empty(_shown);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, 3)]
    [InlineData(7, 3)]
    [InlineData(double.NaN, 3)]
    public void Numbers_that_make_no_sense_break_nothing(double done, double of)
    {
        _bar.Report("x", "", done, of);
        _bar.End();
        Assert.StartsWith("x: ", _shown[^1].Bundle.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", string.Join(' ', _shown.Select(each => each.Bundle.Data[MimeBundle.Html])), StringComparison.Ordinal);
    }

    private sealed class SteppedTime : TimeProvider
    {
        private double _seconds = 1;

        public override long TimestampFrequency => 1_000_000;

        public override long GetTimestamp() => (long)(_seconds * TimestampFrequency);

        public void Pass(double seconds) => _seconds += seconds;
    }
}
