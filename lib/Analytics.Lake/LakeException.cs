namespace Analytics.Lake;

/// <summary>The lake cannot do what was asked. The message is one line for the person at the keyboard and ends with what to type next.</summary>
public class LakeException : Exception
{
    public LakeException(string message)
        : base(message) { }

    public LakeException(string message, Exception inner)
        : base(message, inner) { }
}

/// <summary>Another writer holds the lake. The message says which process, on which host, since when.</summary>
public sealed class LakeLockedException : LakeException
{
    public LakeLockedException(string message, string holder)
        : base(message) => Holder = holder;

    /// <summary>What the other writer wrote about itself: name, process id, host and start (UTC).</summary>
    public string Holder { get; }
}
