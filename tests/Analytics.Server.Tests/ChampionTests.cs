using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;

namespace Analytics.Server.Tests;

/// <summary>A champion that changes while it is asked.</summary>
[Collection(nameof(TestServer))]
public sealed class ChampionTests(SampleLake lake)
{
    private static readonly object s_case = new
    {
        hour = 17,
        weekday = 5,
        month_of_year = 11,
        weather_condition = "RAIN",
        posted_speed_limit = 30,
        first_crash_type = "ANGLE",
        num_units = 2,
    };

    private sealed record Answer(string Version, double Probability, string Snapshot);

    /// <summary>Registers a run that is not the champion as version 2.</summary>
    private static void AddSecond(string data)
    {
        var one = Path.Combine(data, "models", "crashes", "severity", "1");
        var model = File.ReadAllBytes(Path.Combine(one, "model.json"));
        var run = Directory
            .GetDirectories(Path.Combine(data, "experiments", "crashes", "severity"))
            .Order(StringComparer.Ordinal)
            .First(folder => !File.ReadAllBytes(Path.Combine(folder, "model.json")).AsSpan().SequenceEqual(model));
        var two = Directory.CreateDirectory(Path.Combine(one, "..", "2")).FullName;
        foreach (var file in Directory.GetFiles(one).Select(path => Path.GetFileName(path)).Where(name => name != "SHA256SUMS"))
        {
            File.Copy(Path.Combine(run, file), Path.Combine(two, file));
        }

        Lake.Lake.SealFolder(two);
    }

    private static async Task<Answer> Ask(HttpClient http)
    {
        var answer = await http.PostAsJsonAsync("/crashes/predict", s_case);
        var json = await TestServer.Json(answer);
        return new Answer(
            json.GetProperty("model_version").GetString()!,
            json.GetProperty("probability").GetDouble(),
            answer.Headers.GetValues("X-Snapshot").Single()
        );
    }

    private static async Task<string> Put(HttpClient http, string version) =>
        (await TestServer.Json(await http.PostAsJsonAsync("/models/crashes/severity/rollback", new { version })))
            .GetProperty("snapshot")
            .GetString()!;

    [Fact]
    public async Task A_champion_that_changes_is_seen_without_a_restart_and_no_answer_in_between_is_of_both_or_of_none()
    {
        var data = lake.Copy();
        AddSecond(data);
        await using var server = await TestServer.Start(data);
        using var http = TestServer.Client(server);
        var right = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var version in (string[])["2", "1"])
        {
            await Put(http, version);
            var answer = await Ask(http);
            Assert.Equal(version, answer.Version);
            right[version] = answer.Probability;
        }

        Assert.NotEqual(right["1"], right["2"]);
        using var end = new CancellationTokenSource();
        var answers = new ConcurrentQueue<Answer>();
        var readers = Enumerable
            .Range(0, 4)
            .Select(_ =>
                Task.Run(async () =>
                {
                    while (!end.IsCancellationRequested)
                    {
                        answers.Enqueue(await Ask(http));
                    }
                })
            )
            .ToArray();
        for (var times = 0; times < 6; times++)
        {
            // By the server: the next answer is of the new one.
            var snapshot = await Put(http, "2");
            Assert.Equal(("2", snapshot), (await Ask(http)) is var now ? (now.Version, now.Snapshot) : default);
            // By somebody else, as a script or another worker does it.
            using (var other = Lake.Lake.Open(data))
            {
                new Registry(other).Promote("crashes", "severity", "1", TimeProvider.System);
            }

            await Patience.Until(() => Ask(http), answer => answer.Version == "1", _ => "The other process's champion is not seen.", 10);
        }

        await end.CancelAsync();
        await Task.WhenAll(readers);
        Assert.True(answers.Count > 100, $"{answers.Count} answers");
        Assert.Equal(["1", "2"], answers.Select(each => each.Version).Distinct().Order(StringComparer.Ordinal));
        Assert.All(answers, each => Assert.Equal(right[each.Version], each.Probability));
        Assert.All(answers.GroupBy(each => each.Snapshot), group => Assert.Single(group.Select(each => each.Version).Distinct()));
    }
}
