using Analytics.Frames;

namespace Analytics.Charts;

public static partial class Plot
{
    private const int MostSlices = 8;

    /// <summary>Shares of a whole. Beyond eight slices the smallest become "Other".</summary>
    /// <param name="labels">A name per slice.</param>
    /// <param name="sizes">Numbers ≥ 0.</param>
    /// <param name="title">The figure's title. Default: none.</param>
    /// <param name="hole">The share of the radius left empty, 0 to 0.9. Default 0.45.</param>
    /// <exception cref="ArgumentException">A size is negative, or the counts differ.</exception>
    public static Figure Pie(Values labels, Values sizes, string title = "", double hole = 0.45)
    {
        SameCount(labels, sizes.Count, "labels", "sizes");
        var slices = Enumerable.Range(0, labels.Count).Select(i => (Label: labels.LabelAt(i), Size: sizes.Numbers[i])).ToArray();
        if (slices.FirstOrDefault(slice => slice.Size < 0) is { Label: { } label } negative)
        {
            throw new ArgumentException(
                $"Slice '{label}' has the size {NumberText.Short(negative.Size)}; a share cannot be negative. Use Plot.Bar.",
                nameof(sizes)
            );
        }

        var drawn = slices.Where(slice => double.IsFinite(slice.Size) && slice.Size > 0).OrderByDescending(slice => slice.Size).ToList();
        var missing = slices.Count(slice => !double.IsFinite(slice.Size));
        if (drawn.Count > MostSlices)
        {
            var rest = drawn[(MostSlices - 1)..];
            drawn = [.. drawn[..(MostSlices - 1)], ($"Other ({rest.Count})", rest.Sum(slice => slice.Size))];
        }

        return Of(
                title,
                new PieTrace([.. drawn.Select(slice => slice.Label)], [.. drawn.Select(slice => slice.Size)])
                {
                    Hole = Math.Clamp(hole, 0, 0.9),
                }
            )
            .Noted(Left(missing));
    }

    /// <summary>Shares by two columns.</summary>
    public static Figure Pie(Frame frame, string label, string size, string title = "", double hole = 0.45) =>
        Pie(frame[label], frame[size], title, hole);

    /// <summary>One value on a dial.</summary>
    /// <param name="value">The value; beyond the dial it stands at its end.</param>
    /// <param name="from">The dial's low end. Default 0.</param>
    /// <param name="to">The dial's high end. Default 1.</param>
    /// <param name="title">The figure's title. Default: none.</param>
    /// <param name="unit">Shown behind the number; "%" shows a share as percent.</param>
    /// <param name="target">A mark on the dial. Default: none.</param>
    /// <param name="zones">Where shaded zones end, ascending. Default: none.</param>
    public static Figure Gauge(
        double value,
        double from = 0,
        double to = 1,
        string title = "",
        string unit = "",
        double? target = null,
        IReadOnlyList<double>? zones = null
    ) =>
        to > from
            ? Of(
                    title,
                    new GaugeTrace(value, from, to)
                    {
                        Unit = unit,
                        Target = target,
                        Zones = zones ?? [],
                    }
                )
                .Sized(420, 300)
            : throw new ArgumentException(
                $"The dial goes from {NumberText.Short(from)} to {NumberText.Short(to)}; the second must be greater.",
                nameof(to)
            );

    /// <summary>Places by latitude and longitude in degrees on a plain local projection with a scale bar; no map tiles, no network.</summary>
    /// <param name="latitude">Degrees north, −90 to 90; others are left out with a note.</param>
    /// <param name="longitude">Degrees east, −180 to 180.</param>
    /// <param name="title">The figure's title. Default: none.</param>
    /// <param name="color">Numbers colour the points along a scale; texts make one layer per text.</param>
    /// <param name="text">A text per point for the interactive form.</param>
    /// <param name="size">Marker diameters in pixels. Default 7.</param>
    public static Figure ScatterMap(
        Values latitude,
        Values longitude,
        string title = "",
        Values? color = null,
        IReadOnlyList<string>? text = null,
        Values? size = null
    )
    {
        SameCount(latitude, longitude.Count, "latitude", "longitude");
        Values Within(Values degrees, double most) =>
            degrees.WithNumbers([.. degrees.Numbers.Select(value => Math.Abs(value) <= most ? value : double.NaN)]);
        return Scatter(Within(longitude, 180), Within(latitude, 90), title, color: color, text: text, size: size)
            .XAxis("Longitude", unit: "°")
            .YAxis("Latitude", unit: "°")
            .Sized(760, 560) with
        {
            IsMap = true,
        };
    }

    /// <summary>Places by two columns of degrees, coloured by a third.</summary>
    public static Figure ScatterMap(
        Frame frame,
        string latitude,
        string longitude,
        string? color = null,
        string title = "",
        string? text = null
    ) =>
        Shaded(
            ScatterMap(
                frame[latitude],
                frame[longitude],
                title,
                color is null ? null : frame[color],
                text is null ? null : Texts(frame[text])
            ),
            color
        );

    /// <summary>Points in space. The still form is a parallel projection with drop lines, the interactive one turns.</summary>
    public static Figure Scatter3D(Values x, Values y, Values z, string title = "", Values? color = null)
    {
        SameCount(x, y.Count, "x", "y");
        SameCount(x, z.Count, "x", "z");
        SameCount(x, color?.Count, "x", "color");
        var rows = Enumerable.Range(0, x.Count).Where(i => double.IsFinite(x.Numbers[i] + y.Numbers[i] + z.Numbers[i])).ToArray();
        var space = new SpaceTrace(x.Take(rows), y.Take(rows), z.Take(rows))
        {
            Shade = color is { Kind: not ValueKind.Text } ? color.Take(rows) : null,
        };
        var notes = Left(x.Count - rows.Length);
        if (color is not { Kind: ValueKind.Text })
        {
            return Of(title, space).Sized(760, 520).Noted(notes);
        }

        return Of(
                title,
                [
                    .. Enumerable
                        .Range(0, color.Labels.Length)
                        .Select(code =>
                        {
                            var own = rows.Where(i => color.Numbers[i] == code).ToArray();
                            return (Trace)(space with { X = x.Take(own), Y = y.Take(own), Z = z.Take(own), Name = color.Labels[code] });
                        }),
                ]
            )
            .Sized(760, 520)
            .Noted(notes);
    }

    /// <summary>Points of three columns in space, coloured by a fourth.</summary>
    public static Figure Scatter3D(Frame frame, string x, string y, string z, string? color = null, string title = "") =>
        Shaded(Scatter3D(frame[x], frame[y], frame[z], title, color is null ? null : frame[color]), color).XAxis(x).YAxis(y).ZAxis(z);

    /// <summary>One line per row across one upright axis per column; texts stand in order of appearance.</summary>
    /// <param name="frame">At most 600 rows are drawn, evenly spaced.</param>
    /// <param name="columns">2 to 12 columns.</param>
    /// <param name="color">A column that colours the lines. Default: none.</param>
    /// <param name="title">The figure's title. Default: none.</param>
    public static Figure ParallelCoordinates(Frame frame, IReadOnlyList<string> columns, string? color = null, string title = "")
    {
        if (columns.Count is < 2 or > 12)
        {
            throw new ArgumentException($"Parallel coordinates need 2 to 12 columns, not {columns.Count}.", nameof(columns));
        }

        var trace = new ParallelTrace([.. columns], [.. columns.Select(column => Values.Of(frame[column]))])
        {
            Shade = color is null ? null : Values.Of(frame[color]),
        };
        return Shaded(Of(title, trace), color);
    }
}
