using System.Text.Json;
using Analytics.App;
using Analytics.Frames;
using Analytics.Learning;
using Analytics.Server.Monitoring;
using Analytics.Server.Snapshots;

namespace Analytics.Server.Api;

/// <summary>Predictions of the five domains: one object in, one out; an array in, an array out, in the same order.</summary>
internal static class PredictRoutes
{
    private const string Body =
        "One object, or an array of up to 10,000; a member per feature of the model (see /models), what is left out is missing.";

    private const string Explain = " With ?explain=true how much each feature moved the score.";

    public static void Map(IEndpointRouteBuilder app)
    {
        var predict = app.MapGroup("").WithTags("predictions");
        predict
            .MapPost("/crashes/predict", (Delegate)((HttpContext http) => Answer(http, "crashes/severity", Crash)))
            .TakesOneOrMany(
                Body,
                "{\"hour\": 17, \"weekday\": 5, \"month_of_year\": 11, \"weather_condition\": \"RAIN\", \"lighting_condition\": \"DARKNESS\", \"posted_speed_limit\": 30, \"first_crash_type\": \"ANGLE\", \"num_units\": 2}"
            )
            .WithSummary("How likely a reported crash is one with injury or tow." + Explain);
        foreach (var path in (string[])["/predict", "/accidents/predict"])
        {
            predict
                .MapPost(path, (Delegate)((HttpContext http) => Answer(http, "accidents/patterns", Accident)))
                .TakesOneOrMany(Body, "{\"hour\": 17, \"dayofweek\": 5, \"month\": 11, \"severity\": 1, \"lat\": 53.96, \"lon\": -1.08}")
                .WithSummary(
                    "The kind of an accident {hour, dayofweek, month, severity[, lat, lon]}, and the hot zone that holds the place."
                        + Explain
                );
        }

        predict
            .MapPost("/households/predict", (Delegate)((HttpContext http) => Answer(http, "households/vulnerability", Household)))
            .TakesOneOrMany(
                Body,
                "{\"household_id\": \"H-000001\", \"district\": \"Kanungu\", \"household_size\": 9, \"time_to_water\": 30, \"agriculture_land\": 1, \"daily_meals\": 1}"
            )
            .WithSummary("How likely a household lives on less than 1.77 US dollars a day." + Explain);
        predict
            .MapPost("/vehicles/predict", (Delegate)((HttpContext http) => Answer(http, "vehicles/style", Vehicle)))
            .TakesOneOrMany(Body, "{\"rpm_std\": 300, \"rpm_range\": 900, \"load_max\": 80, \"speed_std\": 5, \"acceleration_max\": 2.5}")
            .WithSummary("How a window of a trip is driven, from its features." + Explain);
        predict
            .MapPost("/customers/predict", (Delegate)((HttpContext http) => Answer(http, "customers/churn", Customer)))
            .TakesOneOrMany(
                Body,
                "{\"customer_id\": \"C100000\", \"recency_days\": 40, \"frequency\": 3, \"monetary\": 250.5, \"country\": \"France\"}"
            )
            .WithSummary("How likely a customer buys nothing more in the next 60 days, and what he is worth." + Explain);
    }

    /// <summary>Writes what a domain says of a scored case.</summary>
    private delegate void Shape(Utf8JsonWriter json, Scored scored, int row);

    /// <summary>Cases and their scores, and those of the domain's second model where there is one.</summary>
    private sealed record Scored(ServedSnapshot Served, Api.Cases Cases, Frame Rows, Scorer? Second, Frame? SecondRows)
    {
        public object? this[string column, int row] => Rows.TryGet(column, out var found) ? found[row] : null;

        public string? Given(int row, string member) =>
            Cases.Rows[row].TryGetValue(member, out var value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : null;
    }

