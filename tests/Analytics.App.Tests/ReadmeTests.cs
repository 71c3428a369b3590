using Analytics.Engine;
using Analytics.Frames;

namespace Analytics.App.Tests;

public sealed class ReadmeTests
{
    [Fact]
    public void The_readmes_example_runs_on_a_filled_lake_and_says_how_to_fill_an_empty_one()
    {
        ReadmeCode.AssertIsRunHere("Analytics.App");
        if (File.Exists(Path.Combine(Repository.Data, "HEAD")))
        {
            Assert.NotEmpty(Example());
        }
        else
        {
            Assert.Contains("scripts/rebuild.csx", Assert.Throws<UsageException>(Example).Message, StringComparison.Ordinal);
        }
    }

    private static IReadOnlyList<object> Example()
    {
        Frame tables = Workbench.Tables("crashes"); // what there is, and what one row is
        Frame rows = Workbench.Query("SELECT month, crashes FROM crashes.by_month ORDER BY month"); // a domain is a schema
        Report quality = Workbench.Quality("crashes"); // verdicts, quarantine, gaps, freshness
        return [tables, rows, quality];
    }
}
