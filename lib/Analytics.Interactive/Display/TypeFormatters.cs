using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Analytics.Interactive.Display;

/// <summary>
/// Formatters that a type brings along, by .NET Interactive's convention: an attribute with the simple name
/// TypeFormatterSourceAttribute on the type, a base type or an interface, whose FormatterSourceType has CreateTypeFormatters();
/// each formatter has MimeType and bool Format(object, TextWriter). Everything is found by name: no library refers to another.
/// </summary>
internal static class TypeFormatters
{
    private const string AttributeName = "TypeFormatterSourceAttribute";

    private const string ForeignName = "ForeignFormatterSourceAttribute";

    private static readonly ConcurrentDictionary<Type, Formatter[]> Known = new();
    private static readonly ConditionalWeakTable<Assembly, Attribute[]> Foreigners = new();

    /// <summary>All forms the type's own formatters give, with text/plain added when they give none; null when it has none.</summary>
    public static MimeBundle? Show(object value)
    {
        MimeBundle? bundle = null;
        foreach (Formatter formatter in Known.GetOrAdd(value.GetType(), Find))
        {
            using StringWriter writer = new(System.Globalization.CultureInfo.InvariantCulture);
            if (formatter.Format(value, writer))
            {
                bundle = (bundle ?? MimeBundle.Plain(CellText.Alone(value.GetType().Name))).With(formatter.MimeType, writer.ToString());
            }
        }

        // GitHub would take the HTML first and strip its scripts: a figure is its JSON and its picture.
        return bundle is not null && bundle.Data.ContainsKey(MimeBundle.Plotly) ? new(bundle.Data.Remove(MimeBundle.Html)) : bundle;
    }

    private static Formatter[] Find(Type type)
    {
        if (Foreign(type) is { } foreign)
        {
            return Create(foreign);
        }

        for (Type? t = type; t is not null; t = t.BaseType)
        {
            if (Source(t) is { } source)
            {
                return Create(source);
            }
        }

        return
            type.GetInterfaces().OrderBy(i => i.FullName, StringComparer.Ordinal).Select(Source).FirstOrDefault(s => s is not null)
                is { } found
            ? Create(found)
            : [];
    }

    /// <summary>
    /// What a library says of somebody else's type, by an assembly attribute with the simple name ForeignFormatterSourceAttribute
    /// (FormattedType, FormatterSourceType): it counts before what the type says itself, once the library is loaded.
    /// </summary>
    private static Attribute? Foreign(Type type) =>
        AssemblyLoadContext
            .GetLoadContext(type.Assembly)
            ?.Assemblies.Where(assembly => Foreigners.GetValue(assembly, Sources) is { Length: > 0 })
            .OrderBy(assembly => assembly.FullName, StringComparer.Ordinal)
            .SelectMany(assembly => Foreigners.GetValue(assembly, Sources))
            .FirstOrDefault(source => (Property(source, "FormattedType") as Type)?.IsAssignableFrom(type) == true);

    private static Attribute[] Sources(Assembly assembly) =>
        assembly.GetCustomAttributesData().Any(data => data.AttributeType.Name == ForeignName)
            ? [.. assembly.GetCustomAttributes(inherit: false).OfType<Attribute>().Where(a => a.GetType().Name == ForeignName)]
            : [];

    private static Attribute? Source(Type type) =>
        type.GetCustomAttributes(inherit: false).OfType<Attribute>().FirstOrDefault(a => a.GetType().Name == AttributeName);

    private static Formatter[] Create(Attribute attribute)
    {
        if (Property(attribute, "FormatterSourceType") is not Type sourceType)
        {
            return []; // Of that name, but by another convention; Plotly.NET has one.
        }

        var preferred = Property(attribute, "PreferredMimeTypes") as string[] ?? [];
        var source = Activator.CreateInstance(sourceType, nonPublic: true)!;
        MethodInfo create =
            sourceType.GetMethod(
                "CreateTypeFormatters",
                BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic
            ) ?? throw new MissingMethodException($"{sourceType} is named by {AttributeName} but has no CreateTypeFormatters()");
        Formatter[] all = [.. ((System.Collections.IEnumerable)create.Invoke(source, null)!).Cast<object>().Select(Formatter.Of)];
        return preferred.Length == 0 ? all : [.. all.Where(f => preferred.Contains(f.MimeType) || f.MimeType == MimeBundle.PlainText)];
    }

    private static object? Property(object owner, string name) =>
        owner.GetType().GetProperty(name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)?.GetValue(owner);

    private sealed record Formatter(string MimeType, Func<object, TextWriter, bool> Format)
    {
        public static Formatter Of(object formatter)
        {
            MethodInfo format =
                formatter
                    .GetType()
                    .GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                    .FirstOrDefault(m =>
                        m.Name == "Format"
                        && m.ReturnType == typeof(bool)
                        && m.GetParameters() is [_, var second]
                        && second.ParameterType == typeof(TextWriter)
                    )
                ?? throw new MissingMethodException($"{formatter.GetType()} has no bool Format(object, TextWriter)");
            return new((string)Property(formatter, nameof(MimeType))!, format.CreateDelegate<Func<object, TextWriter, bool>>(formatter));
        }
    }
}
