using System.Text.Json.Nodes;

namespace Analytics.Interactive.Jupyter.Messages;

/// <summary>One output in several forms: a value per mime type, always with <c>text/plain</c>, and metadata for the client.</summary>
internal sealed record Bundle(JsonObject Data, JsonObject Metadata)
{
    /// <summary>Characters of <c>text/plain</c> that are sent; a notebook with more cannot be opened with pleasure.</summary>
    public const int LongestText = 1_000_000;

    /// <summary>Characters of any other form that are sent.</summary>
    public const int LongestForm = 32_000_000;

    public static Bundle Plain(string text) => new(new JsonObject { ["text/plain"] = text }, []);

    /// <summary>This bundle without what is too large to send; the plain text says what was left out.</summary>
    public Bundle Trimmed()
    {
        var notes = new List<string>();
        var kept = new JsonObject();
        foreach (var (mime, value) in Data)
        {
            var isText = value is JsonValue && value.GetValueKind() == System.Text.Json.JsonValueKind.String;
            var length = isText ? value!.GetValue<string>().Length : 0;
            if (mime == "text/plain" || length <= LongestForm)
            {
                kept[mime] = value?.DeepClone();
            }
            else
            {
                notes.Add(Invariant($"[{mime} of {length:N0} characters not sent: at most {LongestForm:N0} are]"));
            }
        }
        var plain = kept["text/plain"]?.GetValue<string>() ?? "";
        if (plain.Length > LongestText)
        {
            var cut = char.IsHighSurrogate(plain[LongestText - 1]) ? LongestText - 1 : LongestText;
            notes.Add(Invariant($"[text cut: {cut:N0} of {plain.Length:N0} characters shown]"));
            plain = plain[..cut];
        }
        kept["text/plain"] = notes.Count == 0 ? plain : plain + "\n" + string.Join('\n', notes);
        return this with { Data = kept };
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
