using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Analytics.App;
using Analytics.Server.Api;

namespace Analytics.Server.Runs;

/// <summary>What is to be run: the words of a script and its options. A request is checked whole before it is accepted.</summary>
public sealed record RunRequest
{
    /// <summary>A domain's name, or <c>all</c>.</summary>
    public string Domain { get; init; } = "";

    /// <summary>One of <see cref="Whats"/>.</summary>
    public string What { get; init; } = "";

    /// <summary>Of bronze and rebuild: fetch from the domain's public API first.</summary>
    public bool Fetch { get; init; }

    /// <summary>With fetch: first day; null continues after the last fetch.</summary>
    public DateOnly? From { get; init; }

    /// <summary>With fetch: last day; null is today.</summary>
    public DateOnly? To { get; init; }

    /// <summary>With fetch, instead of from: so many days before the day on which it runs.</summary>
    public int? SinceDays { get; init; }

    /// <summary>Of train and retrain: only this study.</summary>
    public string? Study { get; init; }

    /// <summary>Of silver, gold and rebuild: fresh steps too.</summary>
    public bool Force { get; init; }

    /// <summary>Of silver, gold and rebuild: read again what is in quarantine.</summary>
    public bool Replay { get; init; }

    /// <summary>Of silver, gold and rebuild: files that are refused whole are fine.</summary>
    public bool AcceptRefused { get; init; }

    /// <summary>Of rebuild: train the models too. Default true.</summary>
    public bool Models { get; init; } = true;

    /// <summary>Of retrain: only where a trigger fires.</summary>
    public bool IfNeeded { get; init; }

    /// <summary>Of bronze, silver and gold: what comes behind is run too, each stage as a run of its own, caused by the event that the one before was published.</summary>
    public bool Follow { get; init; }

    /// <summary>Whether it trains models.</summary>
    internal bool Trains => What is "train" or "retrain" || (What == "rebuild" && Models);

    /// <summary>What can be run, in the order of a lake's life.</summary>
    public static IReadOnlyList<string> Whats { get; } =
    ["bronze", "silver", "gold", "rebuild", "train", "retrain", "verify", "collect", "quality", "performance"];

    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };

    /// <summary>A request as JSON; a job message of the extractor is one too.</summary>
    /// <exception cref="ProblemException">A field is unknown or not what is wanted there: 422.</exception>
    public static RunRequest Of(JsonObject json)
    {
        if (json.ContainsKey("mode"))
        {
            return JobMessage.ToRequest(json);
        }

        try
        {
            return json.Deserialize<RunRequest>(s_json)!.Checked();
        }
        catch (JsonException error)
        {
            var field = error.Path is { Length: > 2 } path ? path[2..] : "body";
            throw ProblemException.Field(field, "one of the fields of a run, of its type (see /docs)", json[field]?.ToJsonString());
        }
    }

    /// <summary>The request that was kept.</summary>
    internal static RunRequest Kept(string json) => JsonSerializer.Deserialize<RunRequest>(json, s_json)!;

    public string ToJson()
    {
        var json = JsonSerializer.SerializeToNode(this, s_json)!.AsObject();
        // True by default: false must be written, true need not be.
        json.Remove("models");
        if (!Models)
        {
            json["models"] = false;
        }

        return json.ToJsonString();
    }

    /// <summary>The arguments of the script, as a person would type them.</summary>
    /// <param name="data">The lake's folder.</param>
    /// <param name="today">For <see cref="SinceDays"/>, UTC.</param>
    public IReadOnlyList<string> Arguments(string data, DateOnly today)
    {
        List<string> words = What == "collect" ? [] : [Domain];
        words.AddRange(["--data", data]);
        void Add(bool is_, string word)
        {
            if (is_)
            {
                words.Add(word);
            }
        }

        void AddDay(string word, DateOnly? day)
        {
            if (day is { } at)
            {
                words.AddRange([word, at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)]);
            }
        }

        Add(Fetch, "--fetch");
        AddDay("--from", SinceDays is { } days ? today.AddDays(-days) : From);
        AddDay("--to", To);
        Add(Force, "--force");
        Add(Replay, "--replay");
        Add(AcceptRefused, "--accept-refused");
        Add(What == "rebuild" && !Models, "--no-models");
        Add(IfNeeded, "--if-needed");
        if (Study is not null)
        {
            words.AddRange(["--study", Study]);
        }

        return words;
    }

    /// <exception cref="ProblemException">It cannot be run as it is.</exception>
    public RunRequest Checked()
    {
        if (!Whats.Contains(What))
        {
            throw ProblemException.Field("what", $"one of {string.Join(", ", Whats)}", What);
        }

        string[] names = [.. Catalog.Domains.Select(domain => domain.Name)];
        if (Domain != "all" && !names.Contains(Domain))
        {
            throw ProblemException.Field("domain", $"all, or one of {string.Join(", ", names)}", Domain);
        }

        if (What == "collect" && Domain != "all")
        {
            throw ProblemException.Field("domain", "all: what is collected is of no one domain", Domain);
        }

        var builds = What is "silver" or "gold" or "rebuild";
        Only("fetch", Fetch, What is "bronze" or "rebuild", "bronze and rebuild");
        Only("from", From is not null, Fetch, "fetch");
        Only("to", To is not null, Fetch, "fetch");
        Only("since_days", SinceDays is not null, Fetch && From is null, "fetch without from");
        Only("force", Force, builds, "silver, gold and rebuild");
        Only("replay", Replay, builds, "silver, gold and rebuild");
        Only("accept_refused", AcceptRefused, builds, "silver, gold and rebuild");
        Only("models", !Models, What == "rebuild", "rebuild");
        Only("follow", Follow, What is "bronze" or "silver" or "gold", "bronze, silver and gold");
        Only("if_needed", IfNeeded, What == "retrain", "retrain");
        Only("study", Study is not null, What is "train" or "retrain", "train and retrain");
        if (SinceDays is < 0 or > 36500)
        {
            throw ProblemException.Field("since_days", "0 to 36500", Invariant($"{SinceDays}"));
        }

        if (From > To)
        {
            throw ProblemException.Field("from", "a day not after to", From.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        }

        string[] studies =
        [
            .. Catalog
                .Domains.Where(domain => Domain == "all" || domain.Name == Domain)
                .SelectMany(domain => domain.Studies)
                .Select(each => each.Name),
        ];
        return Study is null || studies.Contains(Study)
            ? this
            : throw ProblemException.Field("study", $"one of {string.Join(", ", studies)}", Study);
    }

    private static void Only(string field, bool isSet, bool isAllowed, string with)
    {
        if (isSet && !isAllowed)
        {
            throw ProblemException.Field(field, $"nothing: only {with} takes it", "a value");
        }
    }
}
