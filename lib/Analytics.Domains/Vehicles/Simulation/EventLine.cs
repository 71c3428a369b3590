using System.Buffers.Text;

namespace Analytics.Domains.Vehicles.Simulation;

/// <summary>Writes readings as events, one JSON object per line, without any memory per event.</summary>
internal sealed class EventLine(TripPlan plan)
{
    private readonly byte[] _line = new byte[1024];
    private readonly string _head = $"{{\"event_type\":\"vehicle.telemetry\",\"event_version\":1,\"event_id\":\"{plan.Id}-";
    private readonly string _id = plan.Id;
    private int _at;

    /// <summary>The line of a reading with its line feed; valid until the next one.</summary>
    /// <param name="reading">The reading.</param>
    /// <param name="rpm">Written in place of its revolutions, as raw JSON; null for those.</param>
    /// <param name="coolant">As for <paramref name="rpm"/>.</param>
    public ReadOnlySpan<byte> Of(in Reading reading, string? rpm = null, string? coolant = null)
    {
        _at = 0;
        Text(_head);
        Whole(reading.Step, 6);
        Text("\",\"timestamp\":\"");
        Utf8Formatter.TryFormat(plan.Began.AddMilliseconds(reading.Step * 100), _line.AsSpan(_at), out _, 'O');
        _at += 23; // to the millisecond
        Text("Z\",\"payload\":{\"simulation_id\":\"");
        Text(_id);
        Number("\",\"time\":", reading.Step * Trip.Dt, 1);
        Text(",\"step\":");
        Whole(reading.Step, 1);
        Raw(",\"modules\":{\"engine\":{\"rpm\":", rpm, reading.Rpm, 0);
        Number(",\"throttle\":", reading.Throttle, 3);
        Number(",\"load\":", reading.Load, 3);
        Number(",\"torque\":", reading.Torque, 0);
        Raw("},\"thermals\":{\"coolant\":", coolant, reading.Coolant, 1);
        Number(",\"oil\":", reading.Oil, 1);
        Text(reading.Fan ? ",\"fan\":true},\"gearbox\":{\"gear\":" : ",\"fan\":false},\"gearbox\":{\"gear\":");
        Whole(reading.Gear, 1);
        Text(reading.IsShifting ? ",\"shifting\":true},\"vehicle\":{\"car\":\"" : ",\"shifting\":false},\"vehicle\":{\"car\":\"");
        Text(plan.Car.Name);
        Text("\",\"world\":\"");
        Text(plan.World.Name);
        Number("\",\"speed\":", reading.Speed * 3.6, 1);
        Number(",\"acceleration\":", reading.Acceleration, 2);
        Number(",\"slope\":", reading.Slope, 3);
        Number(",\"distance\":", reading.Distance, 0);
        Text("},\"driver\":{\"style\":\"");
        Text(plan.Driver.Name);
        Number("\",\"pedal\":", reading.Pedal, 2);
        Number(",\"brake\":", reading.Brake, 2);
        Number("},\"wear\":{\"engine\":", reading.EngineWear, 1);
        Number(",\"brakes\":", reading.BrakeWear, 1);
        Number(",\"rate\":", reading.WearRate, 2);
        Text("}}}}\n");
        return _line.AsSpan(0, _at);
    }

    private void Raw(string name, string? given, double value, int decimals)
    {
        if (given is null)
        {
            Number(name, value, decimals);
            return;
        }

        Text(name);
        Text(given);
    }

    private void Text(string text)
    {
        System.Text.Encoding.UTF8.GetBytes(text, _line.AsSpan(_at));
        _at += text.Length;
    }

    private static ReadOnlySpan<int> Powers => [1, 10, 100, 1000];

    /// <summary>A number with some decimals, rounded to the nearest; zeros at the end are left out.</summary>
    private void Number(string name, double value, int decimals)
    {
        Text(name);
        var scaled = (long)(Math.Abs(value) * Powers[decimals] + 0.5);
        if (value < 0 && scaled > 0)
        {
            _line[_at++] = (byte)'-';
        }

        var (whole, part) = Math.DivRem(scaled, Powers[decimals]);
        Whole(whole, 1);
        if (part == 0)
        {
            return;
        }

        for (; part % 10 == 0; part /= 10)
        {
            decimals--;
        }

        _line[_at++] = (byte)'.';
        Whole(part, decimals);
    }

    private void Whole(long value, int digits)
    {
        var length = 1;
        for (var over = 10L; value >= over; over *= 10)
        {
            length++;
        }

        length = Math.Max(length, digits);
        for (var i = length - 1; i >= 0; i--)
        {
            _line[_at + i] = (byte)('0' + value % 10);
            value /= 10;
        }

        _at += length;
    }
}
