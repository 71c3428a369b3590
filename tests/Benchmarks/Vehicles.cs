using System.Diagnostics;
using System.Globalization;
using Analytics.App;
using Analytics.Domains.Vehicles.Simulation;
using Analytics.Engine;

namespace Analytics.Benchmarks;

/// <summary>
/// How many events a second the simulator makes on one core, and how many go from Bronze to Gold.
/// <c>vehicles [events, default 10000000] [memory limit, default 1200MB]</c>
/// </summary>
public static class Vehicles
{
    public static int Run(string[] arguments)
    {
        var events = arguments.Length > 0 ? long.Parse(arguments[0], CultureInfo.InvariantCulture) : 10_000_000;
        var memory = arguments.Length > 1 ? arguments[1] : "1200MB";
        Simulate();
        Rebuild(events, memory);
        return 0;
    }

    private static void Simulate()
    {
        const int Trips = 12,
            Steps = 250_000;
        foreach (var (name, written) in new[] { ("warm up", true), ("steps", false), ("steps written as JSON", true) })
        {
            var watch = Stopwatch.StartNew();
            var (bytes, metres) = (0L, 0.0);
            for (var number = 0; number < Trips; number++)
            {
                var plan = TripPlan.Of(7, number);
                var (trip, line) = (new Trip(plan), new EventLine(plan));
                for (var step = 0; step < Steps; step++)
                {
                    ref readonly var reading = ref trip.Next();
                    if (written)
                    {
                        bytes += line.Of(reading).Length;
                    }
                }

                metres += trip.Next().Distance;
            }

            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"simulator, {name}: {Trips * Steps / watch.Elapsed.TotalSeconds / 1e6:0.00} M events/s on one core, {metres / 1000:N0} km, {bytes / 1e6:N0} MB"
                )
            );
        }
    }

    private static void Rebuild(long events, string memory)
    {
        var domain = Catalog.Of("vehicles");
        var input = Path.Combine(Repository.Root, "lib", "artifacts", "bench", FormattableString.Invariant($"vehicles-{events}"));
        if (!File.Exists(Path.Combine(input, "done")))
        {
            Directory.CreateDirectory(input);
            Parallel.ForEach(
                domain.Sample(new SampleOptions(events)),
                file =>
                {
                    using var writer = new StreamWriter(Path.Combine(input, file.FileName.Replace(".gz", "", StringComparison.Ordinal)));
                    file.Write(writer);
                }
            );
            File.WriteAllText(Path.Combine(input, "done"), "");
        }

        var folder = RebuildInput.Fresh("vehicles-lake");
        using var lake = Lake.Lake.Open(folder);
        var watch = Stopwatch.StartNew();
        Landing.Land(lake, domain, SampleWriter.Find(domain, input), TimeProvider.System);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"landed {new DirectoryInfo(input).EnumerateFiles().Sum(file => file.Length) / 1e6:N0} MB in {watch.Elapsed.TotalSeconds:0.0} s"
            )
        );
        watch.Restart();
        var result = new Runner(lake, TimeProvider.System, new RunOptions { MemoryLimit = memory, Threads = 2 }).Run(domain);
        var seconds = watch.Elapsed.TotalSeconds;
        foreach (var step in result.Steps)
        {
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {step.Seconds, 7:0.00} s  {step.Rows, 12:N0} rows  {step.Step} {step.Account}"
                )
            );
        }

        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Bronze to Gold: {events:N0} events in {seconds:0.0} s, {events / seconds / 1e6:0.00} M events/s, memory at most {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:N0} MB"
            )
        );
    }
}
