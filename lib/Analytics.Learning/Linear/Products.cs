namespace Analytics.Learning;

/// <summary>Weighted sums of products of standardised columns, in one pass.</summary>
internal sealed unsafe class Products(Standardized x, TrainingSet set)
{
    /// <summary>XᵀWX (stride × stride, the upper triangle) and XᵀW(y - middle) (stride numbers; zero without a target).</summary>
    public (double[] Gram, double[] Right) Sum(double middle)
    {
        var blocks = RowBlocks.Count(set.Rows);
        var parts = new (Aligned<double> Gram, Aligned<double> Right)[blocks];
        RowBlocks.Run(blocks, set.Options, block => parts[block] = Sum(block, blocks, middle));
        var gram = new double[x.Stride * x.Stride];
        var right = new double[x.Stride];
        foreach (var part in parts)
        {
            System.Numerics.Tensors.TensorPrimitives.Add(gram, part.Gram.Span, gram);
            System.Numerics.Tensors.TensorPrimitives.Add(right, part.Right.Span, right);
        }

        return (gram, right);
    }

    private (Aligned<double> Gram, Aligned<double> Right) Sum(int block, int blocks, double middle)
    {
        var gram = new Aligned<double>(x.Stride * x.Stride);
        var right = new Aligned<double>(x.Stride);
        var tile = new Aligned<double>(Standardized.Height * x.Stride);
        var roots = new Aligned<double>(Standardized.Height);
        var rest = new Aligned<double>(Standardized.Height);
        var (first, last) = RowBlocks.Range(block, blocks, set.Rows);
        for (var from = first; from < last; from += Standardized.Height)
        {
            var count = Math.Min(Standardized.Height, last - from);
            x.Load(from, count, tile.Pointer);
            if (set.Weights is { } weights)
            {
                for (var i = 0; i < count; i++)
                {
                    roots.Pointer[i] = Math.Sqrt(weights[from + i]);
                }

                Gram.ScaleRows(tile.Pointer, count, x.Stride, roots.Pointer);
            }

            Gram.Add(tile.Pointer, count, x.Stride, gram.Pointer);
            if (set.Y.Length == 0)
            {
                continue;
            }

            for (var i = 0; i < count; i++)
            {
                rest.Pointer[i] = (set.Y[from + i] - middle) * (set.Weights is null ? 1 : roots.Pointer[i]);
            }

            Gram.AddWeighted(tile.Pointer, count, x.Stride, rest.Pointer, right.Pointer);
        }

        GC.KeepAlive(tile);
        GC.KeepAlive(roots);
        GC.KeepAlive(rest);
        return (gram, right);
    }
}
