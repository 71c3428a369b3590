using System.Text;
using Analytics.Frames;

namespace Analytics.DuckDb;

/// <summary>Codes into a dictionary.</summary>
internal abstract class CodeReader(int capacity) : ColumnReader
{
    protected int[] Codes { get; } = GC.AllocateUninitializedArray<int>(capacity);

    protected int Rows { get; private set; }

    public override void Add(in Vector vector, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Codes[Rows + i] = vector.IsNull(i) ? -1 : CodeOf(vector, i);
        }

        Rows += count;
    }

    /// <summary>A value's code; -1 for none.</summary>
    protected abstract int CodeOf(in Vector vector, int row);

    protected int[] JoinCodes(IReadOnlyList<ColumnReader> parts)
    {
        CodeReader[] readers = [.. parts.Cast<CodeReader>()];
        var rows = readers.Sum(reader => reader.Rows);
        return readers.Length == 1 && rows == Codes.Length
            ? Codes
            : Concatenate(readers, rows, reader => reader.Codes.AsSpan(0, reader.Rows));
    }
}

/// <summary>ENUM: DuckDB's codes are ours. The dictionary holds all words of the type.</summary>
internal sealed class EnumReader(int capacity, string[] words) : CodeReader(capacity)
{
    protected override int CodeOf(in Vector vector, int row) => vector.EnumCode(row);

    public override Column Join(string name, IReadOnlyList<ColumnReader> parts) => new TextColumn(name, JoinCodes(parts), words);
}

/// <summary>Words in order of their first appearance; each is decoded once.</summary>
internal abstract class WordReader(int capacity) : CodeReader(capacity)
{
    protected WordTable Words { get; } = new();

    public override Column Join(string name, IReadOnlyList<ColumnReader> parts)
    {
        // A stretch counts its words for itself; in the order of stretches their first appearances are those of the whole.
        foreach (var part in parts.Skip(1).Cast<WordReader>())
        {
            var codes = part.Words.AddTo(Words);
            foreach (ref var code in part.Codes.AsSpan(0, part.Rows))
            {
                code = code < 0 ? -1 : codes[code];
            }
        }

        return new TextColumn(name, JoinCodes(parts), Words.ToArray());
    }
}

internal sealed unsafe class TextReader(int capacity) : WordReader(capacity)
{
    protected override int CodeOf(in Vector vector, int row) => Words.CodeOf(vector.Bytes((long)row));
}

/// <summary>Everything without a column type of its own, by way of <see cref="ValueText"/>.</summary>
internal sealed class ValueTextReader(int capacity) : WordReader(capacity)
{
    protected override int CodeOf(in Vector vector, int row) =>
        ValueText.Of(vector, row) is { } text ? Words.CodeOf(Encoding.UTF8.GetBytes(text)) : -1;
}
