using System.Security.Cryptography;
using System.Text;
using Analytics.DuckDb;
using Analytics.Lake;

namespace Analytics.Engine;

/// <summary>Hashes what a step is made of; equal means that the step need not run.</summary>
internal static class Fingerprint
{
    /// <summary>Raised when the builders in this library change what they make of the same SQL.</summary>
    public const int CodeVersion = 5;

    public static string Engine { get; } = $"duckdb {DuckDBConnection.LibraryVersion}, code {CodeVersion}";

    /// <summary>What makes a table: DuckDB, but for Gold tables of a run that asks for another engine.</summary>
    public static string EngineOf(Table table, RunOptions options) =>
        options.EngineOf(table) is { } other ? Invariant($"{other.Identity}, code {CodeVersion}") : Engine;

    public static string Of(params IEnumerable<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            // The length keeps ("ab", "c") and ("a", "bc") apart.
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The code of a table's step: SQL, contract, layouts, macros.</summary>
    public static string CodeOf(Domain domain, Table table)
    {
        var parts = new List<string> { table.Name, table.Layer.ToString(), table.PartitionBy ?? "" };
        parts.AddRange(
            table.Contract.Fields.Select(field => $"{field.Name} {field.Type} {field.IsKey} {field.IsRequired} {field.Merging}")
        );
        parts.AddRange(table.Contract.Rules.Select(rule => $"{rule.Name} {rule.Broken} {rule.Severity}"));
        parts.AddRange(table.Contract.Gates.Select(gate => gate.Identity));
        switch (table)
        {
            case SilverTable silver:
                parts.Add(Workspace.MacroText);
                parts.Add(silver.TellApart ?? "");
                if (silver.Entity is { } entity)
                {
                    parts.Add($"entity {entity}");
                }

                foreach (var feed in silver.Feeds)
                {
                    parts.Add(feed.Sql);
                    if (feed.Numbered)
                    {
                        parts.Add("numbered");
                    }

                    parts.Add(feed.Elsewhere ?? "");
                    var layout = domain.Sources.SelectMany(source => source.Layouts).First(layout => layout.Name == feed.Layout);
                    parts.Add(
                        $"{layout.Name} {layout.Encoding} {layout.Header} {layout.TrailingDelimiter} {string.Join(',', layout.Personal)} {layout.DayFirst} {layout.Zone} {string.Join(',', layout.NoAnswer)} {string.Join(',', layout.Coded)}"
                    );
                    parts.AddRange(
                        layout.Columns.Select(column =>
                            $"{column.Name}|{string.Join('|', column.Aliases)} {column.Required} {column.Kind}{(column.JsonType == RawColumn.Text ? "" : " " + column.JsonType)}"
                        )
                    );
                }

                break;
            case DerivedTable derived:
                parts.Add(derived.Sql);
                parts.Add(derived.Aligned.ToString());
                if (derived.Compute is { } compute)
                {
                    parts.Add(FormattableString.Invariant($"compute {compute.Version}"));
                }

                break;
        }

        return Of(parts);
    }

    public static StepRecord Record(
        string code,
        IReadOnlyDictionary<string, string> inputs,
        IReadOnlyDictionary<string, string> parameters,
        IReadOnlyDictionary<string, string> outputs,
        string? engine = null
    ) => new(Of([code, engine ?? Engine, .. Flat(inputs), .. Flat(parameters)]), code, engine ?? Engine, inputs, parameters, outputs);

    private static IEnumerable<string> Flat(IReadOnlyDictionary<string, string> map) =>
        map.OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => new[] { pair.Key, pair.Value });
}
