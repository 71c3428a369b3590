using System.Diagnostics;
using Analytics.Domains.Tests;
using Analytics.Engine;
using Xunit;

namespace Analytics.Bugs;

/// <summary>What may land, under which name, and what a killed landing leaves.</summary>
public sealed class LandingTests
{
    private static readonly Domain s_cars = new Domains.Vehicles.Vehicles();
    private static readonly InputPath s_first = BugInput.Kept("obd", "19-trips-of-one-name", "2024-01-05", "trackLog.csv");
    private static readonly InputPath s_second = BugInput.Kept("obd", "19-trips-of-one-name", "2024-01-06", "trackLog.csv");

    [Fact]
    public void Logs_of_one_name_in_two_folders_are_two_trips()
    {
        using var lake = new TestLake();
        lake.Rebuild(s_cars, null, s_first, s_second);
        Assert.Equal(["2024-01-06/trackLog 10", "trackLog 10"], Trips(lake));
        Assert.Equal(2, lake.Number(s_cars, "SELECT count(*) FROM gold.trip_summary"));
    }

    [Fact]
    public void A_trip_keeps_its_name_when_more_files_arrive_and_when_its_file_comes_again()
    {
        using var lake = new TestLake();
        lake.Rebuild(s_cars, null, s_first);
        lake.Rebuild(s_cars, null, s_second);
        Assert.Equal(["2024-01-06/trackLog 10", "trackLog 10"], Trips(lake));

        var again = lake.Write(
            "obd",
            Path.Combine("2024-01-07", "trackLog.csv"),
            File.ReadAllText(s_second.Path).Replace("1400", "1500", StringComparison.Ordinal)
        );
        lake.Rebuild(s_cars, null, again);
        File.WriteAllText(again.Path, File.ReadAllText(again.Path).Replace("1500", "1600", StringComparison.Ordinal));
        lake.Rebuild(s_cars, null, again);
        Assert.Equal(["2024-01-06/trackLog 10", "2024-01-07/trackLog 10", "trackLog 10"], Trips(lake));
        Assert.Equal(1600, lake.Number(s_cars, "SELECT rpm FROM silver.obd WHERE trip = '2024-01-07/trackLog' AND step = 0"));
    }

    [Fact]
    public void Input_that_is_no_regular_file_is_refused_at_once()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var lake = new TestLake();
        Assert.Contains(
            "is a device",
            Assert.Throws<UsageException>(() => new InputPath("obd", "/dev/zero").Files()).Message,
            StringComparison.Ordinal
        );
        Directory.CreateDirectory(lake.File("in"));
        using (var made = Process.Start("mkfifo", lake.File("in/pipe.csv")))
        {
            made.WaitForExit();
        }

        Assert.Contains(
            "is a pipe",
            Assert.Throws<UsageException>(() => new InputPath("obd", lake.File("in")).Files()).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_a_killed_landing_left_goes_when_the_next_writer_begins()
    {
        using var lake = new TestLake();
        lake.Rebuild(s_cars, null, s_first);
        int dead;
        using (var ended = Process.Start("true"))
        {
            ended.WaitForExit();
            dead = ended.Id;
        }

        var folder = Path.Combine(lake.Lake.Folder, "bronze", "vehicles", "obd");
        var left = Path.Combine(folder, $".landing-{Environment.MachineName}-{dead}-1");
        var alive = Path.Combine(folder, $".landing-{Environment.MachineName}-{Environment.ProcessId}-999999");
        File.WriteAllText(left, "half");
        File.WriteAllText(alive, "half");
        lake.Rebuild(s_cars, null, s_second);
        Assert.False(File.Exists(left));
        Assert.True(File.Exists(alive));
    }

    private static string[] Trips(TestLake lake) =>
        lake.Texts(s_cars, "SELECT trip || ' ' || count(*) AS t FROM silver.obd GROUP BY trip ORDER BY t");
}
