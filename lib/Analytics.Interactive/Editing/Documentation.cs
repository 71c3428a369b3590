using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Analytics.Interactive.Editing;

/// <summary>The XML documentation of a symbol as plain text.</summary>
internal static partial class Documentation
{
    /// <summary>Summary, parameters, result and exceptions; with <paramref name="isDetailed"/> remarks and examples too. Empty without documentation.</summary>
    public static string Of(ISymbol symbol, bool isDetailed)
    {
        if (Element(symbol, depth: 0) is not { } member)
        {
            return "";
        }

        var parts = new List<string?> { Text(member.Element("summary")) };
        parts.Add(Named(member, "typeparam", ""));
        parts.Add(Named(member, "param", ""));
        parts.Add(Labelled("Returns", member.Element("returns")));
        parts.Add(Labelled("Value", member.Element("value")));
        parts.Add(Named(member, "exception", "Throws "));
        if (isDetailed)
        {
            parts.Add(Labelled("Remarks", member.Element("remarks")));
            parts.Add(Labelled("Example", member.Element("example")));
        }
        return Described.Lines(parts);
    }

    private static XElement? Element(ISymbol symbol, int depth)
    {
        var original = (symbol as IMethodSymbol)?.ReducedFrom ?? symbol.OriginalDefinition;
        var xml = original.GetDocumentationCommentXml(System.Globalization.CultureInfo.InvariantCulture);
        var element = Parse(xml);
        if (depth < 8 && (element is null || element.Element("inheritdoc") is not null) && Inherited(original) is { } from)
        {
            return Element(from, depth + 1) ?? element;
        }

        return element;
    }

    private static ISymbol? Inherited(ISymbol symbol) =>
        symbol switch
        {
            IMethodSymbol { OverriddenMethod: { } method } => method,
            IPropertySymbol { OverriddenProperty: { } property } => property,
            INamedTypeSymbol => null,
            _ => symbol
                .ContainingType?.AllInterfaces.SelectMany(i => i.GetMembers(symbol.Name))
                .FirstOrDefault(m =>
                    SymbolEqualityComparer.Default.Equals(symbol.ContainingType.FindImplementationForInterfaceMember(m), symbol)
                ),
        };

    private static XElement? Parse(string? xml)
    {
        if (string.IsNullOrWhiteSpace(xml))
        {
            return null;
        }

        try
        {
            return XElement.Parse(
                xml.StartsWith("<member", StringComparison.Ordinal) ? xml : $"<member>{xml}</member>",
                LoadOptions.PreserveWhitespace
            );
        }
        catch (XmlException)
        {
            return null; // The library's author wrote malformed documentation: as good as none.
        }
    }

    private static string? Named(XElement member, string element, string label)
    {
        var lines = member.Elements(element).Select(e => $"  {label}{Name(e)}: {Text(e)}").ToList();
        return lines.Count == 0 ? null : string.Join('\n', lines);
    }

    private static string? Labelled(string label, XElement? element) => Text(element) is { Length: > 0 } text ? $"{label}: {text}" : null;

    private static string Text(XElement? element)
    {
        if (element is null)
        {
            return "";
        }

        var text = new StringBuilder();
        Append(text, element);
        return string.Join(
            "\n",
            text.ToString()
                .Split('\f')
                .Select(p =>
                    p.Contains('\v', StringComparison.Ordinal)
                        ? p.Replace("\v", "", StringComparison.Ordinal)
                        : Blanks().Replace(p, " ").Trim()
                )
                .Where(p => p.Length > 0)
        );
    }

    // A form feed ends a paragraph, a vertical tab marks code whose white space counts.
    private static void Append(StringBuilder text, XElement element)
    {
        foreach (var node in element.Nodes())
        {
            if (node is XText plain)
            {
                text.Append(plain.Value);
            }
            else if (node is XElement { Name.LocalName: "code" } code)
            {
                text.Append('\f').Append('\v').Append(code.Value.Trim('\n', '\r')).Append('\f');
            }
            else if (node is XElement child)
            {
                AppendElement(text, child);
            }
        }
    }

    private static void AppendElement(StringBuilder text, XElement child)
    {
        var isBlock = child.Name.LocalName is "para" or "item" or "list" or "br";
        if (isBlock)
        {
            text.Append('\f');
        }

        if (child.Name.LocalName == "item")
        {
            text.Append("- ");
        }

        if (child.IsEmpty)
        {
            text.Append(Name(child));
        }

        Append(text, child);
        if (isBlock)
        {
            text.Append('\f');
        }
    }

    private static string Name(XElement element)
    {
        var name = (string?)element.Attribute("name") ?? (string?)element.Attribute("langword");
        if (name is not null)
        {
            return name;
        }

        var cref = (string?)element.Attribute("cref") ?? (string?)element.Attribute("href") ?? "";
        if (cref.Length < 2 || cref[1] != ':')
        {
            return cref;
        }

        var bare = Arity().Replace(cref[2..], "");
        var open = bare.IndexOf('(', StringComparison.Ordinal);
        var path = open < 0 ? bare : bare[..open];
        var parts = path.Split('.');
        return cref[0] is 'T' or 'N' || parts.Length < 2 ? parts[^1] : string.Join('.', parts[^2..]);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"`+\d+")]
    private static partial Regex Arity();
}
