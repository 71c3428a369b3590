namespace Analytics.Lake;

/// <summary>What <c>data/manifests/&lt;sha&gt;.json</c> holds. No clock and no run id stands in it: the same work gives the same name.</summary>
internal sealed partial record Manifest
{
    /// <summary>The newest layout of the lake that this version reads and the one it writes.</summary>
    public const int Format = 2;

    public string? Parent { get; init; }

    public string Message { get; init; } = "";

    public required IReadOnlyDictionary<string, TableVersion> Tables { get; init; }

    public required IReadOnlyDictionary<string, string> Cursors { get; init; }

    public required IReadOnlyDictionary<string, StepRecord> Steps { get; init; }

    public required IReadOnlyDictionary<string, string> Models { get; init; }

    /// <summary>Every file of every registered model version, relative to <c>models/</c> → its hash.</summary>
    public required IReadOnlyDictionary<string, string> ModelFiles { get; init; }

    public required IReadOnlyDictionary<string, Account> Accounts { get; init; }

    public required IReadOnlyDictionary<string, TableMeasures> Measures { get; init; }

    public required IReadOnlyList<VerdictRecord> Verdicts { get; init; }

    public static Manifest Empty { get; } =
        new()
        {
            Tables = Nothing<TableVersion>(),
            Cursors = Nothing<string>(),
            Steps = Nothing<StepRecord>(),
            Models = Nothing<string>(),
            ModelFiles = Nothing<string>(),
            Accounts = Nothing<Account>(),
            Measures = Nothing<TableMeasures>(),
            Verdicts = [],
        };

    public static string PathIn(string lake, string sha) => Path.Combine(lake, "manifests", sha + ".json");

    private static SortedDictionary<string, T> Nothing<T>() => new(StringComparer.Ordinal);
}
