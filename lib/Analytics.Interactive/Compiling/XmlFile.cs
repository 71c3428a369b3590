using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Analytics.Interactive.Compiling;

/// <summary>The documentation file beside an assembly, read when somebody first asks for a member (completion, inspection).</summary>
internal sealed class XmlFile(string path) : DocumentationProvider
{
    private readonly Lazy<IReadOnlyDictionary<string, string>> members = new(() => Read(path));

    public override bool Equals(object? obj) => obj is XmlFile other && other.Name == Name;

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Name);

    protected override string GetDocumentationForSymbol(
        string documentationMemberID,
        CultureInfo preferredCulture,
        CancellationToken cancellationToken = default
    ) => members.Value.GetValueOrDefault(documentationMemberID, "");

    private string Name { get; } = path;

    private static Dictionary<string, string> Read(string path)
    {
        Dictionary<string, string> found = new(StringComparer.Ordinal);
        if (!File.Exists(path))
        {
            return found;
        }

        try
        {
            foreach (XElement member in XDocument.Load(path).Descendants("member"))
            {
                if (member.Attribute("name")?.Value is { } name)
                {
                    found[name] = member.ToString(SaveOptions.DisableFormatting);
                }
            }
        }
        catch (Exception e) when (e is XmlException or IOException)
        {
            return found; // A damaged documentation file costs the documentation, not the answer.
        }

        return found;
    }
}
