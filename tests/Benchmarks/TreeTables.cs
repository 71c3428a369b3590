namespace Analytics.Benchmarks;

/// <summary>The tables of the tree cases.</summary>
internal static class TreeTables
{
    private static readonly double[] s_cardinality = [2, 3, 5, 8, 12, 20, 30, 50, 100, 200];
    private static readonly double[] s_effect = [0.3, 0.4, 0.5, 0.5, 0.6, 0.6, 0.6, 0.7, 0.7, 0.8];

    public static IReadOnlyList<int> Cardinality => [.. s_cardinality.Select(each => (int)each)];

    public static (float[] X, byte[] Y) Binary(string name, int rows, int firstRow = 0) => PeerData.Load(name, rows, 30, Binary, firstRow);

    /// <summary>The same rows without a file.</summary>
    public static (float[] X, byte[] Y) Binary(int rows, int firstRow) => PeerData.Make(rows, 30, Binary, firstRow);

    public static (float[] X, byte[] Y) Severity(string name, int rows, int firstRow = 0) =>
        PeerData.Load(name, rows, 12, Severity, firstRow);

    /// <summary>Twenty numbers, some missing, ten categories as codes, and two classes of which a sixth of the noise cannot be known.</summary>
    private static void Binary(ulong row, float[] values, byte[] label)
    {
        const ulong seed = 1;
        Span<double> x = stackalloc double[30];
        for (var j = 0; j < 20; j++)
        {
            x[j] = j is >= 8 and < 12 or 16 or 17 ? PeerData.Uniform(seed, row, j) : PeerData.Normal(seed, row, j);
        }

        for (var j = 12; j < 16; j++)
        {
            x[j] = x[j] * x[j] * x[j];
        }

        (x[16], x[17]) = (Math.Floor(x[16] * 100), Math.Floor(x[17] * 100));
        x[18] = 0.7 * x[0] + 0.7 * x[18];
        x[19] = 0.5 * x[1] + 0.5 * x[2] + 0.7 * x[19];
        var z =
            0.9 * x[0]
            - 0.6 * x[1]
            + 0.5 * (x[0] * x[2])
            + 0.7 * Math.Max(x[4], 0)
            - 0.6 * Math.Abs(x[5])
            + (x[8] > 0.7 ? 0.8 : 0)
            + 1.2 * ((x[9] - 0.5) * (x[10] - 0.5)) * 4
            + 0.15 * Math.Clamp(x[12], -3, 3)
            + (x[16] > 30 && x[16] < 60 ? 0.5 : 0)
            + 0.3 * x[18];
        for (var k = 0; k < 10; k++)
        {
            var u = PeerData.Uniform(seed, row, 40 + k);
            x[20 + k] = Math.Floor(s_cardinality[k] * (u * u));
            var effect = (PeerData.Uniform(seed + 1000, (ulong)x[20 + k], k) - 0.5) * 2 * s_effect[k];
            z += effect + (k == 3 ? 0.4 * (effect * 2) * x[6] : 0);
        }

        for (var j = 0; j < 20; j++)
        {
            if (PeerData.Uniform(seed, row, 60 + j) >= j % 4 * 0.04)
            {
                continue;
            }

            x[j] = double.NaN;
            z += j == 3 ? 0.8 : 0;
        }

        z += 1.9 * PeerData.Normal(seed, row, 90) - 1.55;
        for (var j = 0; j < 30; j++)
        {
            values[j] = (float)x[j];
        }

        label[0] = z > 0 ? (byte)1 : (byte)0;
    }

    /// <summary>Seven numbers and an hour, four categories as codes, and four ordered classes of about 70, 20, 8 and 2 %.</summary>
    private static void Severity(ulong row, float[] values, byte[] label)
    {
        const ulong seed = 2;
        double[] cards = [4, 7, 12, 40];
        Span<double> x = stackalloc double[12];
        for (var j = 0; j < 5; j++)
        {
            x[j] = PeerData.Normal(seed, row, j);
        }

        x[5] = PeerData.Uniform(seed, row, 5);
        x[6] = PeerData.Uniform(seed, row, 6);
        x[7] = Math.Floor(PeerData.Uniform(seed, row, 7) * 24);
        var z = 0.8 * x[0] + 0.5 * x[1] * x[2] - 0.5 * Math.Abs(x[3]) + (x[7] < 5 || x[7] > 21 ? 0.7 : 0) + (x[5] > 0.6 ? 0.8 : 0);
        for (var k = 0; k < 4; k++)
        {
            var u = PeerData.Uniform(seed, row, 40 + k);
            x[8 + k] = Math.Floor(cards[k] * (u * u));
            z += (PeerData.Uniform(seed + 1000, (ulong)x[8 + k], k) - 0.5) * 1.6;
        }

        z += 0.8 * PeerData.Normal(seed, row, 90);
        for (var j = 0; j < 12; j++)
        {
            values[j] = (float)x[j];
        }

        label[0] = (byte)((z > 0.95 ? 1 : 0) + (z > 2 ? 1 : 0) + (z > 3.1 ? 1 : 0));
    }
}
