using System.Globalization;
using Analytics.Lake.Delta;

namespace Analytics.Lake;

/// <summary>What a table is to hold after the next publish, and where those of its files lie that are still staged.</summary>
internal sealed class PendingTable
{
    private readonly Dictionary<string, DataFile> _files = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _staged = new(StringComparer.Ordinal);

    private PendingTable(TableSchema schema) => Schema = schema;

    public TableSchema Schema { get; }

    public bool IsDropped { get; private init; }

    public IReadOnlyDictionary<string, DataFile> Files => _files;

    /// <summary>Path in the table → the staged file that goes there, by path, so that a move that fails is the same on every machine.</summary>
    public IReadOnlyDictionary<string, string> Staged => _staged;

    public long Rows => _files.Values.Sum(file => file.Rows);

    public string Sha => DeltaState.ContentSha(Schema, _files.Values);

    public static PendingTable Empty(TableSchema schema) => new(schema);

    public static PendingTable Dropped(TableSchema schema) => new(schema) { IsDropped = true };

    public static PendingTable Of(StagedTable t)
    {
        var pending = new PendingTable(t.Schema);
        pending.Add(t);
        return pending;
    }

    public static PendingTable From(DeltaState state)
    {
        var pending = new PendingTable(state.Schema!);
        foreach (var file in state.Files.Values)
        {
            pending._files[file.Path] = file;
        }

        return pending;
    }

    public void Add(StagedTable t)
    {
        foreach (var part in t.Parts)
        {
            // The same rows appended again are the same bytes and would be the same name: count them apart.
            var path = part.Path;
            for (var copy = 1; _files.ContainsKey(path); copy++)
            {
                path = part.Path.Replace(
                    ".parquet",
                    string.Create(CultureInfo.InvariantCulture, $".{copy}.parquet"),
                    StringComparison.Ordinal
                );
            }

            _files[path] = part with { Path = path };
            _staged[path] = part.In(t.Folder);
        }
    }

    public void Remove(DataFile file)
    {
        _files.Remove(file.Path);
        _staged.Remove(file.Path);
    }

    /// <summary>Absolute paths in their fixed order: staged files where they are now, the others in the table.</summary>
    public IEnumerable<string> Paths(string tableFolder) =>
        _files
            .Values.OrderBy(file => file.Path, StringComparer.Ordinal)
            .Select(file => _staged.TryGetValue(file.Path, out var staged) ? staged : file.In(tableFolder));
}
