using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Analytics.Learning.Trees;

internal sealed unsafe partial class QuickScorer
{
    /// <summary>Rows that the vector kernel takes at a time.</summary>
    private const int Lanes = 16;

    /// <summary>Writes rows × outputs margins, sixteen rows at a time where the processor can, with the same sums either way.</summary>
    public void Margins(ReadOnlySpan<float> values, int rows, Span<double> margins, bool vectors)
    {
        fixed (uint* bits = new uint[_outputOf.Length * (rows < Lanes ? 1 : Lanes) + 1])
        fixed (float* value = values)
        fixed (double* margin = margins)
        {
            var row = 0;
            if (vectors)
            {
                var columns = stackalloc float[Lanes];
                for (; row + Lanes <= rows; row += Lanes)
                    Sixteen(value + (long)row * _features, margin + (long)row * _outputs, bits, columns);
            }

            for (; row < rows; row++)
                One(value + (long)row * _features, margin + (long)row * _outputs, bits);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void One(float* row, double* margins, uint* bits)
    {
        var trees = _outputOf.Length;
        new Span<uint>(bits, trees).Fill(uint.MaxValue);
        fixed (float* threshold = _threshold)
        fixed (int* tree = _tree, outputOf = _outputOf)
        fixed (uint* left = _leftLeaves)
        fixed (double* leaves = _values)
        {
            for (var feature = 0; feature < _features; feature++)
            {
                var value = row[feature];
                for (var i = _first[2 * feature]; i < _first[2 * feature + 1] && value > threshold[i]; i++)
                    bits[tree[i]] &= ~left[i];
                for (var i = _first[2 * feature + 1]; i < _first[2 * feature + 2] && !(value <= threshold[i]); i++)
                    bits[tree[i]] &= ~left[i];
                foreach (var tests in _categories[feature])
                    bits[tests.Tree] &= ~(uint)tests.Cleared[tests.EntryOf(value)];
            }

            for (var output = 0; output < _outputs; output++)
                margins[output] = _start[output];
            if (_outputs == 1)
            {
                var sum = margins[0];
                for (var i = 0; i < trees; i++)
                    sum += leaves[i * MostLeaves + BitOperations.TrailingZeroCount(bits[i])];
                margins[0] = sum;
                return;
            }

            for (var i = 0; i < trees; i++)
                margins[outputOf[i]] += leaves[i * MostLeaves + BitOperations.TrailingZeroCount(bits[i])];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sixteen(float* rows, double* margins, uint* bits, float* column)
    {
        var trees = _outputOf.Length;
        new Span<uint>(bits, trees * Lanes).Fill(uint.MaxValue);
        fixed (float* threshold = _threshold)
        fixed (int* tree = _tree)
        fixed (uint* left = _leftLeaves)
        {
            for (var feature = 0; feature < _features; feature++)
            {
                for (var lane = 0; lane < Lanes; lane++)
                    column[lane] = rows[lane * _features + feature];
                var low = Vector256.Load(column);
                var high = Vector256.Load(column + 8);
                for (var i = _first[2 * feature]; i < _first[2 * feature + 1]; i++)
                {
                    var bound = Vector256.Create(threshold[i]);
                    var failsLow = Vector256.GreaterThan(low, bound).AsUInt32();
                    var failsHigh = Vector256.GreaterThan(high, bound).AsUInt32();
                    // Thresholds ascend: what no row fails, no row fails further on.
                    if ((failsLow | failsHigh) == Vector256<uint>.Zero)
                        break;
                    Clear(bits + tree[i] * Lanes, failsLow, failsHigh, left[i]);
                }

                for (var i = _first[2 * feature + 1]; i < _first[2 * feature + 2]; i++)
                {
                    var bound = Vector256.Create(threshold[i]);
                    var failsLow = ~Vector256.LessThanOrEqual(low, bound).AsUInt32();
                    var failsHigh = ~Vector256.LessThanOrEqual(high, bound).AsUInt32();
                    if ((failsLow | failsHigh) == Vector256<uint>.Zero)
                        break;
                    Clear(bits + tree[i] * Lanes, failsLow, failsHigh, left[i]);
                }

                if (_categories[feature].Length > 0)
                    Categories(_categories[feature], column, bits);
            }
        }

        Add(margins, bits);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Clear(uint* word, Vector256<uint> failsLow, Vector256<uint> failsHigh, uint left)
    {
        var leaves = Vector256.Create(left);
        Vector256.Store(Vector256.AndNot(Vector256.Load(word), failsLow & leaves), word);
        Vector256.Store(Vector256.AndNot(Vector256.Load(word + 8), failsHigh & leaves), word + 8);
    }

    private static void Categories(CategoryTests[] tests, float* column, uint* bits)
    {
        var entries = stackalloc int[Lanes];
        foreach (var test in tests)
        {
            for (var lane = 0; lane < Lanes; lane++)
                entries[lane] = test.EntryOf(column[lane]);
            fixed (int* cleared = test.Cleared)
            {
                var word = bits + test.Tree * Lanes;
                if (Avx2.IsSupported)
                {
                    Vector256.Store(Vector256.AndNot(Vector256.Load(word), Avx2.GatherVector256(cleared, Vector256.Load(entries), 4).AsUInt32()), word);
                    Vector256.Store(Vector256.AndNot(Vector256.Load(word + 8), Avx2.GatherVector256(cleared, Vector256.Load(entries + 8), 4).AsUInt32()), word + 8);
                    continue;
                }

                for (var lane = 0; lane < Lanes; lane++)
                    word[lane] &= ~(uint)cleared[entries[lane]];
            }
        }
    }

    // The lowest bit as a float has its place in the exponent: no vector instruction of AVX2 counts trailing zeros.
    private void Add(double* margins, uint* bits)
    {
        var leaf = stackalloc int[Lanes];
        for (var lane = 0; lane < Lanes; lane++)
        {
            for (var output = 0; output < _outputs; output++)
                margins[lane * _outputs + output] = _start[output];
        }

        fixed (double* values = _values)
        {
            for (var i = 0; i < _outputOf.Length; i++)
            {
                Vector256.Store(Lowest(Vector256.Load(bits + i * Lanes)), leaf);
                Vector256.Store(Lowest(Vector256.Load(bits + i * Lanes + 8)), leaf + 8);
                var of = values + i * MostLeaves;
                var to = margins + _outputOf[i];
                for (var lane = 0; lane < Lanes; lane++, to += _outputs)
                    *to += of[leaf[lane]];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Lowest(Vector256<uint> word)
    {
        var signed = word.AsInt32();
        var exponent = Vector256.ConvertToSingle(signed & -signed).AsInt32();
        return (Vector256.ShiftRightLogical(exponent, 23) & Vector256.Create(0xFF)) - Vector256.Create(127);
    }
}
