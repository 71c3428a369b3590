using Analytics.App;
using Analytics.Frames;
using Analytics.Server.Snapshots;

namespace Analytics.Server.Api;

/// <summary>What people ask of crashes, customers and vehicles, at the addresses of the systems that this one replaces.</summary>
internal static class DomainRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var crashes = app.MapGroup("/crashes").WithTags("crashes");
        crashes.MapGet("/{id}", Crash).AnswersFromSnapshot().WithSummary("A crash with its vehicles and people.");
        crashes
            .Read("/hotspots", http => Best(http, "crashes.hotspots", "crashes DESC, cell"))
            .Pages(hasAfter: false)
            .WithSummary("Places of about 250 m with most crashes first, by limit.");
        crashes.Read("/summary", CrashSummary).WithSummary("All crashes in numbers, and by month.");

        app.Read("/vehicles/trips", http => LakeRoutes.Page(http, "vehicles.trip_summary", ["source", "trip", "batch"]))
            .WithTags("vehicles")
            .Pages()
            .WithSummary("Trips, by limit and after.");

        var customers = app.MapGroup("").WithTags("customers");
        customers
            .Read("/revenue/country", http => All(http, "customers.revenue_by_country", "revenue DESC, country"))
            .WithSummary("Revenue by country, the greatest first.");
        customers
            .Read("/revenue/product", http => Best(http, "customers.revenue_by_product", "revenue DESC, product_id"))
            .Pages(hasAfter: false)
            .WithSummary("Revenue by product, the greatest first, by limit.");
        customers.Read("/revenue/monthly", http => All(http, "customers.monthly_revenue", "month")).WithSummary("Revenue by month.");
        customers
            .Read("/customers", http => LakeRoutes.Page(http, "customers.customer_metrics", ["customer_id"]))
            .Pages()
            .WithSummary("Customers, by limit and after.");
        customers
            .MapGet("/customers/{id}", Customer)
            .AnswersFromSnapshot()
            .WithSummary("A customer: what he bought, his segment, churn and value.");
        customers.Read("/kpis", Kpis).WithSummary("Revenue, purchases, customers and basket of the whole shop.");
        customers
            .Read(
                "/ml/segments",
                http =>
                    Scored(http, "rfm", "customer_id", "cluster", "recency_days", "frequency", "monetary", "r_score", "f_score", "m_score")
            )
            .Pages()
            .WithSummary("Each customer's segment, by limit and after.");
        customers.Read("/ml/segments/summary", SegmentSummary).WithSummary("The segments: customers, revenue, profile.");
        customers
            .Read("/ml/churn", http => Scored(http, "churn", "customer_id", "cut_off", "probability", "predicted", "risk"))
            .Pages()
            .WithSummary("How likely each customer buys nothing more in 60 days, by limit and after.");
        customers
            .Read("/ml/churn/high-risk", HighRisk)
            .Pages(hasAfter: false)
            .WithSummary("Customers of high risk, the likeliest to leave first, by limit.");
        customers
            .Read("/ml/clv", http => Scored(http, "clv", "customer_id", "cut_off", "horizon_days", "predicted_future_revenue", "segment"))
            .Pages()
            .WithSummary("What each customer is expected to spend, by limit and after.");
        customers
            .MapGet("/ml/model-metrics", ModelMetrics)
            .AnswersFromSnapshot()
            .WithSummary("How good the customers' models are, with 95 % intervals.");
    }

    private static async Task<IResult> All(HttpContext http, string table, string order) =>
        new Rows(await Task.Run(() => http.Snapshot().Query($"SELECT * FROM {table} ORDER BY {order}", http.RequestAborted)));

    private static async Task<IResult> Best(HttpContext http, string table, string order)
    {
        var limit = Paging.Of(http.Request, 0).Limit;
        return new Rows(
            await Task.Run(() =>
                http.Snapshot().Query($"SELECT * FROM {table} ORDER BY {order} LIMIT $1::BIGINT", http.RequestAborted, limit)
            )
        );
    }

    private static async Task<IResult> Crash(string id, HttpContext http)
    {
        var served = http.Snapshot();
        Frame Of(string table, string order) =>
            served.Query($"SELECT * FROM crashes.{table} WHERE crash_record_id = $1::VARCHAR ORDER BY {order}", http.RequestAborted, id);
        var crash = await Task.Run(() => Of("crashes", "1"));
        if (crash.RowCount == 0)
        {
            throw ProblemException.NotFound($"There is no crash '{id}'.");
        }

        var (vehicles, people) = await Task.Run(() => (Of("vehicles", "ALL"), Of("people", "ALL")));
        return new JsonResult(json =>
        {
            json.WriteStartObject();
            FrameJson.WriteMembers(json, crash, 0);
            foreach (var (name, rows) in new[] { ("vehicles", vehicles), ("people", people) })
            {
                json.WritePropertyName(name);
                FrameJson.WriteRows(json, rows);
            }

            json.WriteEndObject();
        });
    }

    private static async Task<IResult> CrashSummary(HttpContext http)
    {
        var served = http.Snapshot();
        var (all, months) = await Task.Run(() =>
            (
                served.Query(
                    "SELECT sum(crashes)::BIGINT AS crashes, sum(injuries)::BIGINT AS injuries, sum(fatal)::BIGINT AS fatal, min(month) AS first_month, max(month) AS last_month FROM crashes.by_month",
                    http.RequestAborted
                ),
                served.Query("SELECT * FROM crashes.by_month ORDER BY month", http.RequestAborted)
            )
        );
        return new JsonResult(json =>
        {
            json.WriteStartObject();
            FrameJson.WriteMembers(json, all, 0);
            json.WritePropertyName("by_month");
            FrameJson.WriteRows(json, months);
            json.WriteEndObject();
        });
    }

    private static async Task<IResult> Kpis(HttpContext http)
    {
        var kpis = await Task.Run(() =>
            http.Snapshot()
                .Query(
                    "SELECT total_revenue, total_purchases, total_customers, avg_basket FROM customers.kpis WHERE scope = 'all'",
                    http.RequestAborted
                )
        );
        return kpis.RowCount == 1
            ? new JsonResult(json => FrameJson.WriteRow(json, kpis, 0))
            : throw ProblemException.NotFound("There are no purchases.");
    }

    private static async Task<IResult> Customer(string id, HttpContext http)
    {
        var served = http.Snapshot();
        var customer = await Task.Run(() =>
            served.Query("SELECT * FROM customers.customer_metrics WHERE customer_id = $1::VARCHAR", http.RequestAborted, id)
        );
        // The original's word for it, which its clients look for.
        if (customer.RowCount == 0)
        {
            throw new ProblemException(StatusCodes.Status404NotFound, "Not Found.", "Customer not found")
            {
                More = [("error", "Customer not found")],
            };
        }

        var more = await Task.Run(() => (Segment: One(served, "rfm", id), Churn: One(served, "churn", id), Value: One(served, "clv", id)));
        return new JsonResult(json =>
        {
            json.WriteStartObject();
            FrameJson.WriteMembers(json, customer, 0);
            foreach (
                var (name, column, rows) in new[]
                {
                    ("segment", "cluster", more.Segment),
                    ("churn_probability", "probability", more.Churn),
                    ("churn_risk", "risk", more.Churn),
                    ("predicted_future_revenue", "predicted_future_revenue", more.Value),
                    ("value_segment", "segment", more.Value),
                }
            )
            {
                json.WritePropertyName(name);
                FrameJson.Write(json, rows is null ? null : rows[column][0]);
            }

            json.WriteEndObject();
        });
    }

    /// <summary>The scored row of one customer; null where there is no model or no row.</summary>
    private static Frame? One(ServedSnapshot served, string study, string id)
    {
        if (served.Models.Find("customers", study) is null)
        {
            return null;
        }

        var rows = ScoredTable.Of(served, "customers", study);
        var places = served.Once(
            $"places customers/{study}",
            _ => Enumerable.Range(0, rows.RowCount).ToDictionary(row => (string)rows["customer_id"][row]!, StringComparer.Ordinal)
        );
        return places.TryGetValue(id, out var row) ? rows.Take([row]) : null;
    }

    private static async Task<IResult> Scored(HttpContext http, string study, params string[] columns)
    {
        var paging = Paging.Of(http.Request, 1);
        var rows = await Task.Run(() => ScoredTable.Of(http.Snapshot(), "customers", study));
        var from = paging.After is not [var after]
            ? 0
            : Enumerable
                .Range(0, rows.RowCount)
                .FirstOrDefault(row => string.CompareOrdinal((string)rows[columns[0]][row]!, after) > 0, rows.RowCount);
        var page = rows.Take([.. Enumerable.Range(from, Math.Min(paging.Limit + 1, rows.RowCount - from))]).Select(columns);
        return new Rows(paging.Cut(http, page, [columns[0]]));
    }

    private static async Task<IResult> HighRisk(HttpContext http)
    {
        var limit = Paging.Of(http.Request, 0).Limit;
        var rows = await Task.Run(() => ScoredTable.Of(http.Snapshot(), "customers", "churn"));
        var high = rows.Where(row => row.Text("risk") == "High").Sort(SortKey.Descending("probability"), "customer_id");
        return new Rows(
            high.Take([.. Enumerable.Range(0, Math.Min(limit, high.RowCount))])
                .Select("customer_id", "cut_off", "probability", "risk", "recency_days", "frequency", "monetary")
        );
    }

    private static async Task<IResult> SegmentSummary(HttpContext http)
    {
        var served = http.Snapshot();
        var card = served.Models.Need("customers", "rfm").Card;
        var rows = await Task.Run(() => ScoredTable.Of(served, "customers", "rfm"));
        var spent = rows["monetary"].ToDoubles();
        var groups = Enumerable
            .Range(0, rows.RowCount)
            .GroupBy(row => (string?)rows["cluster"][row])
            .ToDictionary(group => group.Key ?? "", group => group.ToArray());
        return Results.Ok(
            card.Clusters!.Select(each =>
            {
                var members = groups.GetValueOrDefault(each.Name, []);
                return new SegmentEntry(
                    each.Name,
                    members.Length,
                    Math.Round((double)members.Length / Math.Max(1, rows.RowCount), 4),
                    Math.Round(members.Sum(row => spent[row]), 2),
                    each.Profile
                );
            })
        );
    }

    private static IResult ModelMetrics(HttpContext http) =>
        Results.Ok(
            http.Snapshot()
                .Models.All.Where(model => model.Domain.Name == "customers")
                .ToDictionary(
                    model => model.Study.Name,
                    model => new
                    {
                        model.Version,
                        decides = model.Card.Run.Metric,
                        metrics = ModelRoutes.Metrics(model.Card),
                    }
                )
        );

    private sealed record SegmentEntry(string Segment, int Customers, double Share, double Revenue, string Profile);
}
