using System.Collections.Concurrent;

namespace Analytics.Lake.Storage;

/// <summary>
/// Files whose bytes this process has hashed and found to be what they are named or recorded as. One that has changed since, by
/// size, time of writing or time of creation (which a file renamed over it has of its own, as it has its inode), is hashed again.
/// </summary>
internal static class CheckedFiles
{
    // File systems count time in steps: a file written twice within one looks unchanged. No file as young as this is remembered.
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(100);
    private static readonly ConcurrentDictionary<string, (string Sha, State State)> s_known = new(StringComparer.Ordinal);

    /// <summary>What is wrong with each file that is not as it should be; several are hashed at once.</summary>
    public static IReadOnlyList<(string Path, string What)> Wrong(IReadOnlyList<(string Path, string Sha)> files)
    {
        var wrong = new string?[files.Count];
        int[] unknown = [.. Enumerable.Range(0, files.Count).Where(i => !IsKnown(files[i].Path, files[i].Sha))];
        if (unknown.Length > 0)
        {
            Parallel.For(0, unknown.Length, i => wrong[unknown[i]] = Hashed(files[unknown[i]].Path, files[unknown[i]].Sha));
        }

        return [.. files.Zip(wrong).Where(each => each.Second is not null).Select(each => (each.First.Path, each.Second!))];
    }

    /// <summary>Hashes a file, whatever is known of it; null when it is as it should be.</summary>
    public static string? Hashed(string path, string sha)
    {
        try
        {
            var now = TimeProvider.System.GetUtcNow().UtcDateTime;
            var state = State.Of(path);
            var found = Hash.OfFile(path);
            if (found != sha)
            {
                s_known.TryRemove(path, out _);
                return $"expected hash {sha[..12]}, found {found[..12]}";
            }

            if (state.Written < now - s_step)
            {
                s_known[path] = (sha, state);
            }

            return null;
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return missing is FileNotFoundException or DirectoryNotFoundException ? "the file is missing" : missing.Message;
        }
    }

    private static bool IsKnown(string path, string sha) =>
        s_known.TryGetValue(path, out var known) && known.Sha == sha && File.Exists(path) && State.Of(path) == known.State;

    private readonly record struct State(long Size, DateTime Written, DateTime Created)
    {
        public static State Of(string path)
        {
            var file = new FileInfo(path);
            return new State(file.Length, file.LastWriteTimeUtc, file.CreationTimeUtc);
        }
    }
}
