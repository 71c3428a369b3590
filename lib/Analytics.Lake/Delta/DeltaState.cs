using System.Text;
using Analytics.Lake.Storage;

namespace Analytics.Lake.Delta;

/// <summary>A table at one version: what is left after replaying its log (the protocol's "Action Reconciliation").</summary>
/// <param name="Version">The version; -1 before the first.</param>
/// <param name="Schema">Its schema; null before the first.</param>
/// <param name="CreatedTime">When the table was made, in milliseconds since 1970.</param>
/// <param name="Files">The files by path.</param>
/// <param name="Tombstones">Removed files → when, in milliseconds since 1970.</param>
/// <param name="Chain">Hash over what every entry up to this one says, its times left out, chained from the first.</param>
internal sealed record DeltaState(
    long Version,
    TableSchema? Schema,
    long CreatedTime,
    IReadOnlyDictionary<string, DataFile> Files,
    IReadOnlyDictionary<string, long> Tombstones,
    string Chain
)
{
    public static readonly DeltaState None = new(
        -1,
        null,
        0,
        new Dictionary<string, DataFile>(StringComparer.Ordinal),
        new Dictionary<string, long>(StringComparer.Ordinal),
        ""
    );

    public long Rows => Files.Values.Sum(file => file.Rows);

    public IEnumerable<DataFile> Ordered => Files.Values.OrderBy(file => file.Path, StringComparer.Ordinal);

    /// <summary>Hash of schema and ordered file names; the names are hashes of the content.</summary>
    public string Sha => Schema is null ? "" : ContentSha(Schema, Files.Values);

    public static string ContentSha(TableSchema schema, IEnumerable<DataFile> files)
    {
        var text = new StringBuilder(DeltaJson.SchemaString(schema)).Append('\n').Append(schema.PartitionBy).Append('\n');
        foreach (var file in files.OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            text.Append(file.Path).Append('\n');
        }

        return Hash.OfText(text.ToString());
    }
}
