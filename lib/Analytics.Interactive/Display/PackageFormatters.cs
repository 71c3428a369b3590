using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;

namespace Analytics.Interactive.Display;

/// <summary>
/// What cells and extensions registered with <see cref="Formatter"/> of Microsoft.DotNet.Interactive. What a cell registered counts before what a type says itself, what
/// an extension did counts after it; what the package would do with a type that nobody registered is left out, for that is what <see cref="Shapes"/> is for.
/// </summary>
internal static class PackageFormatters
{
    private static readonly HashSet<ITypeFormatter> s_ofExtensions = new(ReferenceEqualityComparer.Instance);

    /// <summary>Loads an extension; what it registers is known as its own.</summary>
    public static void OfExtension(Action load)
    {
        HashSet<ITypeFormatter> before = new(Formatter.RegisteredFormatters(includeDefaults: false), ReferenceEqualityComparer.Instance);
        load();
        lock (s_ofExtensions)
        {
            s_ofExtensions.UnionWith(Formatter.RegisteredFormatters(includeDefaults: false).Where(each => !before.Contains(each)));
        }
    }

    /// <summary>How an extension shows a value; null when none does.</summary>
    public static MimeBundle? ShowByExtension(object value) => Show(value, isOfExtension: true);

    /// <summary>How a cell said that a value is shown; null when none did.</summary>
    public static MimeBundle? Show(object value)
    {
        if (value is IHtmlContent)
        {
            return MimeBundle
                .Plain(value.ToDisplayString(MimeBundle.PlainText))
                .With(MimeBundle.Html, value.ToDisplayString(MimeBundle.Html));
        }

        return Show(value, isOfExtension: false);
    }

    private static MimeBundle? Show(object value, bool isOfExtension)
    {
        string[] forms =
        [
            .. Formatter
                .RegisteredFormatters(includeDefaults: false)
                .Where(formatter => IsOfExtension(formatter) == isOfExtension && IsFor(formatter.Type, value.GetType()))
                .Select(formatter => formatter.MimeType)
                .Distinct(StringComparer.Ordinal),
        ];
        return forms.Length == 0 ? null : Bundle(FormattedValue.CreateManyFromObject(value, forms), value.GetType().Name);
    }

    /// <summary>The forms as one bundle; text/plain is <paramref name="text"/> where they hold none.</summary>
    public static MimeBundle Bundle(IEnumerable<FormattedValue> forms, string text = "") =>
        forms.Aggregate(MimeBundle.Plain(text), (bundle, form) => bundle.With(form.MimeType, form.Value));

    private static bool IsOfExtension(ITypeFormatter formatter)
    {
        lock (s_ofExtensions)
        {
            return s_ofExtensions.Contains(formatter);
        }
    }

    private static bool IsFor(Type registered, Type type) =>
        registered.IsGenericTypeDefinition
            ? Bases(type).Any(each => each.IsGenericType && each.GetGenericTypeDefinition() == registered)
            : registered.IsAssignableFrom(type);

    private static IEnumerable<Type> Bases(Type type)
    {
        for (Type? each = type; each is not null; each = each.BaseType)
        {
            yield return each;
        }

        foreach (Type each in type.GetInterfaces())
        {
            yield return each;
        }
    }
}
