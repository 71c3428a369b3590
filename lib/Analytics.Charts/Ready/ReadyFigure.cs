namespace Analytics.Charts;

/// <summary>
/// Makes a figure ready to draw, so that every output shows the same: one list of categories per axis, nothing that cannot
/// stand on its axis, stacked layers on their bases, and no more points than a reader can tell apart. What is left out is noted.
/// </summary>
internal static class ReadyFigure
{
    public static Figure Of(Figure figure)
    {
        if (!figure.IsCartesian)
        {
            return Thinned.Of(figure);
        }

        return Thinned.Of(Stacked.Of(Placed.Of(Aligned.Of(figure))));
    }
}
