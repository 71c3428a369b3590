using System.Net;
using System.Net.Http.Headers;

namespace Analytics.Server.Tests;

[Collection(nameof(TestServer))]
public sealed class UploadMemoryTests(SampleLake lake)
{
    private const int Megabytes = 600;

    [Fact]
    public async Task An_upload_goes_to_the_disk_as_it_comes_and_not_into_memory()
    {
        await using var child = await Child.Server(lake.Copy());
        using var http = new HttpClient { BaseAddress = new Uri(child.Url) };
        await TestServer.Ready(http);
        // Of no kind that is read: what is measured is receiving it, and it is refused at its end.
        using var body = new ByteContent(Megabytes);
        using var answer = await http.PostAsync("/api/v1/upload/file", body);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal(Megabytes, body.Sent);
        Assert.InRange(child.PeakMegabytes, 1, 400);
    }

    /// <summary>So many megabytes that are no text.</summary>
    private sealed class ByteContent : HttpContent
    {
        private readonly int _megabytes;

        public ByteContent(int megabytes)
        {
            _megabytes = megabytes;
            Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        }

        public int Sent { get; private set; }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var chunk = new byte[1_000_000];
            Array.Fill(chunk, (byte)1);
            for (; Sent < _megabytes; Sent++)
            {
                await stream.WriteAsync(chunk);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _megabytes * 1_000_000L;
            return true;
        }
    }
}
