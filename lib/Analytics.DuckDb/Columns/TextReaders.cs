using System.Text;
using Analytics.Frames;

namespace Analytics.DuckDb;

/// <summary>VARCHAR to codes and a dictionary in order of first appearance; a word is decoded once.</summary>
internal sealed unsafe class TextReader(int rows) : ColumnReader
{
    private readonly int[] _codes = new int[rows];
    private readonly WordTable _words = new();

    // A word's code is its place among the words seen before.
    public override bool IsUnordered => false;

    public override void Add(in Vector vector, int row, int count)
    {
        var texts = vector.Data<NativeString>();
        for (var i = 0; i < count; i++)
            _codes[row + i] = vector.IsNull(i) ? -1 : _words.CodeOf(texts[i].Bytes(texts + i));
    }

    public override Column ToColumn(string name) => new TextColumn(name, _codes, _words.ToArray());
}

/// <summary>ENUM: DuckDB's codes are ours. The dictionary holds all words of the type.</summary>
internal sealed class EnumReader(int rows, string[] words) : ColumnReader
{
    private readonly int[] _codes = new int[rows];

    public override void Add(in Vector vector, int row, int count)
    {
        for (var i = 0; i < count; i++)
            _codes[row + i] = vector.IsNull(i) ? -1 : VectorValue.EnumCode(vector, i);
    }

    public override Column ToColumn(string name) => new TextColumn(name, _codes, words);
}

/// <summary>Everything without a column type of its own, by way of its object and <see cref="ValueText"/>.</summary>
internal sealed class ObjectTextReader(int rows) : ColumnReader
{
    private readonly int[] _codes = new int[rows];
    private readonly WordTable _words = new();

    // A word's code is its place among the words seen before.
    public override bool IsUnordered => false;

    public override void Add(in Vector vector, int row, int count)
    {
        for (var i = 0; i < count; i++)
            _codes[row + i] = TextAt(vector, i) is { } text ? _words.CodeOf(Encoding.UTF8.GetBytes(text)) : -1;
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
