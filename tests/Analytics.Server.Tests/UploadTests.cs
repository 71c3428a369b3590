using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Analytics.Server.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Analytics.Server.Tests;

[Collection(nameof(TestServer))]
public sealed class UploadTests(SampleLake lake) : IAsyncLifetime
{
    private string _data = "";
    private RunningServer _server = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _data = lake.Copy();
        _server = await TestServer.Start(_data, settings => settings with { UploadMegabytes = 3, UnpackedMegabytes = 20 });
        _http = TestServer.Client(_server);
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    /// <summary>The sample's header and some of its rows, with household ids of their own.</summary>
    internal static string Csv(int rows, string prefix, int bad = 0)
    {
        using var file = new StreamReader(
            new GZipStream(
                File.OpenRead(Path.Combine(RealData.Repository, "data", "samples", "households", "survey.csv.gz")),
                CompressionMode.Decompress
            )
        );
        var text = new StringBuilder(file.ReadLine()).Append('\n');
        for (var row = 0; row < rows; row++)
        {
            var fields = file.ReadLine()!.Split(',');
            fields[3] = FormattableString.Invariant($"{prefix}-{row}");
            if (row < bad)
            {
                fields[4] = "99999";
            }

            text.AppendJoin(',', fields).Append('\n');
        }

        return text.ToString();
    }

    private static Dictionary<string, object?> Submission(string id)
    {
        var lines = Csv(1, id).Split('\n');
        return lines[0]
            .Split(',')
            .Zip(lines[1].Split(','))
            .DistinctBy(pair => pair.First)
            .ToDictionary(pair => pair.First, pair => (object?)pair.Second);
    }

    private Task<JsonElement> Finished(string id) =>
        Patience.Until(
            async () => await TestServer.Json(await _http.GetAsync("/api/v1/status/" + id)),
            status => status.GetProperty("status").GetString() is not ("received" or "validating"),
            _ => "The upload is not read after a minute.",
            60
        );

    private int Landed() => Directory.GetFiles(Path.Combine(_data, "bronze", "households", "survey"), "*.info.json").Length;

    [Fact]
    public async Task A_file_is_taken_read_landed_published_and_twice_it_is_the_same_upload()
    {
        var before = Landed();
        var csv = Csv(20, "U", bad: 1);
        var first = await _http.PostAsync("/api/v1/upload/file", new StringContent(csv, Encoding.UTF8, "text/csv"));
        var id = (await TestServer.Json(first)).GetProperty("ingestion_id").GetString()!;
        Assert.Equal((HttpStatusCode.Accepted, "/api/v1/status/" + id), (first.StatusCode, first.Headers.Location!.ToString()));

        var status = await Finished(id);
        Assert.Equal("accepted", status.GetProperty("status").GetString());
        var found = status.GetProperty("validation_results");
        Assert.Equal(
            (20, 19, 1, true),
            (
                found.GetProperty("received").GetInt32(),
                found.GetProperty("kept").GetInt32(),
                found.GetProperty("quarantined").GetInt32(),
                found.GetProperty("is_valid").GetBoolean()
            )
        );
        Assert.Contains("household_size", found.GetProperty("reasons")[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(before + 1, Landed());

        // One with too many bad rows would keep the lake's gate shut for all that comes after.
        var worse = (
            await TestServer.Json(
                await _http.PostAsync("/api/v1/upload/file", new StringContent(Csv(20, "W", bad: 2), Encoding.UTF8, "text/csv"))
            )
        )
            .GetProperty("ingestion_id")
            .GetString()!;
        var rejected = await Finished(worse);
        Assert.Equal(
            ("rejected", 2),
            (rejected.GetProperty("status").GetString(), rejected.GetProperty("validation_results").GetProperty("quarantined").GetInt32())
        );
        Assert.Equal(before + 1, Landed());

        // The same bytes, in a form and under a name that would leave the folder.
        using var form = new MultipartFormDataContent();
        form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(csv)), "file", "../../../HEAD");
        var again = await TestServer.Json(await _http.PostAsync("/api/v2/ingest/batch", form));
        Assert.Equal(id, again.GetProperty("ingestion_id").GetString());
        Assert.Equal(before + 1, Landed());
        // Of the rejected one no row is kept, also those that alone would have been.
        var stats = await TestServer.Json(await _http.GetAsync("/api/v2/stats"));
        Assert.Equal(
            [2, 40, 19, 21],
            new[] { "uploads", "records_processed", "records_kept", "records_refused" }.Select(each => stats.GetProperty(each).GetInt32())
        );

        using (var opened = Lake.Lake.Open(_data))
        {
            new Runner(opened, TimeProvider.System, new RunOptions { Layers = [Layer.Silver] }).Run(Catalog.Of("households"));
        }

        await Patience.Until(
            () => Finished(id),
            status => status.GetProperty("status").GetString() == "published",
            _ => "The upload is not published.",
            10
        );
    }

