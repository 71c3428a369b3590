using Analytics.Lake.Delta;

namespace Analytics.Lake;

/// <summary>Tells which partitions of a table changed, without reading them: files are named by the hash of their bytes.</summary>
internal static class PartitionContent
{
    public static IReadOnlyDictionary<string, string> Of(IEnumerable<DataFile> files) => files
        .GroupBy(file => file.Partition ?? "", StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => string.Join('\n', group.Select(file => file.Path).Order(StringComparer.Ordinal)), StringComparer.Ordinal);
}
