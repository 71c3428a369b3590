namespace Analytics.Lake.Delta;

/// <summary>One Parquet file of a table as its Delta log holds it.</summary>
/// <param name="Path">Relative to the table's folder, <c>/</c> between parts, not URL-encoded.</param>
/// <param name="Partition">Value of the partition column, or null when the table has none; <see cref="TableSchema.NullPartition"/> for null.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Stats">The statistics as one JSON text.</param>
internal sealed record DataFile(string Path, string? Partition, long Size, long Rows, string Stats)
{
    /// <summary>The content hash that the file is named by.</summary>
    public string Sha => Path[(Path.LastIndexOf('/') + 1)..][..Math.Min(Storage.Hash.Length, Path.Length - Path.LastIndexOf('/') - 1)];

    public string In(string tableFolder) => System.IO.Path.Combine(tableFolder, Path);

    /// <summary><c>column=value</c>, each byte outside letters, digits, <c>. _ -</c> as %XX, as Hive does.</summary>
    public static string PartitionFolder(string column, string value)
    {
        var text = new System.Text.StringBuilder(column).Append('=');
        foreach (var b in System.Text.Encoding.UTF8.GetBytes(value))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'.' or (byte)'_' or (byte)'-')
            {
                text.Append((char)b);
            }
            else
            {
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"%{b:X2}");
            }
        }

        return text.ToString();
    }
}
