using System.Globalization;

namespace Analytics.Lake;

/// <summary>
/// Where every row of a table's input went: received = kept + quarantined + superseded, over all its runs.
/// </summary>
public sealed record Account(long Received, long Kept, long Quarantined, long Superseded)
{
    /// <summary>The gate that fails when an account does not hold.</summary>
    public const string Gate = "conservation of rows";

    /// <summary>Nothing came in yet.</summary>
    public static Account None { get; } = new(0, 0, 0, 0);

    public bool Holds => Received == Kept + Quarantined + Superseded;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"received={Received} kept={Kept} quarantined={Quarantined} superseded={Superseded}");
}
