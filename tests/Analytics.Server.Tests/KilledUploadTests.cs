using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Analytics.Server.Tests;

/// <summary>A server in a process of its own, killed without warning while uploads come in.</summary>
[Collection(nameof(TestServer))]
public sealed class KilledUploadTests(SampleLake lake)
{
    [Fact]
    public async Task No_upload_that_was_acknowledged_is_lost_and_none_lands_twice_however_often_the_server_is_killed()
    {
        var data = lake.Copy();
        int Landed()
        {
            using var opened = Lake.Lake.Open(data);
            return opened.Objects.List("households", "survey").Count;
        }

        var before = Landed();
        var acknowledged = new ConcurrentBag<string>();
        var sent = 0;
        var random = new Random(20260801);
        for (var kill = 0; kill < Child.Kills; kill++)
        {
            await using var child = await Child.Server(data);
            using var http = new HttpClient { BaseAddress = new Uri(child.Url) };
            var clients = Enumerable.Range(0, 4).Select(_ => Task.Run(() => Upload(http))).ToArray();
            for (var (tries, first) = (0, acknowledged.Count); acknowledged.Count == first && tries < 600; tries++)
            {
                await Task.Delay(100);
            }

            await Task.Delay(random.Next(0, 1500));
            await child.Kill();
            await Task.WhenAll(clients);
        }

        async Task Upload(HttpClient http)
        {
            try
            {
                while (true)
                {
                    var text = UploadTests.Csv(2, $"K{Interlocked.Increment(ref sent)}");
                    using var answer = await http.PostAsync("/api/v1/upload/file", new StringContent(text, Encoding.UTF8, "text/csv"));
                    answer.EnsureSuccessStatusCode();
                    acknowledged.Add((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("ingestion_id").GetString()!);
                    // Reading one takes longer than taking it: what waits stays short enough for a test.
                    await Task.Delay(300);
                }
            }
            catch (HttpRequestException error) when (error.StatusCode is null)
            {
                // The server is dead; what it had not acknowledged may be lost.
            }
        }

        Assert.True(acknowledged.Count >= Child.Kills, $"{acknowledged.Count} uploads were acknowledged.");
        await using var server = await TestServer.Start(data);
        using var last = TestServer.Client(server);
        foreach (var id in acknowledged.Distinct())
        {
            var status = await Patience.Until(
                async () => (await TestServer.Json(await last.GetAsync("/api/v1/status/" + id))).GetProperty("status").GetString(),
                status => status is not ("received" or "validating"),
                status => $"{id} is {status}.",
                180
            );
            Assert.Equal("accepted", status);
        }

        Assert.InRange(Landed() - before, acknowledged.Distinct().Count(), sent);
        Assert.Equal(acknowledged.Count, acknowledged.Distinct().Count());
        Assert.Empty(Directory.GetFiles(Path.Combine(data, "uploads"), "*.tmp"));
        using var whole = Lake.Lake.OpenToVerify(data);
        Assert.Empty(whole.Verify());
    }
}
