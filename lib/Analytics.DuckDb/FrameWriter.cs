using Analytics.Frames;
using DuckDB.NET.Data;
using DuckDB.NET.Native;
using Appender = DuckDB.NET.Native.DuckDBAppender;

namespace Analytics.DuckDb;

/// <summary>A Frame as a table: chunk by chunk, column by column, through an appender.</summary>
internal static class FrameWriter
{
    public static void Create(DuckDBConnection connection, string name, Frame frame, bool isTemporary)
    {
        if (frame.Columns.Count == 0)
        {
            throw new ArgumentException($"The frame has no columns, so no table '{name}' can be made of it.", nameof(frame));
        }

        var columns = frame.Columns.Select(ColumnWriter.For).ToArray();
        var definitions = frame.Columns.Zip(columns, (column, writer) => $"{DuckDBConnection.Quote(column.Name)} {writer.Type}");
        var table = isTemporary ? $"temp.{DuckDBConnection.Quote(name)}" : Connections.QuoteTable(name);
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
        var created = NativeMethods.Appender.DuckDBAppenderCreateExt(
            Connections.Native(connection),
            catalog,
            schema,
            table,
            out var appender
        );
        using (appender)
        {
            Check(created, appender);
            using var chunk = CreateChunk(columns);
            var size = (int)NativeMethods.Helpers.DuckDBVectorSize();
            for (var start = 0; start < rows; start += size)
            {
                var count = Math.Min(size, rows - start);
                NativeMethods.DataChunks.DuckDBDataChunkReset(chunk);
                for (var column = 0; column < columns.Length; column++)
                {
                    columns[column].Write(NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, column), start, count);
                }

                NativeMethods.DataChunks.DuckDBDataChunkSetSize(chunk, (ulong)count);
                Check(NativeMethods.Appender.DuckDBAppendDataChunk(appender, chunk), appender);
            }

            Check(NativeMethods.Appender.DuckDBAppenderClose(appender), appender);
        }
    }

    private static DuckDBDataChunk CreateChunk(ColumnWriter[] columns)
    {
        var types = Array.ConvertAll(columns, column => column.CreateType());
        try
        {
            return NativeMethods.DataChunks.DuckDBCreateDataChunk(
                Array.ConvertAll(types, type => type.DangerousGetHandle()),
                (ulong)types.Length
            );
        }
        finally
        {
            Array.ForEach(types, type => type.Dispose());
        }
    }

    private static void Check(DuckDBState state, Appender appender)
    {
        if (state == DuckDBState.Success)
        {
            return;
        }

        using var error = NativeMethods.Appender.DuckDBAppenderErrorData(appender);
        throw Errors.Of(NativeMethods.ErrorData.DuckDBErrorDataMessage(error), NativeMethods.ErrorData.DuckDBErrorDataErrorType(error));
    }
}
