namespace Analytics.Engine;

/// <summary>
/// Chance without state: every value is a hash of seed, row and stream, so that any row can be made on its own, in any order,
/// on any machine. The mixing is the finaliser of SplitMix64 (Steele, Lea, Flood 2014).
/// </summary>
public readonly struct SampleRandom(int seed, long row)
{
    /// <summary>64 bits of chance.</summary>
    /// <param name="stream">0-based number of the choice within the row.</param>
    public ulong Bits(int stream)
    {
        unchecked
        {
            var z = ((ulong)row * 4096 + (ulong)stream + 1) * 0x9E3779B97F4A7C15 + (ulong)seed * 0xD1B54A32D192ED03;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double Uniform(int stream) => (Bits(stream) >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in low…high, both included.</summary>
    public int Whole(int stream, int low, int high) => low + (int)(Uniform(stream) * (high - low + 1));

    /// <summary>True with the given probability.</summary>
    public bool Chance(int stream, double probability) => Uniform(stream) < probability;

    /// <summary>Normal with mean 0 and standard deviation 1 (Box and Muller 1958). Uses two streams.</summary>
    public double Normal(int stream) => Math.Sqrt(-2 * Math.Log(1 - Uniform(stream))) * Math.Cos(2 * Math.PI * Uniform(stream + 1));

    /// <summary>Exponential with mean 1.</summary>
    public double Exponential(int stream) => -Math.Log(1 - Uniform(stream));

    /// <summary>One of the words, by weight.</summary>
    public T Pick<T>(int stream, Weighted<T> words) => words.At(Uniform(stream));
}

/// <summary>Words with weights, for picking.</summary>
public sealed class Weighted<T>
{
    private readonly T[] _words;
    private readonly double[] _upTo;

    public Weighted(params (T Word, double Weight)[] words)
    {
        _words = [.. words.Select(each => each.Word)];
        _upTo = new double[words.Length];
        var sum = 0.0;
        for (var i = 0; i < words.Length; i++)
        {
            _upTo[i] = sum += words[i].Weight;
        }
    }

    /// <summary>The word at a place 0…1 of the total weight.</summary>
    public T At(double place)
    {
        var at = Array.BinarySearch(_upTo, place * _upTo[^1]);
        return _words[Math.Min(at < 0 ? ~at : at + 1, _words.Length - 1)];
    }
}
