namespace Analytics.Frames.Tests;

public sealed class ReadmeTests
{
    private sealed record Stop(string City, double Speed);

    [Fact]
    public void The_readmes_example_runs()
    {
        ReadmeCode.AssertIsRunHere("Analytics.Frames");
        var frame = new Frame(
            TextColumn.FromValues("city", ["Oak", "Elm", null]),
            new Column<double>("speed", [31.5, 28, 44]),
            Column<int>.FromNullable("injured", [1, null, 3])
        );
        Frame fast = frame.Where(row => row.Number("speed") > 30).Sort("city", SortKey.Descending("speed"));
        var speeds = fast.Column<double>("speed").Values.ToArray();
        Frame named = fast.Where(row => row.Text("city") is not null);
        IReadOnlyList<Stop> stops = named.Select("city", "speed").Records<Stop>();
        Frame summary = frame.Describe();

        Assert.Equal([31.5, 44], speeds);
        Assert.Equal([new Stop("Oak", 31.5)], stops);
        Assert.Equal(3, summary.RowCount);
    }
}
