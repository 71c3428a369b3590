namespace Analytics.Lake;

public sealed partial class LakeWriter
{
    /// <summary>How many rows the table would have if it were published now; 0 when there is no such table.</summary>
    public long Rows(string table) =>
        PendingOf(table) is { } pending ? (pending.IsDropped ? 0 : pending.Rows)
        : Base.Tables.TryGetValue(table, out var published) ? published.Rows
        : 0;

    /// <summary>Partition → hash of its content as it would be published now; what differs from <see cref="Snapshot.PartitionShas"/> changed.</summary>
    public IReadOnlyDictionary<string, string> PartitionShas(string table) =>
        PendingOf(table) is { } pending ? PartitionContent.Of(pending.IsDropped ? [] : pending.Files.Values) : Base.PartitionShas(table);

    /// <summary>The partitions whose content differs from what is published, in ordinal order; the one key of an unpartitioned table is empty.</summary>
    public IReadOnlyList<string> ChangedPartitions(string table) =>
        PartitionContent.Changed(Base.PartitionShas(table), PartitionShas(table));
}
