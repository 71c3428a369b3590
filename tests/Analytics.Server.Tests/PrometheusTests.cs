using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Analytics.Server.Alerts;
using Analytics.Server.Monitoring;
using Analytics.Server.Records;
using Analytics.Server.Runs;
using Analytics.Server.Security;
using Json.Schema;
using YamlDotNet.RepresentationModel;

namespace Analytics.Server.Tests;

/// <summary>The files for Prometheus, Alertmanager and Grafana: judged by those programs where they are there, and by the server that they watch.</summary>
[Collection(nameof(TestServer))]
public sealed class PrometheusTests(SampleLake lake, TestServer reading)
{
    private static readonly string s_dashboards = Path.Combine(RealData.Repository, "lib", "deploy", "grafana");

    private static IReadOnlyList<string> Files =>
        [.. Directory.GetFiles(s_dashboards, "*.json").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Dashboards => [.. Files];

    private static JsonNode Dashboard(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(s_dashboards, file)))!;

    private static IReadOnlyList<(string Rule, string Severity, string Expression)> Rules()
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(File.ReadAllText(Path.Combine(PrometheusServers.Deploy, "alerts.yml"))));
        return
        [
            .. ((YamlSequenceNode)yaml.Documents[0].RootNode["groups"][0]["rules"]).Select(each =>
                (each["labels"]["rule"].ToString(), each["labels"]["severity"].ToString(), each["expr"].ToString())
            ),
        ];
    }

    [Fact]
    public void Prometheus_has_every_rule_of_the_server_with_its_severity_and_limit()
    {
        // One reading that is beyond every limit.
        var all = AlertRules.Judge(
            new Readings(
                DateTime.UnixEpoch,
                [new RunReading("crashes", 0, 1)],
                [new DataReading("crashes", 0, 1e9), new DataReading("customers", 0, null)],
                [
                    new ModelReading("crashes", "severity", null, "auc", 0.1, 0.6, true, 1),
                    new ModelReading("customers", "churn", "it has no champion", null, null, 0.6, true, null),
                ],
                [new StageReading("crashes", "gold", 1, 1, 1, 100, 100)],
                new SystemReading(1, 1, 1, 100),
                new Hosting.ServerSettings().StaleDays
            )
        );
        var rules = Rules().ToDictionary(each => each.Rule);
        Assert.Equal(12, all.Select(each => each.Rule).Distinct().Count());
        Assert.All(all, each => Assert.Equal(each.Severity, rules[each.Rule].Severity));
        foreach (
            var (rule, limit) in new (string, double)[]
            {
                ("run_failures", Limits.FailureRate),
                ("data_quality", Limits.Quality),
                ("cpu", Limits.Cpu),
                ("memory", Limits.Memory),
                ("disk", Limits.Disk),
                ("slow_responses", Limits.ResponseSeconds),
                ("slow_stage", Limits.StageSeconds),
            }
        )
        {
            Assert.Equal(limit, double.Parse(rules[rule].Expression.Split(' ')[^1], CultureInfo.InvariantCulture));
        }

        Assert.EndsWith(
            Invariant($"> {new Hosting.ServerSettings().StaleDays} * 86400"),
            rules["stale_domain"].Expression,
            StringComparison.Ordinal
        );
    }

    [ProgramFact("promtool", "amtool")]
    public void Prometheus_and_Alertmanager_read_their_files_and_every_rule_fires_beyond_its_limit_alone()
    {
        Check("promtool", "check", "rules", "alerts.yml");
        Check("amtool", "check-config", "alertmanager.yml");
        Check("promtool", "test", "rules", "alerts.test.yml");
        var tested = File.ReadAllText(Path.Combine(PrometheusServers.Deploy, "alerts.test.yml"));
        Assert.All(Rules(), each => Assert.Contains($"rule: {each.Rule} }}", tested, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void A_dashboard_is_laid_out_without_overlap_and_asks_the_chosen_source(string file)
    {
        var dashboard = Dashboard(file);
        var panels = dashboard["panels"]!.AsArray().Select(each => each!).ToArray();
        Assert.True(panels.Length >= 10, $"{panels.Length} panels");
        Assert.Equal(panels.Length, panels.Select(each => (int)each["id"]!).Distinct().Count());
        Assert.Equal(panels.Length, panels.Select(each => (string)each["title"]!).Distinct().Count());
        Assert.Equal("datasource", (string)dashboard["templating"]!["list"]![0]!["name"]!);
        var taken = new HashSet<(int, int)>();
        foreach (var panel in panels)
        {
            var place = panel["gridPos"]!;
            var (x, y, w, h) = ((int)place["x"]!, (int)place["y"]!, (int)place["w"]!, (int)place["h"]!);
            Assert.InRange(x + w, 1, 24);
            Assert.All(
                Enumerable.Range(x, w).SelectMany(column => Enumerable.Range(y, h).Select(row => (column, row))),
                cell => Assert.True(taken.Add(cell), $"{panel["title"]} lies upon another")
            );
            Assert.Equal("${datasource}", (string)panel["datasource"]!["uid"]!);
            Assert.NotEmpty(panel["targets"]!.AsArray());
        }
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void A_dashboard_has_the_fields_that_Grafana_knows_units_that_fit_and_each_query_a_letter_of_its_own(string file)
    {
        var schema = JsonSchema.FromFile(Path.Combine(RealData.Repository, "tests", "Analytics.Server.Tests", "dashboard.schema.json"));
        var dashboard = Dashboard(file);
        var result = schema.Evaluate(dashboard, new EvaluationOptions { OutputFormat = OutputFormat.List });
        Assert.True(
            result.IsValid,
            string.Join(
                '\n',
                result
                    .Details.Where(each => each.HasErrors)
                    .Select(each => $"{each.InstanceLocation}: {string.Join("; ", each.Errors!.Values)}")
            )
        );
        foreach (var panel in dashboard["panels"]!.AsArray())
        {
            var targets = panel!["targets"]!.AsArray().Select(each => each!).ToArray();
            Assert.Equal(targets.Length, targets.Select(each => (string)each["refId"]!).Distinct().Count());
            var unit = (string)panel["fieldConfig"]!["defaults"]!["unit"]!;
            // Prometheus' own rule: a name ends with its unit. What a quotient, a rate or a count of it is has another one.
            foreach (
                var expression in targets.Select(each => (string)each["expr"]!).Where(each => Regex.IsMatch(each, @"^[a-z_]+(\{[^}]*\})?$"))
            )
            {
                var name = expression.Split('{')[0];
                Assert.Equal(
                    name.EndsWith("_seconds", StringComparison.Ordinal) ? "s"
                        : name.EndsWith("_bytes", StringComparison.Ordinal) ? "bytes"
                        : name.EndsWith("_ratio", StringComparison.Ordinal) ? "percentunit"
                        : unit,
                    unit
                );
            }
        }

        dashboard["panels"]![0]!["tittle"] = "misspelled";
        Assert.False(schema.Evaluate(dashboard).IsValid);
    }

    [Fact]
    public async Task Every_metric_that_the_server_exports_is_on_a_dashboard()
    {
        var text = await reading.Http.GetStringAsync("/metrics");
        string[] names = [.. Regex.Matches(text, @"^# TYPE (\w+) ", RegexOptions.Multiline).Select(match => match.Groups[1].Value)];
        Assert.True(names.Length > 30, $"{names.Length} metrics");
        var asked = string.Join('\n', Files.Select(file => File.ReadAllText(Path.Combine(s_dashboards, file))));
        Assert.All(names, name => Assert.Contains(name, asked, StringComparison.Ordinal));
    }

    [ProgramFact("prometheus", "prometheus-alertmanager")]
    public async Task A_failed_run_reaches_the_receiver_through_Prometheus_and_Alertmanager_and_every_panel_has_data()
    {
        var data = lake.Copy();
        var (key, admin) = (ApiKeys.New("reader").Split('\n'), ApiKeys.New("admin").Split('\n'));
        await using var server = await TestServer.Start(
            data,
            with =>
                with with
                {
                    Keys =
                    [
                        ApiKeys.Parse("prometheus", key[1].Split('=')[1].Trim()),
                        ApiKeys.Parse("admin", admin[1].Split('=')[1].Trim()),
                    ],
                }
        );
        using var http = TestServer.Client(server);
        http.DefaultRequestHeaders.Add(KeyCheck.Header, admin[0].Split(' ')[^1].Trim());
        await using var receiver = await HookReceiver.Start();
        await using var prometheus = await PrometheusServers.Start(
            new Uri(server.Url).Authority,
            key[0].Split(' ')[^1].Trim(),
            receiver.Url
        );
        await Patience.Until(
            () => prometheus.Ask("runs_total{domain=\"households\",status=\"failed\"}"),
            found => found.Count == 1,
            _ => "the server is never scraped",
            60
        );
        var database = new ServiceDatabase(server.Settings);
        var runs = new RunStore(database, TimeProvider.System, new Pulse(TimeProvider.System));
        database.Write(db =>
        {
            var id = runs.Insert(db, new RunRequest { Domain = "households", What = "verify" }, "api", "test", null)!.Value;
            db.Do(
                "UPDATE pipeline_runs SET state = 'failed', ended_at = @p1 WHERE id = @p0",
                id,
                ServiceDatabase.Text(TimeProvider.System.GetUtcNow().UtcDateTime)
            );
        });
        foreach (var what in (string[])["bronze", "performance"])
        {
            var run = await TestServer.Json(await http.PostAsJsonAsync("/runs", new { domain = "accidents", what }));
            await RunTests.Over(http, run.GetProperty("id").GetInt64());
        }

        await Patience.Until(
            () =>
                Task.FromResult(
                    receiver.Got.Any(each =>
                        each.Body.GetProperty("alerts")
                            .EnumerateArray()
                            .Any(alert =>
                                alert.GetProperty("labels").GetProperty("rule").GetString() == "run_failures"
                                && alert.GetProperty("labels").GetProperty("domain").GetString() == "households"
                                && alert.GetProperty("status").GetString() == "firing"
                            )
                    )
                ),
            is_ => is_,
            _ => $"Alertmanager did not call: {string.Join('\n', receiver.Got.Select(each => each.Body))}",
            90
        );

        var queries = Files
            .SelectMany(file => Dashboard(file)["panels"]!.AsArray())
            .SelectMany(panel => panel!["targets"]!.AsArray().Select(target => (string)target!["expr"]!))
            .Distinct()
            .ToHashSet(StringComparer.Ordinal);
        Assert.True(queries.Count >= 40, Invariant($"{queries.Count} queries"));
        await Patience.Until(
            async () =>
            {
                await http.GetAsync("/view/runs");
                await http.PostAsJsonAsync(
                    "/predict",
                    new
                    {
                        hour = 17,
                        dayofweek = 5,
                        month = 11,
                        severity = 1,
                    }
                );
                foreach (var query in queries.ToArray())
                {
                    var found = await prometheus.Ask(query.Replace("$__rate_interval", "1m", StringComparison.Ordinal));
                    if (found.Any(each => each.Value is not "NaN"))
                    {
                        queries.Remove(query);
                    }
                }

                return queries.Count;
            },
            left => left == 0,
            _ => "without data: " + string.Join('\n', queries),
            60
        );
    }

    private static void Check(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(OutsideTools.Find(program)!, arguments)
            {
                WorkingDirectory = PrometheusServers.Deploy,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var said = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {said.Result}{errors}");
    }
}
