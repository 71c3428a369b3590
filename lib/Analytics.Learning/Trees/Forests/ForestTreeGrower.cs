namespace Analytics.Learning.Trees;

/// <summary>
/// Grows one tree of a forest at a time, depth first, in buffers of its own. Sums run in the order of the rows, by one
/// thread, so they are the same bits each time.
/// </summary>
internal sealed unsafe class ForestTreeGrower : IDisposable
{
    private const int NodesBetweenLooks = 64;

    private readonly ForestLearner _options;
    private readonly TrainingSet _set;
    private readonly BinnedRows _binned;
    private readonly ForestTarget _target;
    private readonly ForestSearch _search;
    private readonly NativeBuffer<ForestRow> _rows;
    private readonly NativeBuffer<ForestRow> _rights;
    private readonly int[] _times;
    private readonly byte[] _goesLeft = new byte[BinnedRows.Slots];
    private readonly NativeBuffer<double> _sums;
    private readonly NativeBuffer<double> _scratch;
    private readonly List<Node> _nodes = [];
    private readonly List<double> _values = [];
    private readonly Stack<(int Start, int Count, int Depth, int Parent, bool IsLeft)> _waiting = new();

    public ForestTreeGrower(ForestLearner options, TrainingSet set, BinnedRows binned, ForestTarget target)
    {
        _options = options;
        _set = set;
        _binned = binned;
        _target = target;
        _search = new ForestSearch(options, binned, target);
        _rows = new NativeBuffer<ForestRow>(set.Rows);
        _rights = new NativeBuffer<ForestRow>(set.Rows);
        _times = new int[set.Rows];
        _sums = new NativeBuffer<double>(target.Padded, zeroed: true);
        _scratch = new NativeBuffer<double>(4L * target.Padded);
    }

    public Tree Grow(int number)
    {
        _nodes.Clear();
        _values.Clear();
        _waiting.Push((0, Draw(number), 0, -1, false));
        while (_waiting.TryPop(out var next))
        {
            if (_nodes.Count % NodesBetweenLooks == 0)
            {
                _set.Options.Cancellation.ThrowIfCancellationRequested();
            }

            var id = _nodes.Count;
            if (next.Parent >= 0)
            {
                _nodes[next.Parent] = next.IsLeft ? _nodes[next.Parent] with { Left = id } : _nodes[next.Parent] with { Right = id };
            }

            var weight = Sum(_rows.Pointer + next.Start, next.Count);
            var seed = Mixing.Hash((ulong)id, Mixing.Hash((ulong)number, (uint)_options.Seed));
            if (
                (_options.Depth > 0 && next.Depth >= _options.Depth)
                || !_search.Find(_rows.Pointer + next.Start, next.Count, _sums.Pointer, weight, seed, out var split)
            )
            {
                _nodes.Add(Node.OfLeaf(weight, _values.Count / _target.Width));
                _target.LeafValues(_sums.Span, _values);
                continue;
            }

            _nodes.Add(split.ToNode(_binned.Bins, weight));
            split.Fill(_goesLeft, _binned.Bins[split.Feature]);
            var left = ForestKernels.Part(
                _rows.Pointer + next.Start,
                _rights.Pointer,
                next.Count,
                _binned.Column(split.Feature),
                _goesLeft
            );
            _waiting.Push((next.Start + left, next.Count - left, next.Depth + 1, id, false));
            _waiting.Push((next.Start, left, next.Depth + 1, id, true));
        }

        return new Tree([.. _nodes], [.. _values], _target.Width, 0);
    }

    /// <summary>A bit for each row that the last tree saw.</summary>
    public ulong[] Bag()
    {
        var bag = new ulong[(_times.Length + 63) / 64];
        for (var row = 0; row < _times.Length; row++)
        {
            bag[row >> 6] |= _times[row] > 0 ? 1UL << (row & 63) : 0;
        }

        return bag;
    }

    public void Dispose()
    {
        _rows.Dispose();
        _rights.Dispose();
        _sums.Dispose();
        _scratch.Dispose();
        _search.Dispose();
    }

    // Rows in ascending order with how often each was drawn as part of its weight.
    private int Draw(int number)
    {
        var n = _times.Length;
        Array.Fill(_times, _options.Draws ? 0 : 1);
        var seed = Mixing.Hash((ulong)number, (uint)_options.Seed + (1UL << 40));
        for (var i = 0; _options.Draws && i < n; i += 2)
        {
            var hash = Mixing.Hash((ulong)i, seed);
            _times[(int)((ulong)(uint)hash * (uint)n >> 32)]++;
            if (i + 1 < n)
            {
                _times[(int)((hash >> 32) * (uint)n >> 32)]++;
            }
        }

        var drawn = 0;
        for (var row = 0; row < n; row++)
        {
            var each = new ForestRow { Row = row, Weight = _times[row] * (_set.Weights?[row] ?? 1) };
            if (_target.IsClass)
            {
                each.Code = (nuint)_target.Codes[row];
            }
            else
            {
                each.Value = _target.Values[row];
            }

            _rows.Pointer[drawn] = each;
            drawn += each.Weight > 0 ? 1 : 0;
        }

        return drawn;
    }

    // Fills the sums by channel and gives the weight.
    private double Sum(ForestRow* rows, int count)
    {
        var (weight, sum) = (0.0, 0.0);
        if (_target.IsClass)
        {
            ForestKernels.SumClasses(rows, count, _target.Padded, _sums.Pointer, _scratch.Pointer);
            foreach (var each in _sums.Span)
            {
                weight += each;
            }

            return weight;
        }

        for (var i = 0; i < count; i++)
        {
            weight += rows[i].Weight;
            sum += rows[i].Weight * rows[i].Value;
        }

        (_sums.Pointer[0], _sums.Pointer[1]) = (weight, sum);
        return weight;
    }
}
