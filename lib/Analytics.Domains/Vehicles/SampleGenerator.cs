using System.Globalization;
using System.Text;
using Analytics.Domains.Vehicles.Simulation;
using Analytics.Engine;

namespace Analytics.Domains.Vehicles;

/// <summary>
/// Simulated trips as raw files: all of them as events, and some other cars as labelled trips and as OBD-II logs, in the forms and
/// with the dirt in which such files come.
/// </summary>
internal static class SampleGenerator
{
    /// <summary>Labelled trips and logs are of other cars than the events.</summary>
    private const int OtherCars = 900_000;

    /// <summary>Steps of a trip: a minute in a small sample, half an hour in a large one.</summary>
    public static int StepsOf(SampleOptions options) => (int)Math.Clamp(options.Rows / 20, 600, 18_000);

    public static IReadOnlyList<SampleFile> Files(SampleOptions options)
    {
        var trips = (int)Math.Max(1, (options.Rows + StepsOf(options) - 1) / StepsOf(options));
        var days = (trips + TripPlan.TripsPerDay - 1) / TripPlan.TripsPerDay;
        var seconds = (int)Math.Clamp(options.Rows / 20, 60, 3600);
        return
        [
            .. Enumerable
                .Range(0, days)
                .Select(day => new SampleFile(
                    "events",
                    FormattableString.Invariant(
                        $"events-{TripPlan.Of(options.Seed, day * TripPlan.TripsPerDay).Began:yyyy-MM-dd}.jsonl.gz"
                    ),
                    writer => Events(writer, options, day, trips)
                )),
            .. Enumerable
                .Range(0, 4)
                .Select(number => new SampleFile(
                    "trips",
                    FormattableString.Invariant($"trips-{number + 1}.csv.gz"),
                    writer => SampleLogs.Labelled(writer, TripPlan.Of(options.Seed, OtherCars + 3 * number + 1 + number % 2), seconds)
                )),
            .. Enumerable
                .Range(0, 3)
                .Select(number => new SampleFile(
                    "obd",
                    FormattableString.Invariant($"obd-{number + 1}.csv.gz"),
                    writer => SampleLogs.Obd(writer, TripPlan.Of(options.Seed, OtherCars + 100 + number), seconds / 2)
                )),
        ];
    }

    /// <summary>The events of a day's trips, with what brokers do to them: repeats, a block that is sent again, values that are missing or impossible, a line that breaks off.</summary>
    private static void Events(TextWriter writer, SampleOptions options, int day, int trips)
    {
        var steps = StepsOf(options);
        var left = options.Rows - (long)day * TripPlan.TripsPerDay * steps;
        for (var number = day * TripPlan.TripsPerDay; number < Math.Min(trips, (day + 1) * TripPlan.TripsPerDay); number++)
        {
            var plan = TripPlan.Of(options.Seed, number);
            var (trip, line) = (new Trip(plan), new EventLine(plan));
            var text = new StringBuilder();
            for (var step = 0; step < steps && left > 0; step++, left--)
            {
                ref readonly var reading = ref trip.Next();
                var chance = new SampleRandom(options.Seed + 2, (long)number * 10_000_000 + step);
                var dirt = chance.Uniform(0);
                var json = line.Of(
                    reading,
                    dirt < 0.0004 ? "null"
                        : dirt < 0.0008 ? "65535"
                        : null,
                    dirt is > 0.001 and < 0.0014 ? "-273.1" : null
                );
                text.Append(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetString(json)}");
                if (dirt > 0.997)
                {
                    text.Append(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetString(json)}");
                }

                if (text.Length > 1 << 16 || step == steps - 1 || left == 1)
                {
                    // A reconnect sends the last readings again.
                    var lines = text.ToString();
                    writer.Write(lines);
                    if (chance.Chance(1, 0.05))
                    {
                        writer.Write(lines[(lines.LastIndexOf('\n', lines.Length - Math.Min(lines.Length, 3000)) + 1)..]);
                    }

                    text.Clear();
                }
            }

            // One writer in ten days dies within a line.
            if (day % 10 == 0 && number % TripPlan.TripsPerDay == 7)
            {
                writer.Write(Encoding.UTF8.GetString(line.Of(trip.Next()))[..180] + "\n");
            }
        }
    }
}
