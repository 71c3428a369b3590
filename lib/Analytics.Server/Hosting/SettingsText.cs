using System.Collections;
using System.Reflection;
using System.Text.Json;
using Analytics.App;

namespace Analytics.Server.Hosting;

/// <summary>One setting as it was written.</summary>
/// <param name="Key">E.g. <c>Port</c>, <c>Keys:analyst</c>.</param>
/// <param name="Value">Its text.</param>
/// <param name="Origin">Where it was written, for errors.</param>
internal sealed record Setting(string Key, string Value, string Origin)
{
    /// <summary>Whether secrets may stand there: not in files.</summary>
    public bool IsSecretPlace { get; init; }
}

/// <summary>Reads settings from appsettings.json and the environment, and says which there are.</summary>
internal static class SettingsText
{
    public const string Prefix = "Analytics__";

    private const string Section = "Analytics";

    /// <summary>The keys, as they are written.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    [
        .. typeof(ServerSettings)
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite)
            .Select(property => property.Name == "Keys" ? "Keys:<name>" : property.Name)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>What --help says of them.</summary>
    public static string Help { get; } =
        $$$"""
            Settings come from appsettings.json ({"Analytics": {"Port": 8080}}), over it from the environment (Analytics__Port=8080), over that from the options.
            A key that does not exist is an error. The keys and what holds without them:
            {{{string.Join('\n', Keys.Where(key => key != "Keys:<name>").Select(key => $"  {key, -18} {Default(key)}"))}}}
              {{{"Keys:<name>", -18}}} none; environment only: Analytics__Keys__<name>=<role>:<hash>, made by --new-key
            """;

    /// <exception cref="UsageException">The file cannot be read or is not such a file.</exception>
    public static IEnumerable<Setting> Of(string? file, IDictionary environment)
    {
        var path = file ?? Path.Combine(Repository.Root, "appsettings.json");
        IEnumerable<Setting> written =
            File.Exists(path) ? InFile(path)
            : file is null ? []
            : throw new UsageException($"There is no settings file '{file}'.");
        return written.Concat(
            environment
                .Cast<DictionaryEntry>()
                .Select(entry => (Name: (string)entry.Key, Value: (string?)entry.Value ?? ""))
                .Where(entry => entry.Name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
                .OrderBy(entry => entry.Name, StringComparer.Ordinal)
                .Select(entry => new Setting(
                    entry.Name[Prefix.Length..].Replace("__", ":", StringComparison.Ordinal),
                    entry.Value,
                    entry.Name
                )
                {
                    IsSecretPlace = true,
                })
        );
    }

    private static IReadOnlyList<Setting> InFile(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(
                File.ReadAllBytes(path),
                new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }
            );
            if (json.RootElement.ValueKind != JsonValueKind.Object || json.RootElement.EnumerateObject().Any(each => each.Name != Section))
            {
                throw new UsageException($"{path} holds one object, \"{Section}\", and nothing else.");
            }

            return [.. json.RootElement.EnumerateObject().SelectMany(section => Flat(section.Value, "", path))];
        }
        catch (JsonException error)
        {
            throw new UsageException($"{path} is no JSON: {error.Message}");
        }
    }

    private static IEnumerable<Setting> Flat(JsonElement value, string key, string path) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => value
                .EnumerateObject()
                .SelectMany(each => Flat(each.Value, key.Length == 0 ? each.Name : $"{key}:{each.Name}", path)),
            JsonValueKind.Array => throw new UsageException($"{path}: {key} takes one value, not a list."),
            _ => [new Setting(key, value.ToString(), path)],
        };

    private static string? Default(string key) =>
        Convert.ToString(
            typeof(ServerSettings).GetProperty(key)!.GetValue(new ServerSettings()),
            System.Globalization.CultureInfo.InvariantCulture
        );
}
