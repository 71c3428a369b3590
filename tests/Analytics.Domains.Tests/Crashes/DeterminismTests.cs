using System.Globalization;
using Analytics.Engine;

namespace Analytics.Domains.Tests.Crashes;

public sealed class DeterminismTests
{
    private static readonly Domain s_crashes = new Analytics.Domains.Crashes.Crashes();

    /// <summary>A clock that stands still, in a time zone of one's choice.</summary>
    private sealed class Still(TimeZoneInfo zone) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

        public override TimeZoneInfo LocalTimeZone => zone;
    }

    [Fact]
    public void Every_table_has_the_same_bytes_at_1_2_and_8_threads_in_any_file_order_culture_and_time_zone()
    {
        using var files = new TestLake();
        var inputs = SampleWriter
            .Write(s_crashes, new SampleOptions(300), files.File("a"))
            .Concat(SampleWriter.Write(s_crashes, new SampleOptions(150, Seed: 8), files.File("b")))
            // Other seeds repeat crash_unit_id with other rows, so that which of two rows wins matters; the names must differ for a winner.
            .Select(input => Renamed(input))
            .ToArray();

        var expected = Shas(inputs, 1, CultureInfo.InvariantCulture, TimeZoneInfo.Utc);

        Assert.Equal(s_crashes.Tables.Count + 4, expected.Keys.Count(name => !name.EndsWith("_deliveries", StringComparison.Ordinal)));
        Assert.Equal(
            expected,
            Shas([.. inputs.Reverse()], 2, CultureInfo.GetCultureInfo("tr-TR"), TimeZoneInfo.FindSystemTimeZoneById("Asia/Kathmandu"))
        );
        Assert.Equal(
            expected,
            Shas(
                [.. inputs.OrderBy(input => input.Path.Length).ThenByDescending(input => input.Path, StringComparer.Ordinal)],
                8,
                CultureInfo.GetCultureInfo("de-DE"),
                TimeZoneInfo.Utc
            )
        );
    }

    private static InputPath Renamed(InputPath input)
    {
        var path = Path.Combine(
            Path.GetDirectoryName(input.Path)!,
            Path.GetFileName(Path.GetDirectoryName(input.Path)!) + "-" + Path.GetFileName(input.Path)
        );
        File.Move(input.Path, path);
        return input with { Path = path };
    }

    /// <summary>File names are hashes of the bytes: equal names are equal bytes.</summary>
    private static SortedDictionary<string, string> Shas(InputPath[] inputs, int threads, CultureInfo culture, TimeZoneInfo zone)
    {
        SortedDictionary<string, string>? shas = null;
        var thread = new Thread(() =>
        {
            using var lake = new TestLake { Time = new Still(zone) };
            var head = lake.Rebuild(s_crashes, new RunOptions { Threads = threads }, inputs).Snapshot;
            shas = new(
                head.Tables.Keys.ToDictionary(table => table, table => string.Join(' ', head.Files(table).Select(Path.GetFileName))),
                StringComparer.Ordinal
            );
        })
        {
            CurrentCulture = culture,
            CurrentUICulture = culture,
        };
        thread.Start();
        thread.Join();
        return shas ?? throw new InvalidOperationException("The rebuild did not end.");
    }
}
