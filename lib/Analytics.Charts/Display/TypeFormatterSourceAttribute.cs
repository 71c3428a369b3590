namespace Analytics.Charts;

/// <summary>
/// Says which type renders instances of the marked one. Notebook hosts find it by its simple name,
/// so that neither side references the other.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType { get; } = formatterSourceType;

    public string[] PreferredMimeTypes { get; set; } = [];
}
