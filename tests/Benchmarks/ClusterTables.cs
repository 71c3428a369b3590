namespace Analytics.Benchmarks;

/// <summary>The tables of the cases of linear learners, clusters and projections.</summary>
internal static class ClusterTables
{
    /// <summary>Two classes by a linear score of thirty columns, each leaning on the one before.</summary>
    public static (float[] X, byte[] Y) Linear(string name, int rows, int firstRow = 0) => PeerData.Load(name, rows, 30, Linear, firstRow);

    /// <summary>Twelve round groups in eight columns.</summary>
    public static (float[] X, byte[] Y) Groups(string name, int rows) => PeerData.Load(name, rows, 8, Groups);

    /// <summary>Twelve round groups in two columns.</summary>
    public static (float[] X, byte[] Y) Flat(string name, int rows) => PeerData.Load(name, rows, 2, Groups);

    /// <summary>Five slanted groups in six columns, of 35, 25, 20, 12 and 8 %.</summary>
    public static (float[] X, byte[] Y) Slanted(string name, int rows) => PeerData.Load(name, rows, 6, Slanted);

    private static void Linear(ulong row, float[] values, byte[] label)
    {
        const ulong seed = 5;
        var (x, z) = (PeerData.Normal(seed, row, 0), -0.8);
        for (var j = 0; j < values.Length; j++)
        {
            if (j > 0)
            {
                x = 0.6 * x + 0.8 * PeerData.Normal(seed, row, j);
            }

            values[j] = (float)x;
            z += (PeerData.Uniform(seed + 1000, (ulong)j, 0) - 0.5) * 0.8 * x;
        }

        label[0] = z + 1.5 * PeerData.Normal(seed, row, 90) > 0 ? (byte)1 : (byte)0;
    }

    private static void Groups(ulong row, float[] values, byte[] label)
    {
        const ulong seed = 3;
        var group = (ulong)Math.Min(11, PeerData.Uniform(seed, row, 200) * 12);
        for (var j = 0; j < values.Length; j++)
        {
            values[j] = (float)((PeerData.Uniform(seed + 1000, group, j) - 0.5) * 8 + PeerData.Normal(seed, row, j));
        }

        label[0] = (byte)group;
    }

    private static void Slanted(ulong row, float[] values, byte[] label)
    {
        const ulong seed = 4;
        var share = PeerData.Uniform(seed, row, 200);
        var group = (ulong)((share >= 0.35 ? 1 : 0) + (share >= 0.60 ? 1 : 0) + (share >= 0.80 ? 1 : 0) + (share >= 0.92 ? 1 : 0));
        for (var j = 0; j < values.Length; j++)
        {
            var value = (PeerData.Uniform(seed + 1000, group, j) - 0.5) * 7;
            for (var l = 0; l < j; l++)
            {
                value += (PeerData.Uniform(seed + 1001, group, j * 16 + l) - 0.5) * 1.2 * PeerData.Normal(seed, row, l);
            }

            values[j] = (float)(value + (0.5 + PeerData.Uniform(seed + 1002, group, j)) * PeerData.Normal(seed, row, j));
        }

        label[0] = (byte)group;
    }
}
