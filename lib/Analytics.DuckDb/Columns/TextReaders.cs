using System.Text;
using Analytics.Frames;

namespace Analytics.DuckDb;

/// <summary>VARCHAR to codes and a dictionary in order of first appearance; a word is decoded once.</summary>
internal sealed unsafe class TextReader(int rows) : ColumnReader
{
    private readonly int[] _codes = new int[rows];
    private readonly WordTable _words = new();
    private int _count;

    public override void Add(in Vector vector, int count)
    {
        var texts = vector.Data<NativeString>();
        for (var row = 0; row < count; row++)
            _codes[_count + row] = vector.IsNull(row) ? -1 : _words.CodeOf(texts[row].Bytes(texts + row));
        _count += count;
    }

    public override Column ToColumn(string name) => new TextColumn(name, _codes, _words.ToArray());
}

/// <summary>ENUM: DuckDB's codes are ours. The dictionary holds all words of the type.</summary>
internal sealed class EnumReader(int rows, string[] words) : ColumnReader
{
    private readonly int[] _codes = new int[rows];
    private int _count;

    public override void Add(in Vector vector, int count)
    {
        for (var row = 0; row < count; row++)
            _codes[_count + row] = vector.IsNull(row) ? -1 : VectorValue.EnumCode(vector, row);
        _count += count;
    }

    public override Column ToColumn(string name) => new TextColumn(name, _codes, words);
}

/// <summary>Everything without a column type of its own, by way of its object and <see cref="ValueText"/>.</summary>
internal sealed class ObjectTextReader(int rows) : ColumnReader
{
    private readonly int[] _codes = new int[rows];
    private readonly WordTable _words = new();
    private int _count;

    public override void Add(in Vector vector, int count)
    {
        for (var row = 0; row < count; row++)
            _codes[_count + row] = TextAt(vector, row) is { } text ? _words.CodeOf(Encoding.UTF8.GetBytes(text)) : -1;
        _count += count;
    }

    public override Column ToColumn(string name) => new TextColumn(name, _codes, _words.ToArray());

    // Times of day may be 24:00:00, which .NET's own type cannot hold but text can.
    private static string? TextAt(in Vector vector, int row) => vector.IsNull(row) ? null : vector.Type.Id switch
    {
        DuckDBType.Time => TimeText.Of(vector.Value<long>(row)),
        DuckDBType.TimeTz => TimeText.Of(Times.TimeTz(vector.Value<ulong>(row))),
        _ => VectorValue.At(vector, row) is { } value ? ValueText.Of(value) : null,
    };
}
