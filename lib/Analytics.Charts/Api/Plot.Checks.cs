using System.Globalization;
using Analytics.Frames;

namespace Analytics.Charts;

public static partial class Plot
{
    private static XyTrace Checked(this XyTrace trace)
    {
        SameCount(trace.X, trace.Y.Count, "x", "y");
        SameCount(trace.X, trace.Shade?.Count, "x", "color");
        SameCount(trace.X, trace.Sizes?.Count, "x", "size");
        SameCount(trace.X, trace.Hover.Count == 0 ? null : trace.Hover.Count, "x", "text");
        return trace;
    }

    private static BarTrace Checked(this BarTrace trace)
    {
        SameCount(trace.Position, trace.Length.Count, "x", "y");
        SameCount(trace.Position, trace.Error?.Count, "x", "error");
        SameCount(trace.Position, trace.Text.Count == 0 ? null : trace.Text.Count, "x", "text");
        if (trace.Length.Kind != ValueKind.Number)
        {
            throw new ArgumentException(
                $"The length of a bar is a number, but the values are {trace.Length.Kind}. Count or aggregate them first, or swap x and y."
            );
        }

        return trace;
    }

    private static void SameCount(Values first, int? count, string one, string other)
    {
        if (count is { } number && number != first.Count)
        {
            throw new ArgumentException(Invariant($"'{one}' has {first.Count} values but '{other}' has {number}."));
        }
    }

    /// <summary>A frame cut by the values of a column, in order of first appearance.</summary>
    private static IEnumerable<(string Name, Frame Rows)> Groups(Frame frame, string? color)
    {
        if (color is null)
        {
            return [("", frame)];
        }

        Values groups = frame[color];
        return Enumerable
            .Range(0, frame.RowCount)
            .GroupBy(groups.LabelAt, StringComparer.Ordinal)
            .Select(group => (group.Key, frame.Take([.. group])));
    }

    private static IReadOnlyList<string> Texts(Column column) =>
        [.. Enumerable.Range(0, column.Count).Select(row => Convert.ToString(column[row], CultureInfo.InvariantCulture) ?? Values.Missing)];

    private static Figure Shaded(Figure figure, string? title) =>
        title is null
            ? figure
            : figure with
            {
                Traces =
                [
                    .. figure.Traces.Select(trace =>
                        trace switch
                        {
                            XyTrace { Shade: not null } xy => xy with { ShadeTitle = title },
                            SpaceTrace { Shade: not null } space => space with { ShadeTitle = title },
                            ParallelTrace { Shade: not null } parallel => parallel with { ShadeTitle = title },
                            _ => trace,
                        }
                    ),
                ],
            };
}
