[assembly: Analytics.Charts.ForeignFormatterSource(typeof(Plotly.NET.GenericChart), typeof(Analytics.Charts.ChartFormatters))]

namespace Analytics.Charts;

/// <summary>Says which type renders instances of a type of somebody else; notebook hosts find it by its simple name.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class ForeignFormatterSourceAttribute(Type formattedType, Type formatterSourceType) : Attribute
{
    public Type FormattedType { get; } = formattedType;

    public Type FormatterSourceType { get; } = formatterSourceType;
}
