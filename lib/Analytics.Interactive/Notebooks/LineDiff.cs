namespace Analytics.Interactive.Notebooks;

/// <summary>The lines that two texts do not share: "- " kept, "+ " now. Longest common subsequence by the plain table.</summary>
internal static class LineDiff
{
    /// <summary>Above this many lines a side the table would be large, and nobody reads such a difference line by line.</summary>
    private const int MostLines = 2000;

    public static IEnumerable<string> Of(string[] before, string[] after)
    {
        var start = 0;
        while (start < before.Length && start < after.Length && before[start] == after[start])
        {
            start++;
        }

        var end = 0;
        while (end < before.Length - start && end < after.Length - start && before[^(end + 1)] == after[^(end + 1)])
        {
            end++;
        }

        var a = before[start..(before.Length - end)];
        var b = after[start..(after.Length - end)];
        return a.Length > MostLines || b.Length > MostLines ? a.Select(l => "- " + l).Concat(b.Select(l => "+ " + l)) : Walk(a, b);
    }

    private static IEnumerable<string> Walk(string[] a, string[] b)
    {
        var longest = new int[a.Length + 1, b.Length + 1];
        for (var i = a.Length - 1; i >= 0; i--)
        {
            for (var j = b.Length - 1; j >= 0; j--)
            {
                longest[i, j] = a[i] == b[j] ? longest[i + 1, j + 1] + 1 : Math.Max(longest[i + 1, j], longest[i, j + 1]);
            }
        }

        for (int i = 0, j = 0; i < a.Length || j < b.Length; )
        {
            if (i < a.Length && j < b.Length && a[i] == b[j])
            {
                (i, j) = (i + 1, j + 1);
            }
            else if (j == b.Length || (i < a.Length && longest[i + 1, j] >= longest[i, j + 1]))
            {
                yield return "- " + a[i++];
            }
            else
            {
                yield return "+ " + b[j++];
            }
        }
    }
}
