using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Analytics.Domains.Vehicles.Simulation;
using Analytics.Server.Cockpit;

namespace Analytics.Server.Tests;

[Collection(nameof(TestServer))]
public sealed class CockpitTests(TestServer server)
{
    private static async Task<IReadOnlyList<JsonElement>> Read(HttpClient http, string path, int readings, Func<int, Task>? between = null)
    {
        using var answer = await http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var all = new List<JsonElement>();
        while (all.Count < readings && await lines.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("data: {", StringComparison.Ordinal))
            {
                all.Add(JsonDocument.Parse(line["data: ".Length..]).RootElement);
                if (between is not null)
                {
                    await between(all.Count);
                }
            }
        }

        return all;
    }

    [Fact]
    public async Task A_car_drives_while_somebody_looks_is_judged_after_ten_seconds_and_does_what_feet_want()
    {
        const string Path = "/vehicles/live/7";
        await TestServer.Problem(await server.Http.PostAsJsonAsync(Path, new { pedal = 1.0 }), HttpStatusCode.NotFound, "does not drive");
        var all = await Read(
            server.Http,
            Path + "?style=sport",
            65,
            async count =>
            {
                if (count == 57)
                {
                    Assert.Equal(
                        HttpStatusCode.NoContent,
                        (await server.Http.PostAsJsonAsync(Path, new { pedal = 0.0, brake = 1.0 })).StatusCode
                    );
                }
            }
        );
        var car = new LiveCar(7, "sport");
        foreach (var each in all.Take(50))
        {
            car.Next();
            Assert.Equal(Math.Round(car.Next().Speed, 1), each.GetProperty("speed").GetDouble());
        }

        Assert.Equal(JsonValueKind.Null, all[0].GetProperty("style").ValueKind);
        Assert.Contains(all[^1].GetProperty("style").GetString(), new[] { "aggressive", "normal" });
        Assert.InRange(all[^1].GetProperty("probability").GetDouble(), 0, 1);
        Assert.Equal((0.0, 1.0), (all[^1].GetProperty("pedal").GetDouble(), all[^1].GetProperty("brake").GetDouble()));
        Assert.True(all[^1].GetProperty("speed").GetDouble() < Math.Max(1, all[50].GetProperty("speed").GetDouble()));
    }

    [Fact]
    public async Task A_second_window_on_a_car_that_is_closed_leaves_the_first_its_pedals()
    {
        const string Path = "/vehicles/live/8";
        var all = await Read(
            server.Http,
            Path,
            20,
            async count =>
            {
                if (count == 2)
                {
                    Assert.Equal(2, (await Read(server.Http, Path, 2)).Count);
                }
                else if (count == 15)
                {
                    Assert.Equal(
                        HttpStatusCode.NoContent,
                        (await server.Http.PostAsJsonAsync(Path, new { pedal = 0.25, brake = 0.0 })).StatusCode
                    );
                }
            }
        );

        Assert.Equal(0.25, all[^1].GetProperty("pedal").GetDouble());
    }

    [Theory]
    [InlineData("/vehicles/live/1000000", "0 to 999999")]
    [InlineData("/vehicles/live/x", "0 to 999999")]
    [InlineData("/vehicles/live/1?style=wild", "eco")]
    public async Task A_car_that_is_none_is_refused_by_name(string path, string word) =>
        await TestServer.Problem(await server.Http.GetAsync(path), HttpStatusCode.UnprocessableEntity, word);

    [Fact]
    public void The_measures_of_a_live_car_are_those_of_the_vehicles_tables()
    {
        var car = new LiveCar(3, "normal");
        var seconds = new List<Instruments>();
        for (var step = 0; step < 400; step++)
        {
            var now = car.Next();
            if (step % 10 == 9)
            {
                // As Silver holds readings.
                seconds.Add(
                    now with
                    {
                        Rpm = Math.Round(now.Rpm, 2),
                        Speed = Math.Round(now.Speed, 3),
                        Load = Math.Round(now.Load, 4),
                        Coolant = Math.Round(now.Coolant, 2),
                    }
                );
            }
        }

        var sql = File.ReadAllText(Path.Combine(RealData.Repository, "lib", "Analytics.Domains", "Vehicles", "Gold.sql"));
        var measures = Regex.Match(sql, @"(?s)-- query: measures\n(.*?)\n\n").Groups[1].Value;
        var mine = DrivingMeasures.Of(seconds);
        string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
        foreach (var (window, suffix) in new[] { (DrivingMeasures.Short, ""), (DrivingMeasures.Long, "_30") })
        {
            var rows = Enumerable
                .Range(seconds.Count - window, window)
                .Select(i =>
                    Invariant(
                        $"({i}, {Text(seconds[i].Rpm)}::DECIMAL(9,2), {Text(seconds[i].Speed)}::DECIMAL(9,3), NULL::DECIMAL(9,4), {Text(seconds[i].Load)}::DECIMAL(9,4), {Text(seconds[i].Coolant)}::DECIMAL(9,2), (({Text(seconds[i].Speed)} - {Text(seconds[i - 1].Speed)}) / 3.6)::DECIMAL(9,4))"
                    )
                );
            using var db = new DuckDBConnection("DataSource=:memory:");
            db.Open();
            using var command = db.CreateCommand();
            command.CommandText =
                $"SELECT {measures} FROM (VALUES {string.Join(", ", rows)}) AS r(step, rpm, speed, throttle, load, coolant, acceleration)";
            using var row = command.ExecuteReader();
            Assert.True(row.Read());
            var compared = 0;
            for (var column = 0; column < row.FieldCount; column++)
            {
                if (mine.TryGetValue(row.GetName(column) + suffix, out var value))
                {
                    Assert.Equal(Convert.ToDouble(row.GetValue(column), CultureInfo.InvariantCulture), value, 0.001);
                    compared++;
                }
            }

            Assert.Equal(mine.Count / 2, compared);
        }
    }

    [BrowserFact]
    public async Task The_cockpit_moves_its_instruments_and_lets_go_of_the_car_when_another_page_comes()
    {
        await using var browser = await Browser.Start();
        await browser.Look(390, true);
        await browser.Open(server.Server.Url + "/view/cockpit?simulation=11&style=sport");
        await browser.Until("Number(document.querySelector('[data-of=distance]').textContent) > 0", "the car drives");
        await browser.Until(
            "document.querySelector('[data-trace=speed]').getAttribute('points').split(' ').length > 3",
            "the line is drawn"
        );
        Assert.Equal("true", (await browser.Run("document.documentElement.scrollWidth <= innerWidth"))!.ToString());
        await browser.Run("document.querySelector('#mine').click()");
        await browser.Run(
            "document.querySelector('#brake').value = 1; document.querySelector('#brake').dispatchEvent(new Event('input', { bubbles: true }))"
        );
        await browser.Until("document.querySelector('span[data-of=brake]').textContent === '1'", "the brake is pressed");
        await browser.Run("document.querySelector('.side a[href=\"/view/runs\"]').click()");
        await browser.Until("location.pathname === '/view/runs'", "another page");
        await Patience.Until(
            async () => (await server.Http.PostAsJsonAsync("/vehicles/live/11", new { pedal = 1.0 })).StatusCode,
            status => status == HttpStatusCode.NotFound,
            _ => "the car still drives",
            30
        );
        Assert.Empty(browser.TakeWrongs());
    }
}