    private static async Task<IResult> Answer(HttpContext http, string model, Shape shape)
    {
        var (metrics, time) = (http.RequestServices.GetRequiredService<Metrics>(), http.RequestServices.GetRequiredService<TimeProvider>());
        var (domain, began) = (model.Split('/')[0], time.GetTimestamp());
        try
        {
            var (answer, rows) = await Predict(http, model, shape);
            metrics.Predictions.WithLabels(domain).Inc();
            metrics.RowsScored.WithLabels(domain).Inc(rows);
            metrics.PredictionSeconds.WithLabels(domain).Observe(time.GetElapsedTime(began).TotalSeconds);
            return answer;
        }
        catch
        {
            metrics.PredictionErrors.WithLabels(domain).Inc();
            throw;
        }
    }

    private static async Task<(IResult Answer, int Rows)> Predict(HttpContext http, string model, Shape shape)
    {
        var explain = http.Request.Query["explain"] switch
        {
            [] => false,
            ["true"] => true,
            ["false"] => false,
            var other => throw ProblemException.Field("explain", "true or false", other),
        };
        var served = http.Snapshot();
        var scorer = served.Models.Need(model.Split('/')[0], model.Split('/')[1]);
        var cases = await Api.Cases.Read(http);
        var second = s_second.TryGetValue(scorer.Domain.Name, out var study) ? served.Models.Find(scorer.Domain.Name, study) : null;
        var features = cases.For(scorer, s_also.GetValueOrDefault(scorer.Domain.Name, s_nothing), second?.Columns ?? s_nothing);
        var (rows, contributions) = explain ? scorer.Explain(features) : (scorer.Score(features), null);
        var scored = new Scored(served, cases, rows, second, second?.Score(cases.For(second, scorer.Columns)));
        var answer = new JsonResult(json =>
        {
            if (cases.IsMany)
            {
                json.WriteStartArray();
            }

            for (var row = 0; row < cases.Rows.Count; row++)
            {
                json.WriteStartObject();
                shape(json, scored, row);
                json.WriteString("model", scorer.Card.Model);
                json.WriteString("model_version", scorer.Version);
                Value(json, "threshold", scorer.Card.Run.Threshold);
                Value(json, "notes", scored["notes", row]);
                if (explain)
                {
                    Contributed(json, contributions, row);
                }

                json.WriteEndObject();
            }

            if (cases.IsMany)
            {
                json.WriteEndArray();
            }
        });
        return (answer, cases.Rows.Count);
    }

    /// <summary>Members that mean something in a domain though its model's table has no such column.</summary>
    private static readonly Dictionary<string, IReadOnlySet<string>> s_also = new(StringComparer.Ordinal)
    {
        ["accidents"] = new HashSet<string>(StringComparer.Ordinal) { "lat", "lon" },
        ["households"] = new HashSet<string>(StringComparer.Ordinal) { "household_id" },
    };

    private static readonly IReadOnlySet<string> s_nothing = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Domains whose answer tells what a second study's model says of the case.</summary>
    private static readonly Dictionary<string, string> s_second = new(StringComparer.Ordinal)
    {
        ["vehicles"] = "hard_use",
        ["customers"] = "clv",
    };

    private static void Crash(Utf8JsonWriter json, Scored scored, int row)
    {
        Value(json, "crash_record_id", scored.Given(row, "crash_record_id"));
        Value(json, "probability", scored["probability", row]);
        Value(json, "label", Label(scored["predicted", row]));
        Value(json, "confidence", scored["confidence", row]);
    }

    private static void Accident(Utf8JsonWriter json, Scored scored, int row)
    {
        foreach (var name in (string[])["cluster", "number", "distance", "membership", "profile"])
        {
            Value(json, name, scored[name, row]);
        }

        json.WritePropertyName("hot_zone");
        var (lat, lon) = (Degrees(scored, row, "lat", 90), Degrees(scored, row, "lon", 180));
        var zone = lat is { } north && lon is { } east ? HotZones.Of(scored.Served).Holding(north, east) : null;
        if (zone is null)
        {
            json.WriteNullValue();
        }
        else
        {
            FrameJson.WriteRow(json, zone.Row, 0);
        }
    }

