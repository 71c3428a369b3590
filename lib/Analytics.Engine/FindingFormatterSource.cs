using System.Net;

namespace Analytics.Engine;

/// <summary>Tells a notebook how to show a type; hosts find it by this simple name, so that nothing here refers to a notebook.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType { get; } = formatterSourceType;

    public string[] PreferredMimeTypes { get; set; } = [];
}

/// <summary>A finding shows its answer as a paragraph; figure and numbers are shown on their own, each in its best form.</summary>
internal sealed class FindingFormatterSource
{
    public IEnumerable<object> CreateTypeFormatters() =>
    [
        new FindingFormatter("text/html", finding => $"<p>{WebUtility.HtmlEncode(finding.Answer)}</p>"),
        new FindingFormatter("text/plain", finding => finding.Answer),
    ];
}

internal sealed class FindingFormatter(string mimeType, Func<Finding, string> view)
{
    public string MimeType { get; } = mimeType;

    /// <summary>Writes the view; false when the object is no finding.</summary>
    public bool Format(object instance, TextWriter writer)
    {
        if (instance is not Finding finding)
            return false;
        writer.Write(view(finding));
        return true;
    }
}
