using Analytics.Lake.Delta;

namespace Analytics.Lake;

/// <summary>Tells which partitions of a table changed, without reading them: files are named by the hash of their bytes.</summary>
internal static class PartitionContent
{
    public static IReadOnlyDictionary<string, string> Of(IEnumerable<DataFile> files) =>
        files
            .GroupBy(file => file.Partition ?? "", StringComparer.Ordinal)
            .ToDictionary(
                group => group.Key,
                group => string.Join('\n', group.Select(file => file.Path).Order(StringComparer.Ordinal)),
                StringComparer.Ordinal
            );

    /// <summary>The partitions that only one side has or that differ, in ordinal order.</summary>
    public static IReadOnlyList<string> Changed(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> now) =>
        [
            .. before
                .Keys.Union(now.Keys, StringComparer.Ordinal)
                .Where(partition => before.GetValueOrDefault(partition) != now.GetValueOrDefault(partition))
                .Order(StringComparer.Ordinal),
        ];
}
