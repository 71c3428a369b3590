using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;

namespace Analytics.Interactive.Display;

/// <summary>
/// What cells and extensions registered with <see cref="Formatter"/> of Microsoft.DotNet.Interactive. It counts before what a type says itself; what the package
/// would do with a type that nobody registered is left out, for that is what <see cref="Shapes"/> is for.
/// </summary>
internal static class PackageFormatters
{
    public static MimeBundle? Show(object value)
    {
        if (value is IHtmlContent)
        {
            return MimeBundle
                .Plain(value.ToDisplayString(MimeBundle.PlainText))
                .With(MimeBundle.Html, value.ToDisplayString(MimeBundle.Html));
        }

        string[] forms =
        [
            .. Formatter
                .RegisteredFormatters(includeDefaults: false)
                .Where(formatter => IsFor(formatter.Type, value.GetType()))
                .Select(formatter => formatter.MimeType)
                .Distinct(StringComparer.Ordinal),
        ];
        return forms.Length == 0 ? null : Bundle(FormattedValue.CreateManyFromObject(value, forms), CellText.Alone(value));
    }

    /// <summary>The forms as one bundle; text/plain is <paramref name="text"/> where they hold none.</summary>
    public static MimeBundle Bundle(IEnumerable<FormattedValue> forms, string text = "") =>
        forms.Aggregate(MimeBundle.Plain(text), (bundle, form) => bundle.With(form.MimeType, form.Value));

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
