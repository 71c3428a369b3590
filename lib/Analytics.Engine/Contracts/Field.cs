namespace Analytics.Engine;

/// <summary>What happens when a rule is broken.</summary>
public enum Severity
{
    /// <summary>Counted and reported; the row is kept, the run goes on.</summary>
    Warn,

    /// <summary>For a row rule: the row goes to quarantine. For a table gate: nothing is published.</summary>
    Fail,
}

/// <summary>One column of a table: type, meaning and the rules its values obey.</summary>
public sealed record Field
{
    private Field(string name, string type, string meaning)
    {
        Name = name;
        Type = type;
        Meaning = meaning;
        Raw = name;
    }

    public string Name { get; }

    /// <summary>The SQL type, e.g. <c>INTEGER</c>, <c>DECIMAL(18,2)</c>, <c>VARCHAR[]</c>.</summary>
    public string Type { get; }

    /// <summary>What it is, with its unit.</summary>
    public string Meaning { get; }

    /// <summary>The raw column it is read from; null when it is computed.</summary>
    public string? Raw { get; private init; }

    public bool IsKey { get; private init; }

    public bool IsRequired { get; private init; }

    /// <summary>Whether it names something: where a spreadsheet rounded it to 2.00512E+12, nobody can say what.</summary>
    public bool IsId { get; private init; }

    /// <summary>Smallest allowed value as SQL, e.g. <c>0</c> or <c>TIMESTAMP '2000-01-01'</c>.</summary>
    public string? Min { get; private init; }

    public string? Max { get; private init; }

    /// <summary>The allowed words; empty when any are.</summary>
    public IReadOnlyList<string> Vocabulary { get; private init; } = [];

    /// <summary>A regular expression that the whole text must match.</summary>
    public string? Pattern { get; private init; }

    /// <summary>Raw texts that stand for a missing value, besides the empty one.</summary>
    public IReadOnlyList<string> NullWords { get; private init; } = [];

    /// <summary>
    /// How the value follows when a file that lacks some of its raw columns updates a row: SQL over <c>old.x</c> (what is known),
    /// <c>new.x</c> (what the file says) and <c>new._lacks</c> (raw columns that it does not have). Null: the old value where the file
    /// has none of the raw columns, else the new one.
    /// </summary>
    public string? Merging { get; private init; }

    public Severity RangeSeverity { get; private init; } = Severity.Fail;

    public Severity VocabularySeverity { get; private init; } = Severity.Warn;

    /// <summary>What a value that cannot be read, or that lacks the pattern's form, does to its row.</summary>
    internal Severity Strictness { get; private init; } = Severity.Fail;

    public static Field Text(string name, string meaning = "") => new(name, "VARCHAR", meaning);

    /// <summary>A text that names something, made of one raw column: a row in which a spreadsheet rounded it goes to quarantine.</summary>
    public static Field Id(string name, string meaning = "") => Text(name, meaning) with { IsId = true };

    public static Field Int(string name, string meaning = "") => new(name, "INTEGER", meaning);

    public static Field Long(string name, string meaning = "") => new(name, "BIGINT", meaning);

    public static Field Double(string name, string meaning = "") => new(name, "DOUBLE", meaning);

    public static Field Decimal(string name, int precision, int scale, string meaning = "") =>
        new(name, Invariant($"DECIMAL({precision},{scale})"), meaning);

    public static Field Bool(string name, string meaning = "") => new(name, "BOOLEAN", meaning);

    public static Field Date(string name, string meaning = "") => new(name, "DATE", meaning);

    public static Field Time(string name, string meaning = "") => new(name, "TIMESTAMP", meaning);

    public static Field TextList(string name, string meaning = "") => new Field(name, "VARCHAR[]", meaning).Computed();

    public static Field IntList(string name, string meaning = "") => new Field(name, "INTEGER[]", meaning).Computed();

    /// <summary>Part of the key; keys are required.</summary>
    public Field Key() => this with { IsKey = true, IsRequired = true };

    public Field Required() => this with { IsRequired = true };

    /// <summary>Inclusive bounds as SQL literals; null for an open end.</summary>
    public Field Range(string? min, string? max) => this with { Min = min, Max = max };

    /// <summary>Inclusive bounds.</summary>
    public Field Range(double min, double max) => Range(FormattableString.Invariant($"{min}"), FormattableString.Invariant($"{max}"));

    /// <summary>As <see cref="Range(double, double)"/>, but a row beyond is kept and counted.</summary>
    public Field Plausible(double min, double max) => Range(min, max) with { RangeSeverity = Severity.Warn };

    public Field OneOf(params IReadOnlyList<string> words) => this with { Vocabulary = words };

    /// <summary>As <see cref="OneOf"/>, but a row with another word goes to quarantine.</summary>
    public Field OnlyOneOf(params IReadOnlyList<string> words) => this with { Vocabulary = words, VocabularySeverity = Severity.Fail };

    public Field Matches(string pattern) => this with { Pattern = pattern };

    /// <summary>Read from a raw column of another name.</summary>
    public Field From(string raw) => this with { Raw = raw };

    /// <summary>Computed from several raw columns: a null is then not taken for an unreadable value.</summary>
    public Field Computed() => this with { Raw = null };

    /// <summary>See <see cref="Merging"/>.</summary>
    public Field MergedAs(string sql) => this with { Merging = sql };

    /// <summary>The same column without a rule that refuses a row; what breaks its rules is counted.</summary>
    internal Field Relaxed() =>
        this with
        {
            IsRequired = false,
            RangeSeverity = Severity.Warn,
            VocabularySeverity = Severity.Warn,
            Strictness = Severity.Warn,
        };

    public Field MissingIs(params IReadOnlyList<string> words) => this with { NullWords = words };
}
