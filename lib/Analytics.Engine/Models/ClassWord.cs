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

    /// <summary>The classes of a run as pictures name them: true and false by the target's own words, <c>churned</c> and <c>not churned</c>; others as they are.</summary>
    public static IReadOnlyList<string> Of(ExperimentRun run)
    {
        if (run.Classes is not ["false", "true"])
        {
            return run.Classes;
        }

        var yes = run.Target.Replace('_', ' ');
        var no = yes.Contains(" or ", StringComparison.Ordinal)
            ? $"neither {yes.Replace(" or ", " nor ", StringComparison.Ordinal)}"
            : $"not {yes}";
        return [no, yes];
    }
}
