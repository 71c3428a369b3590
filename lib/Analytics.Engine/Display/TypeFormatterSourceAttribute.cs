namespace Analytics.Engine;

/// <summary>Tells a notebook how to show a type; hosts find it by this simple name, so that nothing here refers to a notebook.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType { get; } = formatterSourceType;

    public string[] PreferredMimeTypes { get; set; } = [];
}

/// <summary>One form of a type, by the names that hosts look for.</summary>
internal sealed class Formatter<T>(string mimeType, Func<T, string> view)
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
