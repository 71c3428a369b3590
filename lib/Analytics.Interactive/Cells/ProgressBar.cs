using System.Globalization;
using System.Net;
using Analytics.Interactive.Display;

namespace Analytics.Interactive.Cells;

/// <summary>
/// One bar of a cell that somebody watches, moved in its place while work goes on. When the cell ends it becomes one line that says how much was done and holds no
/// time: two runs that did the same leave the same.
/// </summary>
/// <param name="show">Shows a bundle, the first time below what is there, then in its own place.</param>
/// <param name="time">The clock.</param>
internal sealed class ProgressBar(Action<MimeBundle, bool> show, TimeProvider time)
{
    /// <summary>Works named in the last line.</summary>
    private const int MostNamed = 3;

    /// <summary>A bar is moved five times a second at most.</summary>
    public static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);

    /// <summary>Before that, nobody can tell how long the rest takes.</summary>
    private static readonly TimeSpan s_enough = TimeSpan.FromSeconds(1);

    private readonly Lock _one = new();
    private readonly List<Work> _works = [];
    private long _shown;
    private bool _isOver;

    /// <summary>Whatever thread says so: so much of a work is done.</summary>
    public void Report(string work, string part, double done, double of)
    {
        lock (_one)
        {
            if (_isOver)
            {
                return;
            }

            (done, of) = (double.IsFinite(done) ? done : 0, double.IsFinite(of) ? of : 0);
            var isFirst = _works.Count == 0;
            var now = time.GetTimestamp();
            var one = _works.Find(each => each.Name == work);
            if (one is null)
            {
                _works.Add(one = new Work(work, now));
            }

            (one.Done, one.Of) = (Math.Clamp(done, 0, Math.Max(0, of)), Math.Max(0, of));
            if (isFirst || time.GetElapsedTime(_shown, now) >= Between)
            {
                _shown = now;
                show(Moving(one, part, time.GetElapsedTime(one.Began, now)), !isFirst);
            }
        }
    }

    /// <summary>The cell has ended; nothing that comes later is shown.</summary>
    public void End()
    {
        lock (_one)
        {
            if (_works.Count > 0 && !_isOver)
            {
                var text =
                    string.Join(", ", _works.Take(MostNamed).Select(each => each.ToString()))
                    + (_works.Count > MostNamed ? Invariant($" and {_works.Count - MostNamed} more") : "");
                show(Bundle(text, Html(text)), true);
            }

            _isOver = true;
        }
    }

    private static MimeBundle Moving(Work work, string part, TimeSpan took)
    {
        var text =
            Invariant($"{work.Name}{(part.Length > 0 ? ": " + part : "")}, {Math.Floor(work.Done):N0} of {work.Of:N0}") + Left(work, took);
        var full = work.Of > 0 ? (int)(20 * work.Done / work.Of) : 0;
        return Bundle(
            $"[{new string('#', full)}{new string('.', 20 - full)}] {text}",
            string.Create(
                CultureInfo.InvariantCulture,
                $"<div><progress max=\"{Math.Max(1, work.Of):0.###}\" value=\"{work.Done:0.###}\"></progress> {WebUtility.HtmlEncode(text)}</div>"
            )
        );
    }

    private static string Left(Work work, TimeSpan took)
    {
        if (work.Done <= 0 || work.Done >= work.Of || took < s_enough)
        {
            return "";
        }

        var left = took * ((work.Of - work.Done) / work.Done);
        return left.TotalMinutes < 2
            ? Invariant($", about {Math.Ceiling(left.TotalSeconds):0} s left")
            : Invariant($", about {left.TotalMinutes:0} min left");
    }

    private static string Html(string text) => $"<div>{WebUtility.HtmlEncode(text)}</div>";

    private static MimeBundle Bundle(string text, string html) =>
        MimeBundle.Plain(text).With(MimeBundle.Html, html) with
        {
            IsProgress = true,
        };

    private sealed class Work(string name, long began)
    {
        public string Name => name;

        public long Began => began;

        public double Done { get; set; }

        public double Of { get; set; }

        public override string ToString() => Invariant($"{name}: {(Done < Of ? "stopped at " : "")}{Math.Floor(Done):N0} of {Of:N0}");
    }
}