    private static void Household(Utf8JsonWriter json, Scored scored, int row)
    {
        var isVulnerable = IsPositive(scored["predicted", row]);
        var category = (string?)scored["category", row];
        Value(json, "household_id", scored.Given(row, "household_id"));
        Value(json, "prediction", isVulnerable ? 1 : 0);
        Value(json, "vulnerability_probability", scored["probability", row]);
        Value(json, "confidence_score", scored["confidence", row]);
        Value(json, "vulnerability_status", isVulnerable ? "Vulnerable" : "Not Vulnerable");
        Value(json, "risk_category", category);
        // The survey's own priority needs the income, which nobody knows here: the band of the probability stands for it.
        Value(json, "intervention_priority", category?.ToLowerInvariant());
    }

    private static void Vehicle(Utf8JsonWriter json, Scored scored, int row)
    {
        Value(json, "style", IsPositive(scored["predicted", row]) ? "aggressive" : "normal");
        Value(json, "probability", scored["probability", row]);
        Value(json, "confidence", scored["confidence", row]);
        json.WritePropertyName("wear");
        Second(json, scored, wear => Value(json, "hard_use_probability", wear["probability"][row]));
    }

    private static void Customer(Utf8JsonWriter json, Scored scored, int row)
    {
        Value(json, "customer_id", scored.Given(row, "customer_id"));
        Value(json, "churn_probability", scored["probability", row]);
        Value(json, "churned", IsPositive(scored["predicted", row]));
        Value(json, "risk", scored["risk", row]);
        json.WritePropertyName("clv");
        Second(
            json,
            scored,
            value =>
            {
                Value(json, "predicted_future_revenue", value["predicted_future_revenue"][row]);
                Value(json, "segment", value["segment"][row]);
            }
        );
    }

    /// <summary>What the domain's second model says; null where there is none.</summary>
    private static void Second(Utf8JsonWriter json, Scored scored, Action<Frame> write)
    {
        if (scored is not { Second: { } second, SecondRows: { } rows })
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        write(rows);
        json.WriteString("model_version", second.Version);
        json.WriteEndObject();
    }

    private static void Contributed(Utf8JsonWriter json, Contributions? contributions, int row)
    {
        json.WritePropertyName("explanation");
        if (contributions is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteString("unit", contributions.Unit);
        Value(json, "base", contributions.Base);
        json.WriteStartArray("contributions");
        foreach (
            var feature in Enumerable
                .Range(0, contributions.Features.Count)
                .OrderByDescending(feature => Math.Abs(contributions.Values[row, feature]))
                .ThenBy(feature => contributions.Features[feature], StringComparer.Ordinal)
        )
        {
            json.WriteStartObject();
            json.WriteString("feature", contributions.Features[feature]);
            Value(json, "contribution", contributions.Values[row, feature]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static double? Degrees(Scored scored, int row, string member, double most)
    {
        if (scored.Given(row, member) is not { } text)
        {
            return null;
        }

        return
            double.TryParse(
                text,
                System.Globalization.NumberStyles.Float,
                System.Globalization.CultureInfo.InvariantCulture,
                out var degrees
            )
            && Math.Abs(degrees) <= most
            ? degrees
            : throw ProblemException.Field(scored.Cases.Place(row, member), Invariant($"degrees from -{most} to {most}"), text);
    }

    private static bool IsPositive(object? predicted) => predicted is "true" or true;

    private static object? Label(object? predicted) =>
        predicted is "true" ? true
        : predicted is "false" ? false
        : predicted;

    private static void Value(Utf8JsonWriter json, string name, object? value)
    {
        json.WritePropertyName(name);
        FrameJson.Write(json, value);
    }
}
