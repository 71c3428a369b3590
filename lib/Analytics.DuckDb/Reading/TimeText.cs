using System.Globalization;

namespace Analytics.DuckDb;

/// <summary>Times of day as text: <c>13:05:09</c>, with microseconds only when there are some.</summary>
internal static class TimeText
{
    public static string Of(long micros)
    {
        var seconds = micros / 1_000_000;
        var rest = micros % 1_000_000;
        var text = string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}");
        return rest == 0 ? text : text + "." + rest.ToString("000000", CultureInfo.InvariantCulture).TrimEnd('0');
    }

    public static string Of((long Micros, int OffsetSeconds) time)
    {
        var offset = Math.Abs(time.OffsetSeconds);
        var zone = string.Create(CultureInfo.InvariantCulture, $"{(time.OffsetSeconds < 0 ? '-' : '+')}{offset / 3600:00}:{offset / 60 % 60:00}");
        return Of(time.Micros) + zone + (offset % 60 == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $":{offset % 60:00}"));
    }
}
