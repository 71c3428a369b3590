using System.Globalization;

namespace Analytics.Engine;

/// <summary>
/// Where every row of a Silver table's input went: received = kept + quarantined + superseded, over all its runs.
/// </summary>
public sealed record Account(long Received, long Kept, long Quarantined, long Superseded)
{
    public const string Gate = "conservation of rows";

    public bool Holds => Received == Kept + Quarantined + Superseded;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"received={Received} kept={Kept} quarantined={Quarantined} superseded={Superseded}");

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static Account Parse(string text)
    {
        var numbers = text.Split(' ').Select(part => long.Parse(part.Split('=')[1], CultureInfo.InvariantCulture)).ToArray();
        return new Account(numbers[0], numbers[1], numbers[2], numbers[3]);
    }
}
