using System.Text.Json.Nodes;
using Analytics.App;
using Analytics.Server.Hosting;
using Analytics.Server.Records;
using Microsoft.Extensions.Logging;

namespace Analytics.Server.Runs;

/// <summary>Writes down what runs say while they run. That it cannot be written down stops no run.</summary>
internal sealed class RunHearing(
    RunStore runs,
    ServiceDatabase database,
    ServerSettings settings,
    TimeProvider time,
    ILogger<RunHearing> log
)
{
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(1);

    /// <summary>An ear for a run: its lines, its steps, what it counts.</summary>
    public Hearing Of(long id)
    {
        var counted = (What: "", At: DateTime.MinValue);
        var counting = new Lock();
        return new Hearing(
            text =>
            {
                if (text.Trim().Length > 0)
                {
                    Line(id, Without(text));
                }
            },
            step =>
            {
                log.LogInformation(
                    "Step {Step} {StepState}: {Detail}",
                    step.Step,
                    step.State.ToString().ToLowerInvariant(),
                    // The text of an error may quote a row: it stands in the run's own lines only.
                    step.State == StepState.Failed
                        ? "its own lines say more"
                        : Without(step.Detail)
                );
                Say(
                    id,
                    "step",
                    new JsonObject
                    {
                        ["domain"] = step.Domain,
                        ["step"] = step.Step,
                        ["number"] = step.Number,
                        ["of"] = step.Of,
                        ["state"] = step.State.ToString().ToLowerInvariant(),
                        ["detail"] = Without(step.Detail),
                    }
                );
            },
            (what, done, of) =>
            {
                var now = time.GetUtcNow().UtcDateTime;
                lock (counting)
                {
                    // Files land by the thousand: one line a second tells as much.
                    if (done < of && counted.What == what && now - counted.At < s_between)
                    {
                        return;
                    }

                    counted = (what, now);
                }

                Say(
                    id,
                    "count",
                    new JsonObject
                    {
                        ["what"] = what,
                        ["done"] = done,
                        ["of"] = of,
                    }
                );
            }
        );
    }

    public void Line(long id, string text) => Say(id, "log", new JsonObject { ["text"] = text });

    /// <summary>A line that cannot be kept is lost, and that is said; the work goes on.</summary>
    private void Say(long id, string kind, JsonObject data)
    {
        try
        {
            runs.Tell(id, kind, data);
        }
        catch (DatabaseException error)
        {
            Miss(error);
        }
    }

    /// <summary>The lake's place is nobody's business who has only a key.</summary>
    private string Without(string text) => text.Replace(settings.Data, "…", StringComparison.Ordinal);

    /// <summary>The last line of a run's log, for one that failed without a word.</summary>
    public string LastWords(long id)
    {
        try
        {
            return runs.Events(id, kind: "log") is { Count: > 0 } lines
                ? (string?)lines[^1].Data["text"] ?? ""
                : "it failed and said nothing";
        }
        catch (DatabaseException error)
        {
            Miss(error);
            return "it failed; its log cannot be read";
        }
    }

    /// <summary>Something that happened could not be written down: health says so until something can, the log says it once.</summary>
    public void Miss(DatabaseException error)
    {
        if (database.Lost is null)
        {
            log.LogError("What happens cannot be written down: {Message}", error.Message);
        }

        database.Lost = $"What happens in runs cannot be written down: {error.Message}";
    }
}
