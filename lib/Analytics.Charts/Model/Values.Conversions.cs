using System.Diagnostics.CodeAnalysis;
using Analytics.Frames;

namespace Analytics.Charts;

public sealed partial class Values
{
    /// <summary>Null stays null, so that an optional column can be passed on as it is.</summary>
    [return: NotNullIfNotNull(nameof(column))]
    public static implicit operator Values?(Column? column) => column is null ? null : Of(column);

    public static implicit operator Values(double[] items) => new(ValueKind.Number, [.. items], []);

    public static implicit operator Values(float[] items) => Number(items.Select(item => (double)item));

    public static implicit operator Values(int[] items) => Number(items.Select(item => (double)item));

    public static implicit operator Values(long[] items) => Number(items.Select(item => (double)item));

    public static implicit operator Values(decimal[] items) => Number(items.Select(item => (double)item));

    public static implicit operator Values(double?[] items) => Number(items.Select(item => item ?? double.NaN));

    public static implicit operator Values(string?[] items) => OfTexts(items);

    public static implicit operator Values(bool[] items) => Of<bool>(items);

    public static implicit operator Values(DateTime[] items) => Of<DateTime>(items);

    public static implicit operator Values(DateOnly[] items) => Of<DateOnly>(items);

    public static implicit operator Values(List<double> items) => Number(items);

    public static implicit operator Values(List<int> items) => Number(items.Select(item => (double)item));

    public static implicit operator Values(List<long> items) => Number(items.Select(item => (double)item));

    public static implicit operator Values(List<string> items) => OfTexts([.. items]);

    public static implicit operator Values(List<DateTime> items) => Of<DateTime>(items);
}
