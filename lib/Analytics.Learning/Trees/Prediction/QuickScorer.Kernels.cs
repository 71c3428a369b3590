using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Analytics.Learning.Trees;

internal sealed unsafe partial class QuickScorer
{
    /// <summary>Rows that the vector kernel takes at a time.</summary>
    private const int Lanes = 32;

    /// <summary>Writes rows × outputs margins, 32 rows at a time where the processor can, with the same sums either way.</summary>
    public void Margins(ReadOnlySpan<float> values, int rows, Span<double> margins, bool vectors)
    {
        fixed (float* value = values)
        fixed (double* margin = margins)
        {
            var row = 0;
            if (vectors && rows >= Lanes)
            {
                using var block = new Block(_features, _outputs);
                for (; row + Lanes <= rows; row += Lanes)
                {
                    Score(value + (long)row * _features, margin + (long)row * _outputs, block);
                }
            }

            fixed (uint* bits = new uint[row < rows ? _outputOf.Length + 1 : 1])
            {
                for (; row < rows; row++)
                {
                    Score(value + (long)row * _features, margin + (long)row * _outputs, bits);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Score(float* row, double* margins, uint* bits)
    {
        var trees = _outputOf.Length;
        new Span<uint>(bits, trees).Fill(uint.MaxValue);
        fixed (Test* tests = _tests)
        fixed (double* leaves = _values)
        {
            for (var feature = 0; feature < _features; feature++)
            {
                var value = row[feature];
                for (var i = _first[2 * feature]; i < _first[2 * feature + 1] && value > tests[i].Threshold; i++)
                {
                    bits[tests[i].Tree] &= ~tests[i].LeftLeaves;
                }

                for (var i = _first[2 * feature + 1]; i < _first[2 * feature + 2] && !(value <= tests[i].Threshold); i++)
                {
                    bits[tests[i].Tree] &= ~tests[i].LeftLeaves;
                }

                foreach (var category in _categories[feature])
                {
                    bits[category.Tree] &= ~(uint)category.Cleared[category.EntryOf(value)];
                }
            }

            for (var output = 0; output < _outputs; output++)
            {
                margins[output] = _start[output];
            }

            if (_outputs == 1)
            {
                var sum = margins[0];
                for (var i = 0; i < trees; i++)
                {
                    sum += leaves[i * MostLeaves + BitOperations.TrailingZeroCount(bits[i])];
                }

                margins[0] = sum;
                return;
            }

            for (var i = 0; i < trees; i++)
            {
                margins[_outputOf[i]] += leaves[i * MostLeaves + BitOperations.TrailingZeroCount(bits[i])];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Score(float* rows, double* margins, Block block)
    {
        Transpose(rows, block);
        var columns = block.Columns;
        var leaf = stackalloc uint[Lanes];
        fixed (Test* tests = _testsByTree)
        fixed (double* values = _values)
        {
            for (var tree = 0; tree < _outputOf.Length; tree++)
            {
                var (a, b, c, d) = (
                    Vector256<uint>.AllBitsSet,
                    Vector256<uint>.AllBitsSet,
                    Vector256<uint>.AllBitsSet,
                    Vector256<uint>.AllBitsSet
                );
                var i = _firstOfTree[2 * tree];
                for (var after = _firstOfTree[2 * tree + 1]; i < after; i++)
                {
                    var bound = Vector256.Create(tests[i].Threshold);
                    var stay = ~Vector256.Create(tests[i].LeftLeaves);
                    var x = columns + (long)tests[i].Feature * Lanes;
                    a &= ~Vector256.GreaterThan(Vector256.Load(x), bound).AsUInt32() | stay;
                    b &= ~Vector256.GreaterThan(Vector256.Load(x + 8), bound).AsUInt32() | stay;
                    c &= ~Vector256.GreaterThan(Vector256.Load(x + 16), bound).AsUInt32() | stay;
                    d &= ~Vector256.GreaterThan(Vector256.Load(x + 24), bound).AsUInt32() | stay;
                }

                for (var after = _firstOfTree[2 * tree + 2]; i < after; i++)
                {
                    var bound = Vector256.Create(tests[i].Threshold);
                    var stay = ~Vector256.Create(tests[i].LeftLeaves);
                    var x = columns + (long)tests[i].Feature * Lanes;
                    a &= Vector256.LessThanOrEqual(Vector256.Load(x), bound).AsUInt32() | stay;
                    b &= Vector256.LessThanOrEqual(Vector256.Load(x + 8), bound).AsUInt32() | stay;
                    c &= Vector256.LessThanOrEqual(Vector256.Load(x + 16), bound).AsUInt32() | stay;
                    d &= Vector256.LessThanOrEqual(Vector256.Load(x + 24), bound).AsUInt32() | stay;
                }

                foreach (var category in _categoriesByTree[tree])
                {
                    var entries = block.Entries + (long)category.Feature * Lanes;
                    a = Vector256.AndNot(a, Cleared(category, entries));
                    b = Vector256.AndNot(b, Cleared(category, entries + 8));
                    c = Vector256.AndNot(c, Cleared(category, entries + 16));
                    d = Vector256.AndNot(d, Cleared(category, entries + 24));
                }

                Vector256.Store(Lowest(a), leaf);
                Vector256.Store(Lowest(b), leaf + 8);
                Vector256.Store(Lowest(c), leaf + 16);
                Vector256.Store(Lowest(d), leaf + 24);
                var of = values + tree * MostLeaves;
                var sums = block.Sums + (long)_outputOf[tree] * Lanes;
                for (nint lane = 0; lane < Lanes; lane += 4)
                {
                    sums[lane] += of[leaf[lane]];
                    sums[lane + 1] += of[leaf[lane + 1]];
                    sums[lane + 2] += of[leaf[lane + 2]];
                    sums[lane + 3] += of[leaf[lane + 3]];
                }
            }
        }

        for (var lane = 0; lane < Lanes; lane++)
        {
            for (var output = 0; output < _outputs; output++)
            {
                margins[lane * _outputs + output] = block.Sums[output * Lanes + lane];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Transpose(float* rows, Block block)
    {
        var (width, column) = ((nint)_features, 0);
        var columns = block.Columns;
        for (; column < _features; column++, columns += Lanes)
        {
            var from = rows + column;
            for (nint lane = 0; lane < Lanes; lane += 4, from += 4 * width)
            {
                columns[lane] = from[0];
                columns[lane + 1] = from[width];
                columns[lane + 2] = from[2 * width];
                columns[lane + 3] = from[3 * width];
            }

            if (_categories[column] is not [var category, ..])
            {
                continue;
            }

            for (var lane = 0; lane < Lanes; lane++)
            {
                block.Entries[(long)column * Lanes + lane] = category.EntryOf(columns[lane]);
            }
        }

        for (var output = 0; output < _outputs; output++)
        {
            new Span<double>(block.Sums + output * Lanes, Lanes).Fill(_start[output]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Cleared(CategoryTests category, int* entries)
    {
        fixed (int* cleared = category.Cleared)
        {
            return Avx2.IsSupported
                ? Avx2.GatherVector256(cleared, Vector256.Load(entries), 4).AsUInt32()
                : Vector256
                    .Create(
                        cleared[entries[0]],
                        cleared[entries[1]],
                        cleared[entries[2]],
                        cleared[entries[3]],
                        cleared[entries[4]],
                        cleared[entries[5]],
                        cleared[entries[6]],
                        cleared[entries[7]]
                    )
                    .AsUInt32();
        }
    }

    // The lowest bit as a float has its place in the exponent: no vector instruction of AVX2 counts trailing zeros.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Lowest(Vector256<uint> word)
    {
        var signed = word.AsInt32();
        var exponent = Vector256.ConvertToSingle(signed & -signed).AsInt32();
        return ((Vector256.ShiftRightLogical(exponent, 23) & Vector256.Create(0xFF)) - Vector256.Create(127)).AsUInt32();
    }

    /// <summary>Room for one block: columns and entries of features × 32 rows, sums of outputs × 32 rows.</summary>
    private sealed class Block(int features, int outputs) : IDisposable
    {
        private readonly NativeBuffer<float> _columns = new((long)features * Lanes);
        private readonly NativeBuffer<int> _entries = new((long)features * Lanes);
        private readonly NativeBuffer<double> _sums = new((long)outputs * Lanes);

        public float* Columns => _columns.Pointer;

        public int* Entries => _entries.Pointer;

        public double* Sums => _sums.Pointer;

        public void Dispose()
        {
            _columns.Dispose();
            _entries.Dispose();
            _sums.Dispose();
        }
    }
}
