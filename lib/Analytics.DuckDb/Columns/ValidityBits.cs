namespace Analytics.DuckDb;

/// <summary>A column's validity bitmap, 1 = present; there is none while nothing is missing.</summary>
internal sealed unsafe class ValidityBits(int rows)
{
    private ulong[]? _words;

    /// <summary>Takes a chunk's bitmap, or null when none of its values is missing.</summary>
    public void Add(ulong* validity, int row, int count)
    {
        if (validity != null)
        {
            Copy(new ReadOnlySpan<ulong>(validity, (count + 63) >> 6), count, _words ??= Ones(rows), row);
        }
    }

    /// <summary>Puts bitmaps one behind another.</summary>
    /// <param name="parts">Each with its rows.</param>
    /// <param name="rows">The rows in all.</param>
    public static ulong[]? Join(IEnumerable<(ValidityBits Bits, int Rows)> parts, int rows)
    {
        if (parts.All(part => part.Bits._words is null))
        {
            return null;
        }

        var words = Ones(rows);
        var row = 0;
        foreach (var (bits, count) in parts)
        {
            if (bits._words is { } from)
            {
                Copy(from, count, words, row);
            }

            row += count;
        }

        return words;
    }

    private static ulong[] Ones(int rows)
    {
        var words = new ulong[(rows + 63) >> 6];
        words.AsSpan().Fill(ulong.MaxValue);
        if ((rows & 63) != 0)
        {
            words[^1] = (1UL << (rows & 63)) - 1;
        }

        return words;
    }

    private static void Copy(ReadOnlySpan<ulong> from, int count, ulong[] to, int row)
    {
        for (var i = 0; i << 6 < count; i++)
        {
            var size = Math.Min(64, count - (i << 6));
            var mask = size == 64 ? ulong.MaxValue : (1UL << size) - 1;
            var bits = from[i] & mask;
            var (word, shift) = ((row >> 6) + i, row & 63);
            to[word] = (to[word] & ~(mask << shift)) | bits << shift;
            if (shift + size > 64)
            {
                to[word + 1] = (to[word + 1] & ~(mask >> (64 - shift))) | bits >> (64 - shift);
            }
        }
    }
}
