namespace Analytics.Frames;

/// <summary>
/// Text as codes into a dictionary: a repeated word is stored once, and a model can take the codes as they are.
/// Code -1 is null.
/// </summary>
public sealed class TextColumn : Column
{
    private readonly int[] _codes;
    private readonly string[] _dictionary;

    /// <summary>Takes the arrays over without copying.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="codes">One 0-based index into <paramref name="dictionary"/> per row, or -1 for null.</param>
    /// <param name="dictionary">Distinct words, in any order; not every word need occur.</param>
    /// <exception cref="ArgumentException">A code lies outside the dictionary.</exception>
    public TextColumn(string name, int[] codes, string[] dictionary)
        : base(name, ColumnType.Text, codes.Length)
    {
        var nulls = 0;
        foreach (var code in codes)
        {
            if (code < -1 || code >= dictionary.Length)
            {
                throw new ArgumentException(
                    Invariant($"Column '{name}': code {code} lies outside the dictionary of {dictionary.Length} words."),
                    nameof(codes)
                );
            }

            nulls += code < 0 ? 1 : 0;
        }

        _codes = codes;
        _dictionary = dictionary;
        NullCount = nulls;
    }

    /// <summary>Builds the dictionary in order of first appearance.</summary>
    public static TextColumn FromValues(string name, IEnumerable<string?> values)
    {
        // A case that is scored alone has many columns of one value.
        if (values is IReadOnlyList<string?> { Count: 1 } one)
        {
            return one[0] is { } word ? new TextColumn(name, [0], [word]) : new TextColumn(name, [-1], []);
        }

        var dictionary = new List<string>();
        var codeOf = new Dictionary<string, int>(StringComparer.Ordinal);
        var codes = new List<int>();
        foreach (var value in values)
        {
            if (value is null)
            {
                codes.Add(-1);
                continue;
            }

            if (!codeOf.TryGetValue(value, out var code))
            {
                codeOf[value] = code = dictionary.Count;
                dictionary.Add(value);
            }

            codes.Add(code);
        }

        return new TextColumn(name, [.. codes], [.. dictionary]);
    }

    public ReadOnlySpan<int> Codes => _codes;

    public IReadOnlyList<string> Dictionary => _dictionary;

    public override int NullCount { get; }

    public override object? this[int row] => At(row);

    /// <summary>The word at a 0-based row, or null.</summary>
    public string? At(int row) => _codes[row] < 0 ? null : _dictionary[_codes[row]];

    public override bool IsNull(int row) => _codes[row] < 0;

    internal override double NumberAt(int row) => throw NotANumber();

    internal override (int Distinct, int TopRow, int TopCount) Frequencies() => Frequencies(row => _codes[row]);

    public override Column Rename(string name) => new TextColumn(name, _codes, _dictionary);

    public override Column Take(ReadOnlySpan<int> rows)
    {
        var codes = new int[rows.Length];
        for (var i = 0; i < codes.Length; i++)
        {
            codes[i] = _codes[rows[i]];
        }

        return new TextColumn(Name, codes, _dictionary);
    }

    public override int Compare(int left, int right)
    {
        var (nullLeft, nullRight) = (IsNull(left), IsNull(right));
        return nullLeft || nullRight ? nullLeft.CompareTo(nullRight) : string.CompareOrdinal(At(left), At(right));
    }

    public override bool SameValues(Column other)
    {
        if (other is not TextColumn that || that.Count != Count || that.NullCount != NullCount)
        {
            return false;
        }

        for (var row = 0; row < Count; row++)
        {
            if (!string.Equals(At(row), that.At(row), StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    public override void CopyTo(Span<double> target) => throw NotANumber();

    public override void CopyTo(Span<float> target) => throw NotANumber();

    private InvalidOperationException NotANumber() =>
        new($"Column '{Name}' is text and has no numbers. Encode it (one-hot, ordinal or target encoding), or read its Codes.");
}
