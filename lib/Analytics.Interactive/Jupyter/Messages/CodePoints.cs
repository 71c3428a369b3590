namespace Analytics.Interactive.Jupyter.Messages;

/// <summary>Jupyter counts cursor positions in Unicode code points, C# strings in UTF-16 units.</summary>
internal static class CodePoints
{
    /// <summary>The UTF-16 index of a code point position; positions outside the text are moved to its ends.</summary>
    public static int ToUtf16(string text, int position)
    {
        var index = 0;
        for (var i = 0; i < position && index < text.Length; i++)
        {
            index += IsPair(text, index) ? 2 : 1;
        }

        return index;
    }

    public static int FromUtf16(string text, int index)
    {
        var position = 0;
        for (var i = 0; i < index && i < text.Length; i += IsPair(text, i) ? 2 : 1)
        {
            position++;
        }

        return position;
    }

    private static bool IsPair(string text, int index) => index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]);
}
