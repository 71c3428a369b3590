using System.Text.Json;
using Analytics.App;
using Analytics.Frames;

namespace Analytics.Server.Api;

/// <summary>Rows as the client accepts them: JSON (an array of objects) unless it asks for <c>text/csv</c> or <c>application/vnd.apache.parquet</c>.</summary>
internal sealed class Rows(Frame frame, IReadOnlyList<bool>? isJson = null) : IResult
{
    public const string Csv = "text/csv";

    public const string Parquet = "application/vnd.apache.parquet";

    public async Task ExecuteAsync(HttpContext http)
    {
        var cancellation = http.RequestAborted;
        switch (Wanted(http.Request))
        {
            case Csv:
                http.Response.ContentType = Csv + "; charset=utf-8";
                http.Response.Headers.ContentDisposition = "attachment";
                // Text that a spreadsheet program would run as a formula gets an apostrophe, as scripts write it.
                await http.Response.WriteAsync(frame.ToCsv(true), cancellation);
                break;
            case Parquet:
                await WriteParquet(http, cancellation);
                break;
            default:
                await WriteJson(http, cancellation);
                break;
        }
    }

    /// <summary>The first of the three kinds that the client names; JSON for none of them.</summary>
    private static string Wanted(HttpRequest request) =>
        request
            .GetTypedHeaders()
            .Accept.OrderByDescending(each => each.Quality ?? 1)
            .Select(each => each.MediaType.Value)
            .FirstOrDefault(each => each is Csv or Parquet or "application/json" or "application/*")
        ?? "application/json";

    private async Task WriteJson(HttpContext http, CancellationToken cancellation)
    {
        http.Response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(http.Response.Body);
        json.WriteStartArray();
        for (var row = 0; row < frame.RowCount; row++)
        {
            FrameJson.WriteRow(json, frame, row, isJson);
            if (row % 500 != 499)
            {
                continue;
            }

            await json.FlushAsync(cancellation);
        }

        json.WriteEndArray();
        await json.FlushAsync(cancellation);
    }

    private async Task WriteParquet(HttpContext http, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("analytics-parquet-").FullName;
        try
        {
            var path = Path.Combine(folder, "rows.parquet");
            await Task.Run(
                () =>
                {
                    using var db = DuckDBConnection.InMemory();
                    db.CreateTable("rows", frame);
                    db.Execute($"COPY rows TO {DuckDBConnection.Literal(path)} (FORMAT parquet)");
                },
                cancellation
            );
            http.Response.ContentType = Parquet;
            http.Response.Headers.ContentDisposition = "attachment";
            await http.Response.SendFileAsync(path, cancellation);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
