namespace Analytics.Interactive.Jupyter.Zmtp;

/// <summary>The flag octet that opens every frame.</summary>
[Flags]
internal enum FrameFlags : byte
{
    None = 0,
    More = 1,
    Long = 2,
    Command = 4,
}

internal readonly record struct Frame(FrameFlags Flags, byte[] Body)
{
    public bool IsCommand => (Flags & FrameFlags.Command) != 0;
    public bool HasMore => (Flags & FrameFlags.More) != 0;
}