    [Fact]
    public async Task A_submission_is_answered_at_once_and_sent_twice_it_is_one_household()
    {
        var before = Landed();
        var first = await _http.PostAsJsonAsync("/api/v2/ingest/household", Submission("S"));
        var answer = await TestServer.Json(first);
        Assert.Equal(
            ["ingestion_id", "status", "message", "records_processed", "validation_results", "processing_time_seconds", "timestamp"],
            answer.EnumerateObject().Select(each => each.Name).Take(7)
        );
        Assert.Equal(("accepted", 1), (answer.GetProperty("status").GetString(), answer.GetProperty("records_processed").GetInt32()));

        // The members in another order and the text in another form.
        var turned = JsonSerializer.Serialize(
            new { data = new[] { Submission("S").Reverse().ToDictionary() } },
            new JsonSerializerOptions { WriteIndented = true }
        );
        var again = await TestServer.Json(
            await _http.PostAsync("/api/v1/upload/survey-data", new StringContent(turned, Encoding.UTF8, "application/json"))
        );
        Assert.Equal(answer.GetProperty("ingestion_id").GetString(), again.GetProperty("ingestion_id").GetString());
        Assert.Contains("before", again.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(before + 1, Landed());

        var bad = Submission("B");
        bad["HouseholdSize"] = 99999;
        var refused = await _http.PostAsJsonAsync("/api/v2/ingest/household", bad);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("household_size", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(before + 1, Landed());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(150)]
    [InlineData(600)]
    public async Task A_submission_whose_sender_has_gone_is_read_all_the_same(int milliseconds)
    {
        var before = Landed();
        var uploads = Directory.CreateDirectory(Path.Combine(_data, "uploads"));
        var body = JsonSerializer.SerializeToUtf8Bytes(Submission($"G{milliseconds}"));
        using (var client = new TcpClient())
        {
            // Closing resets the connection at once, as a process that is killed does.
            client.LingerState = new LingerOption(true, 0);
            await client.ConnectAsync(IPAddress.Loopback, _http.BaseAddress!.Port);
            var head =
                $"POST /api/v2/ingest/household HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n";
            await client.GetStream().WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. body]);
            await Patience.Until(
                () => uploads.GetFiles("status.json", SearchOption.AllDirectories).Length > 0,
                "The submission is not received after half a minute.",
                30
            );
            await Task.Delay(milliseconds);
        }

        var status = await Finished(Assert.Single(uploads.GetDirectories()).Name);
        Assert.Equal("accepted", status.GetProperty("status").GetString());
        Assert.Equal(before + 1, Landed());
    }

