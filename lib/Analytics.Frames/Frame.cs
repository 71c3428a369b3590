using System.Diagnostics.CodeAnalysis;

namespace Analytics.Frames;

/// <summary>
/// An immutable table held column by column: n rows × m named columns of equal length.
/// For looking, feeding a model or drawing; wrangling is SQL's work.
/// </summary>
public sealed partial class Frame : IEquatable<Frame>
{
    private readonly Column[] _columns;
    private readonly Dictionary<string, int> _indexOf;

    /// <exception cref="ArgumentException">Two columns share a name or differ in length.</exception>
    public Frame(params IEnumerable<Column> columns)
    {
        _columns = [.. columns];
        _indexOf = new Dictionary<string, int>(_columns.Length, StringComparer.Ordinal);
        RowCount = _columns.Length == 0 ? 0 : _columns[0].Count;
        for (var i = 0; i < _columns.Length; i++)
        {
            if (_columns[i].Count != RowCount)
            {
                throw new ArgumentException(
                    Invariant($"Column '{_columns[i].Name}' has {_columns[i].Count} rows, '{_columns[0].Name}' has {RowCount}."),
                    nameof(columns)
                );
            }

            if (!_indexOf.TryAdd(_columns[i].Name, i))
            {
                throw new ArgumentException($"Two columns are named '{_columns[i].Name}'.", nameof(columns));
            }
        }
    }

    public int RowCount { get; }

    public IReadOnlyList<Column> Columns => _columns;

    public IEnumerable<string> Names => _columns.Select(column => column.Name);

    /// <exception cref="KeyNotFoundException">There is no such column; the message lists those there are.</exception>
    public Column this[string name] =>
        _indexOf.TryGetValue(name, out var index)
            ? _columns[index]
            : throw new KeyNotFoundException($"No column '{name}'. The frame has: {string.Join(", ", Names)}.");

    public bool TryGet(string name, [NotNullWhen(true)] out Column? column)
    {
        column = _indexOf.TryGetValue(name, out var index) ? _columns[index] : null;
        return column is not null;
    }

    /// <summary>A column by name and value type.</summary>
    /// <exception cref="InvalidCastException">The column holds another type; the message names both.</exception>
    public Column<T> Column<T>(string name)
        where T : struct =>
        this[name] as Column<T> ?? throw new InvalidCastException($"Column '{name}' holds {this[name].Type}, not {typeof(T).Name}.");

    /// <summary>A text column by name.</summary>
    /// <exception cref="InvalidCastException">The column holds another type.</exception>
    public TextColumn Text(string name) =>
        this[name] as TextColumn ?? throw new InvalidCastException($"Column '{name}' holds {this[name].Type}, not text.");

    /// <summary>The named columns, in that order.</summary>
    public Frame Select(params IEnumerable<string> names) => new(names.Select(name => this[name]));

    /// <summary>All columns but the named ones; a name that does not exist is an error.</summary>
    public Frame Drop(params IEnumerable<string> names)
    {
        var dropped = names.Select(name => this[name]).ToHashSet();
        return new Frame(_columns.Where(column => !dropped.Contains(column)));
    }

    /// <summary>The frame with a column added, or put in place of the one of the same name.</summary>
    public Frame With(Column column) =>
        TryGet(column.Name, out var old)
            ? new Frame(_columns.Select(each => ReferenceEquals(each, old) ? column : each))
            : new Frame(_columns.Append(column));

    /// <summary>The given 0-based rows, in that order; a row may repeat.</summary>
    public Frame Take(ReadOnlySpan<int> rows)
    {
        var columns = new Column[_columns.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = _columns[i].Take(rows);
        }

        return new Frame(columns);
    }

    /// <summary>The first rows.</summary>
    /// <param name="count">Maximum number. Default 5.</param>
    public Frame Head(int count = 5) => Take([.. Enumerable.Range(0, Math.Min(Math.Max(count, 0), RowCount))]);

    public bool Equals(Frame? other) =>
        other is not null
        && RowCount == other.RowCount
        && Names.SequenceEqual(other.Names, StringComparer.Ordinal)
        && _columns.Zip(other._columns).All(pair => pair.First.SameValues(pair.Second));

    public override bool Equals(object? obj) => Equals(obj as Frame);

    public override int GetHashCode() => HashCode.Combine(RowCount, _columns.Length);
}
