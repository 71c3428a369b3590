using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Analytics.Frames;

namespace Analytics.Server.Tests;

[Collection(nameof(TestServer))]
public sealed class PredictTests(TestServer server)
{
    private static StringContent Body(string json) => new(json, Encoding.UTF8, "application/json");

    private async Task<JsonElement> Predict(string path, string json) =>
        await TestServer.Json(await server.Http.PostAsync(path, Body(json)));

    public static TheoryData<string, string, string> Ways =>
        new()
        {
            { "crashes/severity", "/crashes/predict", "probability" },
            { "accidents/patterns", "/predict", "distance" },
            { "households/vulnerability", "/households/predict", "vulnerability_probability" },
            { "vehicles/style", "/vehicles/predict", "probability" },
            { "customers/churn", "/customers/predict", "churn_probability" },
        };

    /// <summary>The rows of a study's table as JSON, and what the model says of all of them at once.</summary>
    private static (string[] Cases, Frame Scores) Table(string model, int most)
    {
        var (domain, name) = (Catalog.Of(model.Split('/')[0]), model.Split('/')[1]);
        var study = domain.Studies.Single(each => each.Name == name);
        using var lake = Lake.Lake.Open(SampleLake.Folder);
        using var db = Published.Open(lake.Head, domain);
        var rows = db.Query($"SELECT * FROM {study.Table} ORDER BY {study.Key} LIMIT {most.ToString(CultureInfo.InvariantCulture)}");
        var scorer = Scorer.Load(new Registry(lake), domain, study, lake.Head.Models[model]);
        var cases = Enumerable
            .Range(0, rows.RowCount)
            .Select(row => JsonSerializer.Serialize(scorer.Schema.Names.ToDictionary(feature => feature, feature => rows[feature][row])))
            .ToArray();
        return (cases, scorer.Score(rows));
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task One_by_one_and_all_at_once_give_the_same_bits_as_the_model_gives_the_table(string model, string path, string member)
    {
        var (cases, scores) = Table(model, 60);
        var column = scores.TryGet("probability", out var probability) ? probability : scores["distance"];

        var many = (await Predict(path, $"[{string.Join(',', cases)}]")).EnumerateArray().ToArray();
        Assert.Equal(cases.Length, many.Length);
        for (var row = 0; row < cases.Length; row++)
        {
            var one = await Predict(path, cases[row]);
            var expected = (double)column[row]!;
            Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(one.GetProperty(member).GetDouble()));
            Assert.Equal(one.ToString(), many[row].ToString());
            Assert.Equal(scores["notes"][row], one.GetProperty("notes").GetString());
        }
    }

    [Fact]
    public async Task A_file_and_the_server_give_each_crash_the_same_bits()
    {
        var domain = Catalog.Of("crashes");
        using var lake = Lake.Lake.Open(SampleLake.Folder);
        var file = new Scoring(lake, TimeProvider.System)
            .Score(
                domain,
                domain.Studies[0],
                lake.Head.Models["crashes/severity"],
                SampleWriter.Find(domain, Repository.Samples("crashes"))
            )
            .Rows;
        using var db = Published.Open(lake.Head, domain);
        var rows = db.Query("SELECT * FROM gold.features ORDER BY crash_record_id");
        var features = Table("crashes/severity", 100_000).Cases;
        var at = Enumerable.Range(0, rows.RowCount).ToDictionary(row => (string)rows["crash_record_id"][row]!, StringComparer.Ordinal);

        var both = Enumerable
            .Range(0, file.RowCount)
            .Where(row => at.ContainsKey((string)file["crash_record_id"][row]!))
            .Where(row => row % 20 == 0)
            .ToArray();
        Assert.InRange(both.Length, 150, 10_000);
        foreach (var row in both)
        {
            var one = await Predict("/crashes/predict", features[at[(string)file["crash_record_id"][row]!]]);
            Assert.Equal(
                BitConverter.DoubleToInt64Bits((double)file["probability"][row]!),
                BitConverter.DoubleToInt64Bits(one.GetProperty("probability").GetDouble())
            );
            Assert.Equal(file["predicted"][row], one.GetProperty("label").GetBoolean() ? "true" : "false");
        }
    }

