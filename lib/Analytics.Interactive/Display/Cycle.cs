using System.Reflection;
using System.Runtime.CompilerServices;

namespace Analytics.Interactive.Display;

/// <summary>A record's generated ToString prints its members, so one that reaches itself overflows the stack and ends the process.</summary>
internal static class Cycle
{
    private const int Deepest = 200;

    public static bool IsSafeToPrint(object value) => !IsRecord(value.GetType()) || !Reaches(value, []);

    private static bool Reaches(object value, Stack<object> path)
    {
        if (path.Count > Deepest || path.Any(p => ReferenceEquals(p, value)))
        {
            return true;
        }

        path.Push(value);
        foreach (PropertyInfo property in value.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public))
        {
            if (
                property.GetIndexParameters().Length == 0
                && IsRecord(property.PropertyType)
                && property.GetValue(value) is { } next
                && Reaches(next, path)
            )
            {
                return true;
            }
        }

        path.Pop();
        return false;
    }

    /// <summary>The compiler gives every record class and record struct this method.</summary>
    private static bool IsRecord(Type type) =>
        type.GetMethod(
            "PrintMembers",
            BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public,
            [typeof(System.Text.StringBuilder)]
        )
            is { } print
        && print.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);
}
