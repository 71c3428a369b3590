using System.Text;
using System.Text.Json;
using Analytics.Lake.Delta;
using Analytics.Lake.Storage;

namespace Analytics.Lake;

/// <summary>What <c>data/manifests/&lt;sha&gt;.json</c> holds. No clock and no run id stands in it: the same work gives the same name.</summary>
internal sealed record Manifest
{
    /// <summary>The newest layout of the lake that this version reads and the one it writes.</summary>
    public const int Format = 1;

    public string? Parent { get; init; }

    public string Message { get; init; } = "";

    public required IReadOnlyDictionary<string, TableVersion> Tables { get; init; }

    public required IReadOnlyDictionary<string, string> Cursors { get; init; }

    public required IReadOnlyDictionary<string, StepRecord> Steps { get; init; }

    public required IReadOnlyDictionary<string, string> Models { get; init; }

    public required IReadOnlyList<VerdictRecord> Verdicts { get; init; }

    public static Manifest Empty { get; } = new()
    {
        Tables = new SortedDictionary<string, TableVersion>(StringComparer.Ordinal),
        Cursors = new SortedDictionary<string, string>(StringComparer.Ordinal),
        Steps = new SortedDictionary<string, StepRecord>(StringComparer.Ordinal),
        Models = new SortedDictionary<string, string>(StringComparer.Ordinal),
        Verdicts = [],
    };

    public static string PathIn(string lake, string sha) => Path.Combine(lake, "manifests", sha + ".json");

    /// <summary>The manifest as text: keys in ordinal order, two spaces, line feeds.</summary>
    public string ToJson() => DeltaJson.Text(
        json =>
        {
            json.WriteStartObject();
            json.WriteNumber("format", Format);
            json.WriteString("parent", Parent);
            json.WriteString("message", Message);
            json.WriteStartObject("tables");
            foreach (var (name, table) in Tables.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                json.WriteStartObject(name);
                json.WriteNumber("version", table.Version);
                json.WriteString("sha", table.Sha);
                json.WriteNumber("rows", table.Rows);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            Write(json, "cursors", Cursors);
            Write(json, "models", Models);
            json.WriteStartObject("steps");
            foreach (var (name, step) in Steps.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                json.WriteStartObject(name);
                json.WriteString("fingerprint", step.Fingerprint);
                json.WriteString("code", step.Code);
                json.WriteString("engine", step.Engine);
                Write(json, "inputs", step.Inputs);
                Write(json, "parameters", step.Parameters);
                Write(json, "outputs", step.Outputs);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteStartArray("verdicts");
            foreach (var verdict in Verdicts)
                Write(json, verdict);
            json.WriteEndArray();
            json.WriteEndObject();
        },
        indented: true) + "\n";

    /// <exception cref="LakeException">The text is no manifest, or one of a newer format.</exception>
    public static Manifest FromJson(string text, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            var format = root.GetProperty("format").GetInt32();
            if (format > Format)
                throw new LakeException(Invariant($"The lake was written by a newer version of Analytics: {path} has format {format}, this version reads up to {Format}. Update the repository (git pull, dotnet build), or choose another folder with --data."));
            return new Manifest
            {
                Parent = root.GetProperty("parent").GetString(),
                Message = root.GetProperty("message").GetString() ?? "",
                Tables = Read(root, "tables", (name, table) => new TableVersion(name, table.GetProperty("version").GetInt64(), Text(table, "sha"), table.GetProperty("rows").GetInt64())),
                Cursors = Read(root, "cursors", (_, value) => value.GetString()!),
                Models = Read(root, "models", (_, value) => value.GetString()!),
                Steps = Read(root, "steps", (_, step) => new StepRecord(Text(step, "fingerprint"), Text(step, "code"), Text(step, "engine"), Texts(step, "inputs"), Texts(step, "parameters"), Texts(step, "outputs"))),
                Verdicts = [.. root.GetProperty("verdicts").EnumerateArray().Select(ReadVerdict)],
            };
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new LakeException($"The manifest {path} cannot be read: {broken.Message} Run: dotnet script scripts/verify.csx all", broken);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> texts)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in texts.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, VerdictRecord verdict)
    {
        json.WriteStartObject();
        json.WriteString("table", verdict.Table);
        json.WriteString("gate", verdict.Gate);
        json.WriteString("severity", verdict.Severity);
        json.WriteBoolean("passed", verdict.Passed);
        // JSON has no NaN and no infinity; such a figure is no figure.
        if (verdict.Observed is { } observed && double.IsFinite(observed))
            json.WriteNumber("observed", observed);
        else
            json.WriteNull("observed");
        json.WriteString("detail", verdict.Detail);
        json.WriteEndObject();
    }

    private static VerdictRecord ReadVerdict(JsonElement verdict) => new(
        Text(verdict, "table"),
        Text(verdict, "gate"),
        Text(verdict, "severity"),
        verdict.GetProperty("passed").GetBoolean(),
        verdict.GetProperty("observed") is { ValueKind: JsonValueKind.Number } observed ? observed.GetDouble() : null,
        verdict.GetProperty("detail").GetString());

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static SortedDictionary<string, string> Texts(JsonElement element, string name) => Read(element, name, (_, value) => value.GetString()!);

    private static SortedDictionary<string, T> Read<T>(JsonElement element, string name, Func<string, JsonElement, T> read)
    {
        var map = new SortedDictionary<string, T>(StringComparer.Ordinal);
        foreach (var property in element.GetProperty(name).EnumerateObject())
            map[property.Name] = read(property.Name, property.Value);
        return map;
    }
}