    [Theory, MemberData(nameof(Ways))]
    public async Task An_explanation_names_every_feature_and_adds_up(string model, string path, string member)
    {
        var (cases, _) = Table(model, 1);
        var answer = await Predict(path + "?explain=true", cases[0]);
        var explanation = answer.GetProperty("explanation");
        var parts = explanation
            .GetProperty("contributions")
            .EnumerateArray()
            .ToDictionary(each => each.GetProperty("feature").GetString()!, each => each.GetProperty("contribution").GetDouble());

        Assert.Equal(
            JsonDocument.Parse(cases[0]).RootElement.EnumerateObject().Select(each => each.Name).Order(StringComparer.Ordinal),
            parts.Keys.Order(StringComparer.Ordinal)
        );
        if (explanation.GetProperty("unit").GetString() == "squared distance")
        {
            Assert.Equal(answer.GetProperty(member).GetDouble(), Math.Sqrt(parts.Values.Sum()), 1e-6);
        }
        else
        {
            Assert.Contains(parts.Values, value => value != 0);
        }

        Assert.Equal("null", (await Predict(path, cases[0])).TryGetProperty("explanation", out var none) ? none.ToString() : "null");
    }

    [Fact]
    public async Task What_speaks_for_injury_in_an_explanation_moves_the_score_up()
    {
        var (cases, _) = Table("crashes/severity", 200);
        var all = (await Predict("/crashes/predict?explain=true", $"[{string.Join(',', cases)}]"))
            .EnumerateArray()
            .Select(each =>
                (
                    Probability: each.GetProperty("probability").GetDouble(),
                    Margin: each.GetProperty("explanation").GetProperty("base").GetDouble()
                        + each.GetProperty("explanation")
                            .GetProperty("contributions")
                            .EnumerateArray()
                            .Sum(part => part.GetProperty("contribution").GetDouble())
                )
            )
            .OrderBy(each => each.Margin)
            .ToArray();
        // Calibration bends the probability but keeps its order.
        Assert.All(all.Zip(all.Skip(1)), pair => Assert.True(pair.First.Probability <= pair.Second.Probability + 1e-12));
        Assert.True(all[0].Probability < all[^1].Probability);
    }

    [Fact]
    public async Task An_accident_in_the_middle_of_a_hot_zone_is_told_so_and_one_at_sea_is_not()
    {
        var zone = (await server.Json("/lake/tables/accidents/hot_zones?limit=1"))[0];
        var here = await Predict(
            "/accidents/predict",
            $$"""{"hour": 17, "dayofweek": 5, "month": 11, "severity": 1, "lat": {{zone.GetProperty("lat").GetRawText()}}, "lon": {{zone.GetProperty("lon").GetRawText()}}}"""
        );
        var sea = await Predict("/predict", """{"hour": 17, "dayofweek": 5, "month": 11, "severity": 1, "lat": 0, "lon": 0}""");

        Assert.Equal(zone.ToString(), here.GetProperty("hot_zone").ToString());
        Assert.Equal(JsonValueKind.Null, sea.GetProperty("hot_zone").ValueKind);
        Assert.Equal(sea.GetProperty("cluster").GetString(), here.GetProperty("cluster").GetString());
        Assert.InRange(here.GetProperty("membership").GetDouble(), 0, 1);
        Assert.NotEqual("", here.GetProperty("profile").GetString());
    }

