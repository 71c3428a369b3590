using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Analytics.Interactive.Display;

/// <summary>Views of types that nobody wrote a formatter for, by what they look like: sequence, dictionary, tuple, plain object.</summary>
internal static class Shapes
{
    private const int MostRows = 30;
    private const int MostColumns = 20;

    public static MimeBundle Show(object? value) =>
        value switch
        {
            null => MimeBundle.Plain("null"),
            Exception e => MimeBundle.Plain(Running.ScriptTrace.Describe(e)),
            string s => MimeBundle.Plain(CellText.Alone(s)),
            IDictionary d => Dictionary(d).ToBundle(),
            ITuple t => Tuple(t).ToBundle(),
            IEnumerable s => Sequence(s),
            _ when HasDefaultText(value.GetType()) => Properties(value),
            _ => MimeBundle.Plain(CellText.Alone(value)),
        };

    /// <summary>Reads no more rows than it shows: an endless sequence has a view too.</summary>
    private static MimeBundle Sequence(IEnumerable sequence)
    {
        List<object?> items = [];
        var hasMore = false;
        foreach (var item in sequence)
        {
            if (hasMore = items.Count == MostRows)
            {
                break;
            }

            items.Add(item);
        }

        var note = hasMore ? More(sequence) : null;
        if (items.Count == 0)
        {
            return MimeBundle.Plain("(empty)");
        }

        var first = items.Find(i => i is not null);
        if (first is null || CellText.IsScalar(first.GetType()) || first is IEnumerable)
        {
            return Columns(items, [("value", (object? i) => i)], note).ToBundle();
        }

        Type[] types = [.. items.OfType<object>().Select(i => i.GetType()).Distinct()];
        (string, Func<object?, object?>)[] columns =
            first is ITuple tuple
                ?
                [
                    .. Enumerable
                        .Range(0, tuple.Length)
                        .Select(n =>
                            (Invariant($"Item{n + 1}"), (Func<object?, object?>)(i => i is ITuple t && n < t.Length ? t[n] : null))
                        ),
                ]
            : types.Length == 1 ? [.. Readable(types[0]).Take(MostColumns).Select(p => (p.Name, (Func<object?, object?>)(i => Get(p, i))))]
            : [];
        return (columns.Length > 0 ? Columns(items, columns, note) : Columns(items, [("value", i => i)], note)).ToBundle();
    }

    private static string More(IEnumerable sequence)
    {
        var count =
            (sequence as ICollection)?.Count
            ?? sequence
                .GetType()
                .GetInterfaces()
                .FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IReadOnlyCollection<>))
                ?.GetProperty("Count")
                ?.GetValue(sequence) as int?;
        return count is null
            ? string.Create(CultureInfo.InvariantCulture, $"first {MostRows} rows; there are more")
            : string.Create(CultureInfo.InvariantCulture, $"first {MostRows} of {count:N0} rows");
    }

    private static Table Dictionary(IDictionary dictionary)
    {
        List<object?> items = [.. dictionary.Cast<object>().Take(MostRows)];
        return Columns(
            items,
            [
                ("key", i => i is DictionaryEntry e ? e.Key : Member(i, "Key")),
                ("value", i => i is DictionaryEntry e ? e.Value : Member(i, "Value")),
            ],
            dictionary.Count > MostRows ? More(dictionary) : null
        );
    }

    private static Table Tuple(ITuple tuple) =>
        Columns(
            [tuple],
            [.. Enumerable.Range(0, tuple.Length).Select(n => (Invariant($"Item{n + 1}"), (Func<object?, object?>)(i => ((ITuple)i!)[n])))],
            null
        );

    private static MimeBundle Properties(object value)
    {
        PropertyInfo[] properties = [.. Readable(value.GetType()).Take(MostRows)];
        return properties.Length == 0
            ? MimeBundle.Plain(value.GetType().ToString())
            : Columns([.. properties], [("property", p => ((PropertyInfo)p!).Name), ("value", p => Get((PropertyInfo)p!, value))], null)
                .ToBundle();
    }

    private static Table Columns(List<object?> items, (string Name, Func<object?, object?> Get)[] columns, string? note)
    {
        object?[][] values = [.. items.Select(i => columns.Select(c => c.Get(i)).ToArray())];
        bool[] numbers = [.. columns.Select((_, c) => values.All(r => r[c] is null || CellText.IsNumber(r[c])))];
        return new([.. columns.Select(c => c.Name)], [.. values.Select(r => r.Select(CellText.Inside).ToArray())], numbers, note);
    }

    private static IEnumerable<PropertyInfo> Readable(Type type) =>
        type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(p => p.CanRead && p.GetMethod!.IsPublic && p.GetIndexParameters().Length == 0 && !p.PropertyType.IsByRefLike)
            .OrderBy(p => p.MetadataToken);

    private static object? Member(object? item, string name) => item?.GetType().GetProperty(name)?.GetValue(item);

    private static object? Get(PropertyInfo property, object? owner)
    {
        try
        {
            return owner is null ? null : property.GetValue(owner);
        }
        catch (TargetInvocationException e)
        {
            return $"({e.InnerException!.GetType().Name}: {e.InnerException.Message})";
        }
    }

    private static bool HasDefaultText(Type type) =>
        type.GetMethod(nameof(ToString), Type.EmptyTypes)?.DeclaringType is var d && (d == typeof(object) || d == typeof(ValueType));
}
