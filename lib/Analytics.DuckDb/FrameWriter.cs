using System.Runtime.InteropServices;
using System.Text;
using Analytics.Frames;

namespace Analytics.DuckDb;

/// <summary>A Frame as a table: chunk by chunk, column by column, through an appender.</summary>
internal static unsafe class FrameWriter
{
    public static void Create(DuckDBConnection connection, string name, Frame frame, bool isTemporary)
    {
        if (frame.Columns.Count == 0)
            throw new ArgumentException($"The frame has no columns, so no table '{name}' can be made of it.", nameof(frame));
        var columns = frame.Columns.Select(ColumnWriter.For).ToArray();
        var definitions = frame.Columns.Zip(columns, (column, writer) => $"{DuckDBConnection.Quote(column.Name)} {writer.Type}");
        var table = isTemporary ? $"temp.{DuckDBConnection.Quote(name)}" : DuckDBConnection.QuoteTable(name);
        connection.Execute($"create {(isTemporary ? "temporary " : "")}table {table} ({string.Join(", ", definitions)})");
        var parts = isTemporary ? [name] : name.Split('.', 2);
        try
        {
            Append(connection, isTemporary ? "temp" : null, parts.Length == 2 ? parts[0] : null, parts[^1], columns, frame.RowCount);
        }
        catch
        {
            connection.Execute($"drop table {table}");
            throw;
        }
    }

    private static void Append(DuckDBConnection connection, string? catalog, string? schema, string table, ColumnWriter[] columns, int rows)
    {
        var failed = Native.duckdb_appender_create_ext(connection.Handle, catalog, schema, table, out var appender) != 0;
        using (appender)
        {
            Check(!failed, appender);
            var types = Array.ConvertAll(columns, column => column.CreateType());
            ChunkHandle chunk;
            fixed (nint* pointer = types)
                chunk = Native.duckdb_create_data_chunk(pointer, (ulong)types.Length);
            for (var i = 0; i < types.Length; i++)
                Native.duckdb_destroy_logical_type(ref types[i]);
            using (chunk)
            {
                var size = (int)Native.duckdb_vector_size();
                for (var start = 0; start < rows; start += size)
                {
                    var count = Math.Min(size, rows - start);
                    Native.duckdb_data_chunk_reset(chunk);
                    for (var column = 0; column < columns.Length; column++)
                        columns[column].Write(Native.duckdb_data_chunk_get_vector(chunk, (ulong)column), start, count);
                    Native.duckdb_data_chunk_set_size(chunk, (ulong)count);
                    Check(Native.duckdb_append_data_chunk(appender, chunk) == 0, appender);
                }
            }

            Check(Native.duckdb_appender_close(appender) == 0, appender);
        }
    }

    private static void Check(bool isGood, AppenderHandle appender)
    {
        if (!isGood)
            throw DuckDBException.From(appender);
    }
}