    [Fact]
    public async Task A_household_is_answered_in_the_words_of_the_system_that_was_replaced()
    {
        var answer = await Predict("/households/predict", """{"household_id": "H 1", "household_size": 9, "daily_meals": 1}""");

        Assert.Equal(
            [
                "household_id",
                "prediction",
                "vulnerability_probability",
                "confidence_score",
                "vulnerability_status",
                "risk_category",
                "intervention_priority",
                "model",
                "model_version",
                "threshold",
                "notes",
            ],
            answer.EnumerateObject().Select(each => each.Name)
        );
        var (p, yes) = (answer.GetProperty("vulnerability_probability").GetDouble(), answer.GetProperty("prediction").GetInt32() == 1);
        Assert.Equal(yes, p >= answer.GetProperty("threshold").GetDouble());
        Assert.Equal(yes ? p : 1 - p, answer.GetProperty("confidence_score").GetDouble());
        Assert.Equal(yes ? "Vulnerable" : "Not Vulnerable", answer.GetProperty("vulnerability_status").GetString());
        Assert.Equal(
            p > 0.8 ? "Critical"
                : p > 0.6 ? "High"
                : p > 0.3 ? "Medium"
                : "Low",
            answer.GetProperty("risk_category").GetString()
        );
        Assert.Contains("district: missing", answer.GetProperty("notes").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/crashes/predict", "{\"hour\": \"late\"}", 422, "hour", "number")]
    [InlineData("/crashes/predict", "{\"hoor\": 5}", 422, "hoor", "hour")]
    [InlineData("/crashes/predict", "{\"hour\": [5]}", 422, "hour", "Array")]
    [InlineData("/crashes/predict", "[{\"hour\": 5}, 7]", 422, "[1]", "object")]
    [InlineData("/vehicles/predict", "[{}, {\"coolant_trend\": \"rising\"}]", 422, "[1].coolant_trend", "number")]
    [InlineData("/crashes/predict", "[]", 422, "body", "array")]
    [InlineData("/crashes/predict", "{\"hour\": ", 400, "no JSON", "line 1")]
    [InlineData("/crashes/predict?explain=maybe", "{\"hour\": 5}", 422, "explain", "maybe")]
    [InlineData(
        "/predict",
        "{\"hour\": 25, \"dayofweek\": 5, \"month\": 11, \"severity\": 1}",
        422,
        "hour: expected 0…23, got 25",
        "accidents/patterns"
    )]
    [InlineData("/predict", "{\"hour\": 5, \"dayofweek\": 5, \"month\": 11, \"severity\": 1, \"lat\": 95}", 422, "lat", "degrees")]
    [InlineData("/predict", "{\"hour\": 5}", 422, "dayofweek: missing", "score")]
    public async Task What_cannot_be_scored_is_a_problem_that_names_the_field(
        string path,
        string body,
        int status,
        string one,
        string other
    )
    {
        await TestServer.Problem(await server.Http.PostAsync(path, Body(body)), (HttpStatusCode)status, one, other);
    }

    [Fact]
    public async Task A_number_is_the_same_one_in_every_form_that_JSON_has_for_it_and_as_text_beside_another()
    {
        static string Case(string speed) => $"{{\"rpm_std\": 300, \"speed_std\": {speed}}}";
        var expected = (await Predict("/vehicles/predict", Case("5.25"))).ToString();
        Assert.DoesNotContain("speed_std: missing", expected, StringComparison.Ordinal);
        foreach (var form in (string[])["525e-2", "0.525E+1", "5.250000000000000000000000000001", "\"5.25\"", "\" 5.25 \""])
        {
            Assert.Equal(expected, (await Predict("/vehicles/predict", Case(form))).ToString());
            var many = await Predict("/vehicles/predict", $"[{Case("null")}, {Case(form)}, {Case("5.25")}]");
            Assert.Equal([expected, expected], many.EnumerateArray().Skip(1).Select(each => each.ToString()));
        }

        var huge = await Predict("/vehicles/predict", Case("1e400"));
        Assert.Contains("speed_std: expected a finite number", huge.GetProperty("notes").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_type_than_JSON_is_refused_and_so_is_what_is_too_large()
    {
        await TestServer.Problem(
            await server.Http.PostAsync(
                "/crashes/predict",
                new StringContent("hour=5", Encoding.UTF8, "application/x-www-form-urlencoded")
            ),
            HttpStatusCode.UnsupportedMediaType,
            "JSON"
        );
        // The client asks first, as large senders do: the answer comes before the body.
        var large = new HttpRequestMessage(HttpMethod.Post, "/crashes/predict") { Content = Body("[" + new string(' ', 10_000_001) + "]") };
        large.Headers.ExpectContinue = true;
        await TestServer.Problem(await server.Http.SendAsync(large), HttpStatusCode.RequestEntityTooLarge);
        await TestServer.Problem(await server.Http.GetAsync("/households/predict"), HttpStatusCode.MethodNotAllowed);
    }
}
