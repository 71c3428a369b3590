namespace Analytics.Server.Tests;

/// <summary>Waits for what another thread, server or process does.</summary>
internal static class Patience
{
    /// <summary>Looks ten times a second until what is seen is so.</summary>
    /// <param name="words">What to fail with, of what was seen last.</param>
    /// <param name="seconds">How many looks, in tenths: looking takes time of its own.</param>
    /// <returns>What was seen then.</returns>
    public static async Task<T> Until<T>(Func<Task<T>> look, Func<T, bool> isSo, Func<T, string> words, int seconds = 120)
    {
        for (var tries = 0; ; tries++)
        {
            var seen = await look();
            if (isSo(seen))
            {
                return seen;
            }

            Assert.True(tries < seconds * 10, words(seen));
            await Task.Delay(100);
        }
    }

    /// <summary>Looks ten times a second until it is so.</summary>
    public static Task Until(Func<bool> isSo, string words, int seconds) =>
        Until(() => Task.FromResult(isSo()), is_ => is_, _ => words, seconds);
}
