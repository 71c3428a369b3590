using System.Globalization;

namespace Analytics.Engine;

/// <summary>A value as classes and categories are written: <c>true</c>, <c>4</c>, <c>REAR END</c>.</summary>
internal static class ClassWord
{
    /// <summary>Empty for null.</summary>
    public static string Of(object? value) =>
        value is bool flag
            ? flag
                ? "true"
                : "false"
            : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
