using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Analytics.Server.Tests;

/// <summary>A span as a collector sees it.</summary>
internal sealed record Span(
    string Service,
    string Source,
    string Trace,
    string Id,
    string Parent,
    string Name,
    bool IsError,
    IReadOnlyDictionary<string, object> Tags
)
{
    public string? Tag(string name) =>
        Tags.TryGetValue(name, out var value) ? Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) : null;
}

/// <summary>A collector on a free port of this machine: takes OTLP over HTTP with protobuf, or over gRPC, and keeps what it took. It reads the bytes by itself.</summary>
internal sealed class TraceReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TraceReceiver(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    public ConcurrentQueue<Span> Spans { get; } = [];

    /// <summary>Bodies as they came.</summary>
    public ConcurrentQueue<byte[]> Bodies { get; } = [];

    public ConcurrentQueue<string> Paths { get; } = [];

    public static async Task<TraceReceiver> Start(bool isGrpc = false)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
                kestrel.Listen(
                    System.Net.IPAddress.Loopback,
                    0,
                    listen => listen.Protocols = isGrpc ? HttpProtocols.Http2 : HttpProtocols.Http1
                )
            );
        var app = builder.Build();
        var receiver = new TraceReceiver(app);
        app.Run(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            // Of gRPC a message comes behind five bytes: whether it is compressed, and its length.
            var bytes = isGrpc ? body.ToArray()[5..] : body.ToArray();
            receiver.Paths.Enqueue(http.Request.Path);
            receiver.Bodies.Enqueue(bytes);
            foreach (var span in Read(bytes))
            {
                receiver.Spans.Enqueue(span);
            }

            http.Response.ContentType = isGrpc ? "application/grpc" : "application/x-protobuf";
            if (isGrpc)
            {
                await http.Response.Body.WriteAsync(new byte[5]);
                http.Response.AppendTrailer("grpc-status", "0");
            }
        });
        await app.StartAsync();
        return receiver;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    /// <summary>The fields of ExportTraceServiceRequest that tests look at, by their numbers in opentelemetry/proto/trace/v1/trace.proto.</summary>
    private static IEnumerable<Span> Read(byte[] request)
    {
        foreach (var resourceSpans in All(request, 1))
        {
            var resource = All(resourceSpans, 1).SelectMany(each => Tags(each, 1)).ToDictionary();
            foreach (var scopeSpans in All(resourceSpans, 2))
            {
                var source = Text(All(All(scopeSpans, 1).Single(), 1).Single());
                foreach (var span in All(scopeSpans, 2))
                {
                    var status = All(span, 15).FirstOrDefault();
                    yield return new Span(
                        (string)resource["service.name"],
                        source,
                        Convert.ToHexStringLower(All(span, 1).Single().Span),
                        Convert.ToHexStringLower(All(span, 2).Single().Span),
                        All(span, 4).FirstOrDefault() is { Length: > 0 } parent ? Convert.ToHexStringLower(parent.Span) : "",
                        Text(All(span, 5).Single()),
                        Fields(status).Any(each => each is { Field: 3, Number: 2 }),
                        Tags(span, 9).ToDictionary()
                    );
                }
            }
        }
    }

    private static IEnumerable<KeyValuePair<string, object>> Tags(ReadOnlyMemory<byte> message, int field)
    {
        foreach (var pair in All(message, field))
        {
            var value = Fields(All(pair, 2).Single()).Single();
            yield return KeyValuePair.Create<string, object>(
                Text(All(pair, 1).Single()),
                value.Field switch
                {
                    1 => Text(value.Bytes),
                    2 => value.Number == 1,
                    3 => (long)value.Number,
                    4 => BitConverter.UInt64BitsToDouble(value.Number),
                    _ => value.Bytes,
                }
            );
        }
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    private static IEnumerable<ReadOnlyMemory<byte>> All(ReadOnlyMemory<byte> message, int field) =>
        Fields(message).Where(each => each.Field == field).Select(each => each.Bytes);

    private static IEnumerable<(int Field, ulong Number, ReadOnlyMemory<byte> Bytes)> Fields(ReadOnlyMemory<byte> message)
    {
        var at = 0;
        ulong Varint()
        {
            ulong value = 0;
            for (var shift = 0; ; shift += 7)
            {
                var next = message.Span[at++];
                value |= (ulong)(next & 0x7F) << shift;
                if (next < 0x80)
                {
                    return value;
                }
            }
        }

        while (at < message.Length)
        {
            var key = Varint();
            var field = (int)(key >> 3);
            switch (key & 7)
            {
                case 0:
                    yield return (field, Varint(), default);
                    break;
                case 1:
                    yield return (field, BinaryPrimitives.ReadUInt64LittleEndian(message.Span[at..]), default);
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint();
                    yield return (field, 0, message.Slice(at, length));
                    at += length;
                    break;
                case 5:
                    yield return (field, BinaryPrimitives.ReadUInt32LittleEndian(message.Span[at..]), default);
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException(Invariant($"wire type {key & 7}"));
            }
        }
    }
}
