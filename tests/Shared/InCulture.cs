using System.Globalization;

namespace Analytics.Tests;

/// <summary>Runs code as a person of another culture would.</summary>
internal static class InCulture
{
    /// <summary>Comma as decimal point; dotless i; other digits and calendars; a minus sign that is no hyphen.</summary>
    public static IReadOnlyList<string> Names { get; } = ["de-DE", "tr-TR", "ar-SA", "fa-IR", "sv-SE"];

    public static T Do<T>(string culture, Func<T> work)
    {
        var (before, words) = (Thread.CurrentThread.CurrentCulture, Thread.CurrentThread.CurrentUICulture);
        try
        {
            Thread.CurrentThread.CurrentUICulture = Thread.CurrentThread.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            return work();
        }
        finally
        {
            (Thread.CurrentThread.CurrentCulture, Thread.CurrentThread.CurrentUICulture) = (before, words);
        }
    }
}
