using Analytics.Domains.Vehicles.Simulation;
using Analytics.Frames;
using Analytics.Server.Api;

namespace Analytics.Server.Cockpit;

/// <summary>What a live car sends: its instruments, and how the model in force says that it is driven.</summary>
/// <param name="Style"><c>aggressive</c> or <c>normal</c>; null in the first seconds and without a model.</param>
/// <param name="Probability">Of aggressive driving.</param>
/// <param name="ModelVersion">Which model says so.</param>
public sealed record LiveReading(
    string Car,
    string World,
    double Seconds,
    double Rpm,
    double Speed,
    double Acceleration,
    int Gear,
    double Pedal,
    double Brake,
    double Load,
    double Coolant,
    double Oil,
    double Distance,
    double EngineWear,
    string? Style,
    double? Probability,
    string? ModelVersion
);

/// <summary>Feet on the pedals of a live car; without pedals the driver drives.</summary>
/// <param name="Pedal">0…1.</param>
/// <param name="Brake">0…1.</param>
public sealed record Feet(double? Pedal, double? Brake);

/// <summary>The cars that are driven now. One drives only as long as somebody looks at it.</summary>
internal sealed class LiveCars(Snapshots.Snapshots snapshots, TimeProvider time)
{
    /// <summary>Cars that may drive at once.</summary>
    public const int Most = 20;

    /// <summary>Between two readings that are sent: two steps of the simulation.</summary>
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(200);

    /// <summary>After that a stream ends; who still looks asks again.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(15);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Wheel> _wheels = new(StringComparer.Ordinal);
    private int _driving;

    /// <summary>Drives a car until nobody looks any more.</summary>
    /// <exception cref="ProblemException">Too many drive (503).</exception>
    public IAsyncEnumerable<LiveReading> Drive(int number, string style, string session, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref _driving) > Most)
        {
            Interlocked.Decrement(ref _driving);
            throw new ProblemException(
                StatusCodes.Status503ServiceUnavailable,
                "Too many cars drive now.",
                Invariant($"At most {Most} do. Close another cockpit.")
            );
        }

        return Follow(number, style, session, cancellation);
    }

    /// <summary>Puts feet on the pedals of a car that drives, or takes them off.</summary>
    /// <returns>Whether it drives.</returns>
    public bool Put(string session, Feet feet)
    {
        lock (_lock)
        {
            if (!_wheels.TryGetValue(session, out var wheel))
            {
                return false;
            }

            wheel.Feet = feet;
            return true;
        }
    }

    private Wheel Take(string session)
    {
        lock (_lock)
        {
            var wheel = _wheels.TryGetValue(session, out var taken) ? taken : _wheels[session] = new Wheel();
            wheel.Windows++;
            return wheel;
        }
    }

    private void Leave(string session, Wheel wheel)
    {
        lock (_lock)
        {
            if (--wheel.Windows == 0)
            {
                _wheels.Remove(session);
            }
        }
    }

    private async IAsyncEnumerable<LiveReading> Follow(
        int number,
        string style,
        string session,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var car = new LiveCar(number, style);
        var seconds = new List<Instruments>();
        (string?, double?, string?) said = default;
        var wheel = Take(session);
        try
        {
            using var timer = new PeriodicTimer(s_between, time);
            for (var step = 0; step * s_between < s_longest; step++)
            {
                var feet = wheel.Feet;
                car.Feet = (feet.Pedal ?? feet.Brake) is null ? null : (feet.Pedal ?? 0, feet.Brake ?? 0);
                car.Next();
                var now = car.Next();
                if (step % 5 == 0)
                {
                    seconds.Add(now);
                    seconds.RemoveRange(0, Math.Max(0, seconds.Count - DrivingMeasures.Long - 1));
                    said = seconds.Count > DrivingMeasures.Short ? Judge(seconds) : default;
                }

                var (style_, probability, version) = said;
                yield return new LiveReading(
                    car.Car,
                    car.World,
                    Math.Round(now.Seconds, 1),
                    Math.Round(now.Rpm),
                    Math.Round(now.Speed, 1),
                    Math.Round(now.Acceleration, 2),
                    now.Gear,
                    Math.Round(now.Pedal, 2),
                    Math.Round(now.Brake, 2),
                    Math.Round(now.Load, 3),
                    Math.Round(now.Coolant, 1),
                    Math.Round(now.Oil, 1),
                    Math.Round(now.Distance),
                    Math.Round(now.EngineWear, 1),
                    style_,
                    probability,
                    version
                );
                await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            Leave(session, wheel);
            Interlocked.Decrement(ref _driving);
        }
    }

    /// <summary>How the model in force says that the last seconds were driven.</summary>
    private (string?, double?, string?) Judge(IReadOnlyList<Instruments> seconds)
    {
        var served = snapshots.Enter();
        try
        {
            if (served.Models.Find("vehicles", "style") is not { } scorer)
            {
                return default;
            }

            var measures = DrivingMeasures.Of(seconds);
            var rows = scorer.Score(
                new Frame(
                    scorer.Schema.Features.Select(feature =>
                        TextColumn.FromValues(
                            feature.Name,
                            [
                                measures.TryGetValue(feature.Name, out var value)
                                    ? value.ToString("R", System.Globalization.CultureInfo.InvariantCulture)
                                    : null,
                            ]
                        )
                    )
                )
            );
            var probability = Convert.ToDouble(rows["probability"][0], System.Globalization.CultureInfo.InvariantCulture);
            return (probability >= scorer.Card.Run.Threshold ? "aggressive" : "normal", Math.Round(probability, 3), scorer.Version);
        }
        finally
        {
            served.Leave();
        }
    }

    /// <summary>What one caller's windows on one car steer together, as long as one of them is open.</summary>
    private sealed class Wheel
    {
        public volatile Feet Feet = new(null, null);

        public int Windows;
    }
}
