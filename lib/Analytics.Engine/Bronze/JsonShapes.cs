using System.Text.Json;

namespace Analytics.Engine;

/// <summary>
/// Looks at every record of a JSON file: which names it has, and whether an object gives one twice. Records of one shape, names and
/// nesting alike, are looked at closely once, so a large file costs little more than reading its tokens.
/// </summary>
/// <param name="names">Receives the names of all records.</param>
internal sealed class JsonShapes(MemberNames names)
{
    // Enough for any table; records of endless shapes are each looked at closely.
    private const int MostKnown = 10_000;

    // DuckDB reads what is nested deeper than a record may be as one text; it is looked at all the same.
    private const int Deepest = 1000;

    private readonly HashSet<ulong> _known = [];

    /// <summary>Whether an object of some record gave a key twice.</summary>
    public bool IsAnyTwice { get; private set; }

    /// <summary>Whether the bytes are one JSON object in which no object gives a key twice; its names are then taken over.</summary>
    public bool Take(ReadOnlyMemory<byte> record)
    {
        try
        {
            var shape = ShapeOf(record.Span);
            if (_known.Contains(shape))
            {
                return true;
            }

            using var document = JsonDocument.Parse(record, new JsonDocumentOptions { MaxDepth = Deepest });
            var isTwice = Twice(document.RootElement) is not null;
            IsAnyTwice |= isTwice;
            if (isTwice || document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return false;
            }

            names.Add(document.RootElement);
            if (_known.Count < MostKnown)
            {
                _known.Add(shape);
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Where a key stands that an object gives twice, as <c>/payload/step</c> (RFC 6901); null for none. Readers disagree which of the two counts.</summary>
    public static string? Twice(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var member in element.EnumerateObject())
            {
                if (!seen.Add(member.Name))
                {
                    return "/" + member.Name;
                }

                if (Twice(member.Value) is { } within)
                {
                    return $"/{member.Name}{within}";
                }
            }
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var (index, item) in element.EnumerateArray().Index())
            {
                if (Twice(item) is { } within)
                {
                    return Invariant($"/{index}{within}");
                }
            }
        }

        return null;
    }

    /// <summary>A hash (FNV-1a, 64 bits) of the names and the nesting of a record, whatever its values are.</summary>
    /// <exception cref="JsonException">It is not one JSON value.</exception>
    private static ulong ShapeOf(ReadOnlySpan<byte> record)
    {
        const ulong Prime = 1099511628211;
        var hash = 14695981039346656037;
        var reader = new Utf8JsonReader(record, new JsonReaderOptions { MaxDepth = Deepest });
        while (reader.Read())
        {
            if (
                reader.TokenType
                is not (
                    JsonTokenType.PropertyName
                    or JsonTokenType.StartObject
                    or JsonTokenType.EndObject
                    or JsonTokenType.StartArray
                    or JsonTokenType.EndArray
                )
            )
            {
                continue;
            }

            hash = (hash ^ (byte)reader.TokenType) * Prime;
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                foreach (var b in reader.ValueSpan)
                {
                    hash = (hash ^ b) * Prime;
                }
            }
        }

        return hash;
    }
}
