namespace Analytics.Charts;

/// <summary>Turns three axes into a place in the picture and a depth: 0 farthest, 1 nearest.</summary>
internal sealed record SpaceView(Scale X, Scale Y, Scale Z, IReadOnlyList<string> Titles, double CentreX, double CentreY, double Size)
{
    // Seen from 35 degrees to the side and 25 degrees above.
    private static readonly (double Sin, double Cos) s_side = Math.SinCos(40 * Math.PI / 180);
    private static readonly (double Sin, double Cos) s_above = Math.SinCos(24 * Math.PI / 180);

    public static SpaceView Of(Figure figure, Rect area)
    {
        var traces = figure.Traces.OfType<SpaceTrace>().ToArray();
        Scale Axis(Func<SpaceTrace, Values> of)
        {
            var span = Extent.Of(traces.SelectMany(trace => of(trace).Numbers));
            var pad = span.Length * 0.04;
            return traces.Length > 0 && of(traces[0]).Kind == ValueKind.Time
                ? new TimeScale(span.Low - pad, span.High + pad)
                : new LinearScale(span.Low - pad, span.High + pad);
        }

        // The turned unit cube is 1.41 wide and about 1.5 high; the rest is for labels.
        var size = Math.Max(20, Math.Min((area.Width - 150) / 1.41, (area.Height - 60) / 1.49));
        return new SpaceView(
            Axis(trace => trace.X),
            Axis(trace => trace.Y),
            Axis(trace => trace.Z),
            [figure.X.Caption, figure.Y.Caption, figure.Z.Caption],
            area.CentreX + 10,
            area.CentreY - 12,
            size
        );
    }

    public (double X, double Y, double Depth) At(double x, double y, double z) => Share(X.Share(x), Y.Share(y), Z.Share(z));

    public (double X, double Y, double Depth) Share(double x, double y, double z)
    {
        var (u, v, w) = (x - 0.5, y - 0.5, z - 0.5);
        // x runs to the right and towards the reader, y to the right and away.
        var right = (u * s_side.Cos) + (v * s_side.Sin);
        var near = (u * s_side.Sin) - (v * s_side.Cos);
        return (
            CentreX + (right * Size),
            CentreY + (((near * s_above.Sin) - (w * s_above.Cos)) * Size),
            Math.Clamp((near / 1.41) + 0.5, 0, 1)
        );
    }
}