    [Fact]
    public async Task Of_many_submissions_at_once_each_is_told_what_is_wrong_with_it_and_not_with_another()
    {
        var before = Landed();
        Dictionary<string, object?> With(string id, string member, object value) => new(Submission(id)) { [member] = value };
        var sent = Enumerable.Range(0, 24).Select(i => Submission($"M{i}")).ToList();
        sent[7] = With("M7", "HouseholdSize", 99999);
        // The same household with another answer: the later one replaces the earlier one in the tables, and each is good.
        sent[11] = With("M10", "HouseholdSize", 4);
        var answers = await Task.WhenAll(
            sent.Select(async each =>
            {
                using var answer = await _http.PostAsJsonAsync("/api/v2/ingest/household", each);
                return (answer.StatusCode, Body: await answer.Content.ReadFromJsonAsync<JsonElement>());
            })
        );
        for (var i = 0; i < answers.Length; i++)
        {
            var (code, body) = answers[i];
            var found = body.GetProperty("validation_results");
            Assert.Equal(i == 7 ? HttpStatusCode.UnprocessableEntity : HttpStatusCode.OK, code);
            Assert.Equal(i == 7 ? "rejected" : "accepted", body.GetProperty("status").GetString());
            Assert.Equal(
                (1, i == 7 ? 0 : 1, i == 7 ? 1 : 0, 0),
                (
                    found.GetProperty("received").GetInt32(),
                    found.GetProperty("kept").GetInt32(),
                    found.GetProperty("quarantined").GetInt32(),
                    found.GetProperty("superseded").GetInt32()
                )
            );
        }

        Assert.Equal(before + 23, Landed());
    }

    [Fact]
    public async Task Files_that_wait_together_are_counted_apart_and_an_unreadable_one_spoils_none()
    {
        var before = Landed();
        var texts = Enumerable.Range(1, 9).Select(i => Csv(i, $"T{i}")).ToList();
        texts[4] = "a,b\n1,2\n";
        var ids = new List<string>();
        foreach (var text in texts)
        {
            using var answer = await _http.PostAsync("/api/v1/upload/file", new StringContent(text, Encoding.UTF8, "text/csv"));
            ids.Add((await TestServer.Json(answer)).GetProperty("ingestion_id").GetString()!);
        }

        for (var i = 0; i < ids.Count; i++)
        {
            var status = await Finished(ids[i]);
            Assert.Equal(i == 4 ? "rejected" : "accepted", status.GetProperty("status").GetString());
            if (i != 4)
            {
                Assert.Equal(i + 1, status.GetProperty("records_processed").GetInt32());
            }
        }

        Assert.Equal(before + 8, Landed());
    }

