using System.Buffers;
using System.Text.Json;

namespace Analytics.Server.Api;

/// <summary>An answer whose JSON is written by hand: rows have columns that no type knows.</summary>
internal sealed class JsonResult(Action<Utf8JsonWriter> write) : IResult
{
    public async Task ExecuteAsync(HttpContext http)
    {
        // Whole before anything is sent: what goes wrong while it is written is a problem, not half an answer.
        var text = new ArrayBufferWriter<byte>();
        await using (var json = new Utf8JsonWriter(text))
        {
            write(json);
        }

        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = text.WrittenCount;
        await http.Response.Body.WriteAsync(text.WrittenMemory, http.RequestAborted);
    }
}
