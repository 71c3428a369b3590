using System.Runtime.InteropServices;

namespace Analytics.Learning.Trees;

/// <summary>
/// A row of a tree's sample: sixteen bytes that hold all a kernel needs besides the row's bins, so that it looks nothing
/// else up by the row's number.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct ForestRow
{
    [FieldOffset(0)]
    public int Row;

    /// <summary>How often the row was drawn, times its weight.</summary>
    [FieldOffset(4)]
    public float Weight;

    /// <summary>Its class; for a number unused.</summary>
    [FieldOffset(8)]
    public nuint Code;

    /// <summary>Its value less the mean; for classes unused.</summary>
    [FieldOffset(8)]
    public double Value;
}
