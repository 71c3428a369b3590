using System.Text.Json;

namespace Analytics.Lake;

internal sealed partial record Manifest
{
    /// <exception cref="LakeException">The text is no manifest, or one of a newer format.</exception>
    public static Manifest FromJson(string text, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            var format = root.GetProperty("format").GetInt32();
            if (format > Format)
            {
                throw new LakeException(
                    Invariant(
                        $"The lake was written by a newer version of Analytics: {path} has format {format}, this version reads up to {Format}. Update the repository (git pull, dotnet build), or choose another folder with --data."
                    )
                );
            }

            var manifest = new Manifest
            {
                Parent = root.GetProperty("parent").GetString(),
                Message = root.GetProperty("message").GetString() ?? "",
                Tables = Read(
                    root,
                    "tables",
                    (name, table) =>
                        new TableVersion(
                            name,
                            Whole(table, "version"),
                            Text(table, "sha"),
                            Whole(table, "rows"),
                            format < 2 ? null : table.GetProperty("log").GetString()
                        )
                ),
                Cursors = Texts(root, "cursors"),
                Models = Texts(root, "models"),
                Steps = Read(
                    root,
                    "steps",
                    (_, step) =>
                        new StepRecord(
                            Text(step, "fingerprint"),
                            Text(step, "code"),
                            Text(step, "engine"),
                            Texts(step, "inputs"),
                            Texts(step, "parameters"),
                            Texts(step, "outputs")
                        )
                ),
                Verdicts = [.. root.GetProperty("verdicts").EnumerateArray().Select(ReadVerdict)],
                ModelFiles = format < 2 ? Nothing<string>() : Texts(root, "model_files"),
                Accounts =
                    format < 2
                        ? Nothing<Account>()
                        : Read(
                            root,
                            "accounts",
                            (_, account) =>
                                new Account(
                                    Whole(account, "received"),
                                    Whole(account, "kept"),
                                    Whole(account, "quarantined"),
                                    Whole(account, "superseded")
                                )
                        ),
                Measures = format < 2 ? Nothing<TableMeasures>() : Read(root, "measures", (_, measures) => ReadMeasures(measures)),
            };
            return format < 2 ? FormatOne.Upgrade(manifest) : manifest;
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new LakeException(
                $"The manifest {path} cannot be read: {broken.Message} Run: dotnet script scripts/verify.csx all",
                broken
            );
        }
    }

    private static TableMeasures ReadMeasures(JsonElement measures) =>
        new(Whole(measures, "rows"))
        {
            Nulls = Read(measures, "nulls", (_, rows) => rows.GetInt64()),
            Groups = Read(
                measures,
                "groups",
                (_, words) => (IReadOnlyList<string>)[.. words.EnumerateArray().Select(word => word.GetString()!)]
            ),
            Lost = Read(
                measures,
                "lost",
                (_, lost) => new LostRows(Whole(lost, "rows"), lost.GetProperty("of").GetString(), lost.GetProperty("to").GetString())
            ),
        };

    private static VerdictRecord ReadVerdict(JsonElement verdict) =>
        new(
            Text(verdict, "table"),
            Text(verdict, "gate"),
            Text(verdict, "severity"),
            verdict.GetProperty("passed").GetBoolean(),
            verdict.GetProperty("observed") is { ValueKind: JsonValueKind.Number } observed ? observed.GetDouble() : null,
            verdict.GetProperty("detail").GetString()
        );

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static long Whole(JsonElement element, string name) => element.GetProperty(name).GetInt64();

    private static SortedDictionary<string, string> Texts(JsonElement element, string name) =>
        Read(element, name, (_, value) => value.GetString()!);

    private static SortedDictionary<string, T> Read<T>(JsonElement element, string name, Func<string, JsonElement, T> read)
    {
        var map = Nothing<T>();
        foreach (var property in element.GetProperty(name).EnumerateObject())
        {
            map[property.Name] = read(property.Name, property.Value);
        }

        return map;
    }
}
