namespace Analytics.Frames;

/// <summary>
/// Tells a notebook how to show a type. Found by this simple name, as .NET Interactive does it, so that nothing here refers to a notebook.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    /// <summary>A type with a parameterless constructor and a method <c>CreateTypeFormatters()</c>.</summary>
    public Type FormatterSourceType { get; } = formatterSourceType;

    public string[] PreferredMimeTypes { get; set; } = [];
}

/// <summary>A frame's rich views: an HTML table and a text table.</summary>
internal sealed class FrameFormatterSource
{
    public IEnumerable<object> CreateTypeFormatters()
    {
        yield return new FrameFormatter<Frame>("text/html", frame => frame.ToHtml());
        yield return new FrameFormatter<Frame>("text/plain", frame => frame.ToText());
    }
}

/// <summary>The same of a frame whose number of rows was chosen.</summary>
internal sealed class FrameViewFormatterSource
{
    public IEnumerable<object> CreateTypeFormatters()
    {
        yield return new FrameFormatter<FrameView>("text/html", view => view.ToHtml());
        yield return new FrameFormatter<FrameView>("text/plain", view => view.ToString());
    }
}

internal sealed class FrameFormatter<T>(string mimeType, Func<T, string> view)
{
    public string MimeType { get; } = mimeType;

    /// <summary>Writes the view; false when the object is of another type.</summary>
    public bool Format(object instance, TextWriter writer)
    {
        if (instance is not T shown)
        {
            return false;
        }

        writer.Write(view(shown));
        return true;
    }
}
