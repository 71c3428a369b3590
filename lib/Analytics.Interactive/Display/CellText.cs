using System.Collections;
using System.Globalization;

namespace Analytics.Interactive.Display;

/// <summary>One value as text on one line, the same in every culture, short enough for a table.</summary>
internal static class CellText
{
    /// <summary>Characters of a value inside a table.</summary>
    private const int Longest = 200;

    /// <summary>Characters of a string shown on its own.</summary>
    private const int LongestAlone = 20_000;

    public static bool IsScalar(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsPrimitive
            || type.IsEnum
            || type == typeof(string)
            || type == typeof(decimal)
            || typeof(IFormattable).IsAssignableFrom(type)
            || type == typeof(Uri)
            || type == typeof(Version);
    }

    public static bool IsNumber(object? value) =>
        value
            is byte
                or sbyte
                or short
                or ushort
                or int
                or uint
                or long
                or ulong
                or float
                or double
                or decimal
                or Int128
                or UInt128
                or Half
                or System.Numerics.BigInteger;

    public static string Inside(object? value) => Cut(OneLine(Raw(value)), Longest);

    public static string Alone(object? value) => Cut(Raw(value), LongestAlone);

    private static string Raw(object? value) =>
        value switch
        {
            null => "null",
            string s => s,
            bool b => b ? "true" : "false",
            DateTime d => d.TimeOfDay == TimeSpan.Zero
                ? d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
                : d.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
            DateOnly d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
            IEnumerable sequence => Sequence(sequence),
            _ => Safely(value),
        };

    private static string Sequence(IEnumerable sequence)
    {
        List<string> shown = [];
        foreach (var item in sequence)
        {
            if (shown.Count == 5)
            {
                shown.Add("…");
                break;
            }

            // One level only: a sequence that contains itself ends here.
            shown.Add(item is IEnumerable and not string ? item.GetType().Name : Cut(Raw(item), 40));
        }

        return $"[{string.Join(", ", shown)}]";
    }

    /// <summary>A ToString of the user's may throw; a record that refers to itself would recurse until the process dies.</summary>
    private static string Safely(object value)
    {
        try
        {
            return Cycle.IsSafeToPrint(value) ? value.ToString() ?? "" : $"{value.GetType().Name} (refers to itself)";
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return $"{value.GetType().Name}.ToString() failed: {e.Message}";
        }
    }

    private static string OneLine(string text) => text.AsSpan().IndexOfAny('\r', '\n') < 0 ? text : text.ReplaceLineEndings(" ⏎ ");

    private static string Cut(string text, int longest) =>
        text.Length <= longest
            ? text
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{text.AsSpan(0, char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)}… ({text.Length:N0} characters in all)"
            );
}
