namespace Analytics.Learning.Trees;

/// <summary>
/// The training rows as bins, one byte a value. Features stand in groups of up to 16, each group row-major with 16 bytes
/// a row: one thread fills the histograms of one group, which then fit its first-level cache, and reads no other group.
/// </summary>
internal sealed unsafe class BinnedRows : IDisposable
{
    /// <summary>Bytes from one row of a group to the next.</summary>
    public const int Stride = 16;

    /// <summary>Slots of one feature in a histogram: a constant, so that a bin's place is one shift away.</summary>
    public const int Slots = 256;

    private readonly NativeBuffer<byte>[] _groups;
    private readonly int[] _firstOf;

    public BinnedRows(int rows, FeatureBins[] bins)
    {
        Rows = rows;
        Bins = bins;
        var groups = (bins.Length + Stride - 1) / Stride;
        _firstOf = new int[groups + 1];
        for (var group = 0; group <= groups; group++)
            _firstOf[group] = (int)((long)bins.Length * group / groups);
        _groups = new NativeBuffer<byte>[groups];
        for (var group = 0; group < groups; group++)
            _groups[group] = new NativeBuffer<byte>((long)rows * Stride, zeroed: false);
    }

    public int Rows { get; }

    public FeatureBins[] Bins { get; }

    public int Columns => Bins.Length;

    public int Groups => _groups.Length;

    public int FirstOf(int group) => _firstOf[group];

    public int WidthOf(int group) => _firstOf[group + 1] - _firstOf[group];

    public int GroupOf(int feature)
    {
        var group = (int)((long)feature * Groups / Columns);
        while (feature >= _firstOf[group + 1])
            group++;
        return group;
    }

    /// <summary>The group's first row.</summary>
    public byte* Group(int group) => _groups[group].Pointer;

    /// <summary>A feature's bin in row 0; the next row is <see cref="Stride"/> bytes on.</summary>
    public byte* Column(int feature)
    {
        var group = GroupOf(feature);
        return Group(group) + (feature - _firstOf[group]);
    }

    public void Dispose()
    {
        foreach (var group in _groups)
            group.Dispose();
    }
}
