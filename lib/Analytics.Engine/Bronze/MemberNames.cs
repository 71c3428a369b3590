using System.Text.Json;

namespace Analytics.Engine;

/// <summary>The names of JSON records' members, in the order of their first sight.</summary>
/// <param name="nested">Whether also those of objects within, as <c>/payload/step</c> (RFC 6901).</param>
internal sealed class MemberNames(bool nested)
{
    /// <summary>Deeper objects are no columns.</summary>
    private const int Deepest = 8;

    private readonly List<string> _all = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    public IReadOnlyList<string> All => _all;

    public void Add(JsonElement record)
    {
        foreach (var member in record.EnumerateObject())
        {
            if (_seen.Add(member.Name))
            {
                _all.Add(member.Name);
            }

            if (nested && member.Value.ValueKind == JsonValueKind.Object)
            {
                Within(member.Value, "/" + member.Name, 1);
            }
        }
    }

    private void Within(JsonElement element, string pointer, int depth)
    {
        foreach (var member in element.EnumerateObject())
        {
            var name = $"{pointer}/{member.Name}";
            if (member.Value.ValueKind == JsonValueKind.Object && depth < Deepest)
            {
                Within(member.Value, name, depth + 1);
            }
            else if (!member.Name.Contains('/', StringComparison.Ordinal) && _seen.Add(name))
            {
                _all.Add(name);
            }
        }
    }
}
