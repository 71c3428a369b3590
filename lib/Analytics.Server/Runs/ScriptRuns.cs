using System.Globalization;
using System.Text.Json;
using Analytics.Lake;
using Analytics.Server.Hosting;
using Analytics.Server.Records;
using Microsoft.Extensions.Logging;

namespace Analytics.Server.Runs;

/// <summary>
/// Reads the lake's run records: those of this server's runs for the times of their steps, all others as runs of scripts in other processes. Each record is read once, in one transaction
/// with what it says.
/// </summary>
internal sealed class ScriptRuns(
    ServiceDatabase database,
    Charge charge,
    RunStore runs,
    ServerSettings settings,
    TimeProvider time,
    Pulse pulse,
    ILogger<ScriptRuns> log
) : Repeating(s_between, time, log)
{
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(2);

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    private string Folder => Path.Combine(settings.Data, "runs");

    protected override Task Begin(CancellationToken stopping) => Again(stopping);

    protected override Task Again(CancellationToken stopping)
    {
        if (database.Problem is null && charge.IsHere)
        {
            Try();
        }

        return Task.CompletedTask;
    }

    private void Try()
    {
        try
        {
            Read();
            runs.Forget(settings.RunsKept);
        }
        catch (Exception error) when (error is DatabaseException or IOException or UnauthorizedAccessException)
        {
            log.LogWarning("Run records wait: {Message}", error.Message);
        }
    }

    /// <summary>Reads the records that were not read yet.</summary>
    /// <returns>How many.</returns>
    public int Read()
    {
        if (!Directory.Exists(Folder))
        {
            return 0;
        }

        if (_seen.Count == 0)
        {
            using var db = database.Open();
            _seen.UnionWith(db.All(row => row.GetString(0), "SELECT record FROM run_records"));
        }

        string[] fresh =
        [
            .. Directory
                .EnumerateFiles(Folder, "*.json")
                .Select(path => Path.GetFileNameWithoutExtension(path))
                .Where(name => !_seen.Contains(name))
                .Order(StringComparer.Ordinal),
        ];
        foreach (var name in fresh)
        {
            Read(name);
            _seen.Add(name);
        }

        if (fresh.Length > 0)
        {
            pulse.Beat();
        }

        return fresh.Length;
    }

    private void Read(string name)
    {
        JsonElement record;
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, name + ".json")));
            record = json.RootElement.Clone();
        }
        catch (JsonException error)
        {
            // verify tells a person what to do about it.
            log.LogWarning("Run record {Name} is damaged: {Message}", name, error.Message);
            return;
        }

        if (!record.TryGetProperty("domain", out var of) || !record.TryGetProperty("steps", out var steps))
        {
            return;
        }

        var domain = of.GetString()!;
        var started = record.GetProperty("started").GetDateTime().ToUniversalTime();
        var seconds = record.GetProperty("seconds").GetDouble();
        string[] broken =
        [
            .. record
                .GetProperty("verdicts")
                .EnumerateArray()
                .Where(each => !each.GetProperty("passed").GetBoolean() && each.GetProperty("severity").GetString() == "fail")
                .Select(each => $"{each.GetProperty("table").GetString()}: {each.GetProperty("gate").GetString()}"),
        ];
        database.Write(db =>
        {
            db.Do("INSERT INTO run_records (record) VALUES (@p0) ON CONFLICT DO NOTHING", name);
            foreach (var (number, step) in steps.EnumerateArray().Index())
            {
                db.Do(
                    "INSERT INTO step_times (record, number, domain, step, reason, seconds, rows) VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6) ON CONFLICT DO NOTHING",
                    name,
                    number + 1,
                    domain,
                    step.GetProperty("step").GetString(),
                    step.GetProperty("reason").GetString(),
                    step.GetProperty("seconds").GetDouble(),
                    step.GetProperty("rows").GetInt64()
                );
            }

            // The lake has one writer: a record that began while a run of ours was running is of that run. Clocks of files and of runs differ by milliseconds.
            var ours = db.Scalar<long>(
                """
                SELECT count(*) FROM pipeline_runs WHERE origin <> 'script' AND domain IN (@p0, 'all') AND CASE WHEN attempt > 1 THEN accepted_at ELSE started_at END <= @p2 AND coalesce(ended_at, '9999') >= @p1
                """,
                domain,
                ServiceDatabase.Text(started),
                ServiceDatabase.Text(started.AddMilliseconds(50))
            );
            if (ours == 0)
            {
                var state = broken.Length == 0 ? "succeeded" : "failed";
                db.Do(
                    """
                    INSERT INTO pipeline_runs (domain, what, config, origin, requested_by, request_key, state, accepted_at, not_before, started_at, ended_at, seconds, exit_code, reason, trains)
                    VALUES (@p0, 'rebuild', @p1, 'script', 'a script', @p2, @p3, @p4, @p4, @p4, @p5, @p6, @p7, @p8, 1) ON CONFLICT (request_key) DO NOTHING
                    """,
                    domain,
                    $$"""{"domain":"{{domain}}","what":"rebuild"}""",
                    $"record:{name}",
                    state,
                    ServiceDatabase.Text(started),
                    ServiceDatabase.Text(started.AddSeconds(seconds)),
                    seconds,
                    broken.Length == 0 ? 0 : 1,
                    broken.Length == 0
                        ? "done"
                        : $"{broken.Length.ToString(CultureInfo.InvariantCulture)} gates failed: {string.Join(", ", broken)}"
                );
            }
        });
    }
}
