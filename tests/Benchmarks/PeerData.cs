using System.Runtime.InteropServices;

namespace Analytics.Benchmarks;

/// <summary>
/// Made-up tables that every side reads: float32 row-major with NaN for missing in <c>name.X.f32</c>, classes in <c>name.y.u8</c>.
/// Made from integer hashes and plain arithmetic, so any language can make the same bits. Kept in the temp folder.
/// </summary>
internal static class PeerData
{
    public const int FirstTestRow = 10_000_000;

    public static string Folder { get; } = Path.Combine(Path.GetTempPath(), "analytics-peers");

    /// <summary>Rows of a table, made when they are not there yet.</summary>
    public static (float[] X, byte[] Y) Load(string name, int rows, int columns, Action<ulong, float[], byte[]> row, int firstRow = 0)
    {
        Directory.CreateDirectory(Folder);
        var (pathX, pathY) = (Path.Combine(Folder, name + ".X.f32"), Path.Combine(Folder, name + ".y.u8"));
        if (File.Exists(pathX) && new FileInfo(pathX).Length == (long)rows * columns * sizeof(float) && File.Exists(pathY))
        {
            var values = new float[checked(rows * columns)];
            using var file = File.OpenRead(pathX);
            file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            return (values, File.ReadAllBytes(pathY));
        }

        var (x, y) = Make(rows, columns, row, firstRow);
        using (var file = File.Create(pathX))
        {
            file.Write(MemoryMarshal.AsBytes(x.AsSpan()));
        }

        File.WriteAllBytes(pathY, y);
        return (x, y);
    }

    /// <summary>Rows of a table, in memory.</summary>
    public static (float[] X, byte[] Y) Make(int rows, int columns, Action<ulong, float[], byte[]> row, int firstRow = 0)
    {
        var (x, y) = (new float[checked(rows * columns)], new byte[rows]);
        Parallel.For(
            0,
            rows,
            () => (Values: new float[columns], Label: new byte[1]),
            (i, _, scratch) =>
            {
                row((ulong)(firstRow + i), scratch.Values, scratch.Label);
                scratch.Values.CopyTo(x.AsSpan(i * columns));
                y[i] = scratch.Label[0];
                return scratch;
            },
            _ => { }
        );
        return (x, y);
    }

    /// <summary>The finaliser of SplitMix64 over a seed, a row and a stream of its own for each use.</summary>
    public static ulong Hash(ulong seed, ulong row, int stream)
    {
        var z = unchecked(seed + (row * 256 + (ulong)stream + 1) * 0x9E3779B97F4A7C15);
        z = unchecked((z ^ z >> 30) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ z >> 27) * 0x94D049BB133111EB);
        return z ^ z >> 31;
    }

    /// <summary>Uniform in [0, 1).</summary>
    public static double Uniform(ulong seed, ulong row, int stream) => (Hash(seed, row, stream) >> 11) * (1.0 / (1UL << 53));

    /// <summary>Nearly standard normal: the sum of four 16-bit numbers.</summary>
    public static double Normal(ulong seed, ulong row, int stream)
    {
        var z = Hash(seed, row, stream);
        return ((double)((z & 0xFFFF) + (z >> 16 & 0xFFFF) + (z >> 32 & 0xFFFF) + (z >> 48)) - 131070.0) / 37837.0;
    }
}
