namespace Analytics.Learning.Trees;

/// <summary>
/// The training rows as bins, one byte a value: by column, for walks along one feature, and where histograms of all
/// features are wanted by row as well. Then features stand in groups of up to 16, each group row-major with 16 bytes a row:
/// one thread fills the histograms of one group, which then fit its first-level cache, and reads no other group.
/// </summary>
internal sealed unsafe class BinnedRows : IDisposable
{
    /// <summary>Bytes from one row of a group to the next.</summary>
    public const int Stride = 16;

    /// <summary>Slots of one feature in a histogram: a constant, so that a bin's place is one shift away.</summary>
    public const int Slots = 256;

    private readonly NativeBuffer<byte>[] _columns;
    private readonly NativeBuffer<byte>[] _groups;
    private readonly int[] _firstOf;

    public BinnedRows(int rows, FeatureBins[] bins, bool byRow)
    {
        Rows = rows;
        Bins = bins;
        var groups = (bins.Length + Stride - 1) / Stride;
        _firstOf = new int[groups + 1];
        for (var group = 0; group <= groups; group++)
        {
            _firstOf[group] = (int)((long)bins.Length * group / groups);
        }

        _columns = new NativeBuffer<byte>[bins.Length];
        for (var feature = 0; feature < bins.Length; feature++)
        {
            _columns[feature] = new NativeBuffer<byte>(rows);
        }

        _groups = new NativeBuffer<byte>[byRow ? groups : 0];
        for (var group = 0; group < _groups.Length; group++)
        {
            _groups[group] = new NativeBuffer<byte>((long)rows * Stride);
        }
    }

    public int Rows { get; }

    public FeatureBins[] Bins { get; }

    public int Columns => Bins.Length;

    /// <summary>Groups of features, or 0 where rows were not asked for.</summary>
    public int Groups => _groups.Length;

    public int FirstOf(int group) => _firstOf[group];

    public int WidthOf(int group) => _firstOf[group + 1] - _firstOf[group];

    /// <summary>The group's first row.</summary>
    public byte* Group(int group) => _groups[group].Pointer;

    /// <summary>A feature's bins, row after row.</summary>
    public byte* Column(int feature) => _columns[feature].Pointer;

    public void Dispose()
    {
        foreach (var each in _columns)
        {
            each.Dispose();
        }

        foreach (var each in _groups)
        {
            each.Dispose();
        }
    }
}
