using Analytics.Frames;

namespace Analytics.Engine;

internal static class TextColumns
{
    /// <summary>The words of a column without nulls, row by row.</summary>
    public static IEnumerable<string> Words(this TextColumn column)
    {
        for (var row = 0; row < column.Count; row++)
        {
            yield return column.At(row)!;
        }
    }
}