    [Theory]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", false)]
    [InlineData("utf-8", true)]
    public async Task Text_is_text_in_every_encoding_that_the_lake_reads(string encoding, bool isMarked)
    {
        var form = Encoding.GetEncoding(encoding);
        byte[] bytes = [.. isMarked ? form.Preamble.ToArray() : [], .. form.GetBytes(Csv(4, $"E{encoding}{isMarked}"))];
        var sent = await _http.PostAsync(
            "/api/v1/upload/file",
            new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } }
        );
        var status = await Finished((await TestServer.Json(sent)).GetProperty("ingestion_id").GetString()!);
        Assert.Equal(("accepted", 4), (status.GetProperty("status").GetString(), status.GetProperty("records_processed").GetInt32()));
    }

    [Fact]
    public async Task What_is_too_large_unreadable_or_a_bomb_is_refused_and_leaves_nothing()
    {
        async Task<HttpResponseMessage> Send(byte[] bytes) =>
            await _http.PostAsync(
                "/api/v1/upload/file",
                new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } }
            );
        static byte[] Zipped(byte[] bytes)
        {
            using var to = new MemoryStream();
            using (var zip = new GZipStream(to, CompressionLevel.SmallestSize))
            {
                zip.Write(bytes);
            }

            return to.ToArray();
        }

        await TestServer.Problem(await Send([0, 1, 2, 3, 0, 0, 255]), HttpStatusCode.UnsupportedMediaType);
        await TestServer.Problem(await Send([]), HttpStatusCode.UnprocessableEntity, "empty");
        await TestServer.Problem(await Send(Zipped(new byte[1000])), HttpStatusCode.UnsupportedMediaType);
        await TestServer.Problem(
            await Send(Zipped(Encoding.UTF8.GetBytes("a,b\n" + new string('1', 30_000_000)))),
            HttpStatusCode.RequestEntityTooLarge,
            "unpacked"
        );
        var cut = (await TestServer.Json(await Send(Zipped(Encoding.UTF8.GetBytes(Csv(5, "Z")))[..^20])))
            .GetProperty("ingestion_id")
            .GetString()!;
        Assert.Equal("rejected", (await Finished(cut)).GetProperty("status").GetString());
        await TestServer.Problem(await Send([(byte)'P', (byte)'K', 3, 4, 1, 2, 3]), HttpStatusCode.UnsupportedMediaType);
        // Sent in pieces without a length: it is counted as it comes.
        var stream = new StreamContent(new MemoryStream(new byte[3_000_001 + 200_000]));
        stream.Headers.ContentLength = null;
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/upload/file") { Content = stream };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.ExpectContinue = true;
        var tooLarge = await _http.SendAsync(request);
        Assert.True(tooLarge.Headers.ConnectionClose);
        await TestServer.Problem(tooLarge, HttpStatusCode.RequestEntityTooLarge);

        var id = (await TestServer.Json(await Send(Encoding.UTF8.GetBytes("not,a\nsurvey,file\n"))))
            .GetProperty("ingestion_id")
            .GetString()!;
        var status = await Finished(id);
        Assert.Equal("rejected", status.GetProperty("status").GetString());
        Assert.DoesNotContain(_data, status.ToString(), StringComparison.Ordinal);
        Assert.Equal(
            new[] { cut, id }.Order(StringComparer.Ordinal),
            Directory.GetFileSystemEntries(Path.Combine(_data, "uploads")).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
        await TestServer.Problem(await _http.GetAsync("/api/v1/status/" + new string('0', 32)), HttpStatusCode.NotFound);
        await TestServer.Problem(await _http.GetAsync("/api/v1/status/..%2F..%2FHEAD"), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_a_stopped_server_had_taken_is_read_by_the_next_one()
    {
        var sent = await _http.PostAsync("/api/v1/upload/file", new StringContent(Csv(6, "K"), Encoding.UTF8, "text/csv"));
        var id = (await TestServer.Json(sent)).GetProperty("ingestion_id").GetString()!;
        await Finished(id);
        await _server.DisposeAsync();
        // As a killed server leaves it: acknowledged, not read, and another one broken off.
        var folder = Path.Combine(_data, "uploads", id);
        var status = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "status.json")))!;
        status["status"] = "validating";
        File.WriteAllText(Path.Combine(folder, "status.json"), status.ToJsonString());
        File.WriteAllText(Path.Combine(folder, $"upload-{id}.csv"), Csv(6, "K"));
        File.WriteAllText(Path.Combine(_data, "uploads", "incoming-1-1.tmp"), "half");

        _http.Dispose();
        _server = await TestServer.Start(_data);
        _http = TestServer.Client(_server);
        Assert.Equal("accepted", (await Finished(id)).GetProperty("status").GetString());
        Assert.False(File.Exists(Path.Combine(_data, "uploads", "incoming-1-1.tmp")));
    }

    [Fact]
    public async Task What_could_not_be_read_is_taken_up_again_while_the_server_runs()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var data = lake.Copy();
        await using var server = await RunningServer.Start(new ServerSettings { Data = data, Port = 0 }, time);
        using var http = TestServer.Client(server);
        // Nothing can land where a file stands instead of the source's folder.
        var (source, aside) = (Path.Combine(data, "bronze", "households", "survey"), Path.Combine(data, "aside"));
        Directory.Move(source, aside);
        File.WriteAllText(source, "");
        var sent = await http.PostAsync("/api/v1/upload/file", new StringContent(Csv(6, "R"), Encoding.UTF8, "text/csv"));
        var path = "/api/v1/status/" + (await TestServer.Json(sent)).GetProperty("ingestion_id").GetString();
        await Until("received", status => status.GetProperty("message").GetString()!.Contains("tried again", StringComparison.Ordinal));

        File.Delete(source);
        Directory.Move(aside, source);
        time.Advance(TimeSpan.FromMinutes(1));
        await Until("accepted", _ => true);

        Task<JsonElement> Until(string state, Func<JsonElement, bool> isSo) =>
            Patience.Until(
                async () => await TestServer.Json(await http.GetAsync(path)),
                status => status.GetProperty("status").GetString() == state && isSo(status),
                status => $"It is {status}.",
                60
            );
    }
}
