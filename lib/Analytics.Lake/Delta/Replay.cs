using System.Globalization;
using System.Text;
using System.Text.Json;
using Analytics.Lake.Storage;

namespace Analytics.Lake.Delta;

/// <summary>Applies log entries in order ("Action Reconciliation": the newest add or remove of a path counts).</summary>
/// <param name="table">The table's name, for errors.</param>
/// <param name="from">The state that the entries follow; <see cref="DeltaState.None"/> for the first.</param>
internal sealed class Replay(string table, DeltaState from)
{
    private readonly Dictionary<string, DataFile> _files = new(from.Files, StringComparer.Ordinal);
    private readonly StringBuilder _meaning = new();
    private readonly Dictionary<string, long> _tombstones = new(from.Tombstones, StringComparer.Ordinal);
    private TableSchema? _schema = from.Schema;
    private long _created = from.CreatedTime;
    private string _chain = from.Chain;

    public DeltaState ToState(long version) =>
        _schema is null
            ? throw new LakeException(
                Invariant(
                    $"Table {table}: its Delta log has no metaData up to version {version}. Run: dotnet script scripts/verify.csx all"
                )
            )
            : new DeltaState(version, _schema, _created, _files, _tombstones, _chain);

    /// <summary>Sets the chained hash after the actions of a checkpoint, which are not those of the entries it stands for.</summary>
    public void SetChain(string chain) => _chain = chain;

    public void Apply(long version, string entry)
    {
        _meaning.Clear();
        foreach (var line in entry.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            try
            {
                using var document = JsonDocument.Parse(line);
                foreach (var action in document.RootElement.EnumerateObject())
                {
                    Apply(action.Name, action.Value);
                }
            }
            catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
            {
                throw new LakeException(
                    Invariant(
                        $"Table {table}: entry {version} of its Delta log cannot be read: {broken.Message} Run: dotnet script scripts/verify.csx all"
                    ),
                    broken
                );
            }
        }

        _chain = Hash.OfText($"{_chain}\n{_meaning}");
    }

    private void Apply(string action, JsonElement value)
    {
        switch (action)
        {
            case "protocol":
                CheckProtocol(value);
                break;
            case "metaData":
                SetMetaData(value);
                break;
            case "add":
                Add(value);
                break;
            case "remove":
                var path = DeltaJson.DecodePath(value.GetProperty("path").GetString()!);
                _files.Remove(path);
                Mean("remove", path);
                _tombstones[path] =
                    value.TryGetProperty("deletionTimestamp", out var at) && at.ValueKind == JsonValueKind.Number ? at.GetInt64() : 0;
                break;
        }
    }

    private void CheckProtocol(JsonElement value)
    {
        var (reader, writer) = (value.GetProperty("minReaderVersion").GetInt32(), value.GetProperty("minWriterVersion").GetInt32());
        if (reader > 1 || writer > 2)
        {
            throw new LakeException(
                Invariant(
                    $"Table {table} asks for Delta reader {reader} and writer {writer}; this version knows reader 1 and writer 2. Another engine upgraded it: use that engine, or roll back."
                )
            );
        }
    }

    private void SetMetaData(JsonElement value)
    {
        var partitions = value.GetProperty("partitionColumns").EnumerateArray().Select(name => name.GetString()!).ToArray();
        if (partitions.Length > 1)
        {
            throw new LakeException($"Table {table} has {partitions.Length} partition columns; this version knows one.");
        }

        Mean("metaData", value.GetProperty("schemaString").GetString(), partitions.FirstOrDefault());
        _schema = DeltaJson.ReadSchema(value.GetProperty("schemaString").GetString()!, partitions.FirstOrDefault());
        _created =
            value.TryGetProperty("createdTime", out var created) && created.ValueKind == JsonValueKind.Number ? created.GetInt64() : 0;
    }

    private void Add(JsonElement value)
    {
        var path = DeltaJson.DecodePath(value.GetProperty("path").GetString()!);
        string? partition = null;
        if (_schema?.PartitionBy is { } column)
        {
            partition = value.GetProperty("partitionValues").GetProperty(column).GetString() ?? TableSchema.NullPartition;
        }

        var stats = value.TryGetProperty("stats", out var text) ? text.GetString() ?? "" : "";
        Mean("add", path, partition, value.GetProperty("size").GetRawText(), stats);
        _tombstones.Remove(path);
        _files[path] = new DataFile(path, partition, value.GetProperty("size").GetInt64(), RowsOf(stats), stats);
    }

    // Everything but the times, which differ between two lakes of the same work.
    private void Mean(params ReadOnlySpan<string?> parts)
    {
        foreach (var part in parts)
        {
            _meaning.Append(CultureInfo.InvariantCulture, $"{part?.Length ?? -1} {part}\n");
        }
    }

    private static long RowsOf(string stats)
    {
        if (stats.Length == 0)
        {
            return 0;
        }

        using var document = JsonDocument.Parse(stats);
        return document.RootElement.GetProperty("numRecords").GetInt64();
    }
}
