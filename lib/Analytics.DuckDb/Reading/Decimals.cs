using System.Numerics;
using DuckDB.NET.Native;

namespace Analytics.DuckDb;

/// <summary>Scaled integers of DuckDB as .NET decimals, exactly or not at all.</summary>
internal static class Decimals
{
    /// <summary>.NET's decimal holds 96 bits and at most 28 digits behind the point.</summary>
    private static readonly Int128 s_limit = (Int128)1 << 96;

    private const int MostDigits = 28;

    public static decimal From(long value, int scale)
    {
        var magnitude = value < 0 ? (ulong)-value : (ulong)value;
        return new decimal((int)magnitude, (int)(magnitude >> 32), 0, value < 0, (byte)scale);
    }

    /// <summary>value / 10^scale; digits 0 at the end are given up first when there are too many.</summary>
    /// <exception cref="OverflowException">The number needs more than 96 bits or 28 digits behind the point.</exception>
    public static decimal From(Int128 value, int scale)
    {
        var (rest, digits) = (value, scale);
        while ((digits > MostDigits || rest >= s_limit || rest <= -s_limit) && digits > 0 && rest % 10 == 0)
        {
            rest /= 10;
            digits--;
        }

        if (digits > MostDigits || rest >= s_limit || rest <= -s_limit)
        {
            throw new OverflowException(
                $"{Print(value, scale)} does not fit .NET's decimal (28-29 digits); cast it in SQL, for example to DOUBLE or VARCHAR."
            );
        }

        var magnitude = (UInt128)(rest < 0 ? -rest : rest);
        return new decimal(
            (int)(uint)(magnitude & uint.MaxValue),
            (int)(uint)(magnitude >> 32 & uint.MaxValue),
            (int)(uint)(magnitude >> 64),
            rest < 0,
            (byte)digits
        );
    }

    /// <summary>The value of a DECIMAL, which is stored in 16, 32, 64 or 128 bits by its width.</summary>
    public static decimal At(in Vector vector, long row) =>
        vector.Type.Width switch
        {
            <= 4 => From((long)vector.Value<short>(row), vector.Type.Scale),
            <= 9 => From((long)vector.Value<int>(row), vector.Type.Scale),
            <= 18 => From(vector.Value<long>(row), vector.Type.Scale),
            _ => From(Huge(vector.Value<DuckDBHugeInt>(row)), vector.Type.Scale),
        };

    public static Int128 Huge(DuckDBHugeInt value) => new((ulong)value.Upper, value.Lower);

    public static DuckDBHugeInt Huge(Int128 value) => new((ulong)value, (long)(value >> 64));

    public static UInt128 Huge(DuckDBUHugeInt value) => new(value.Upper, value.Lower);

    /// <summary>The scaled integer and the scale of a decimal.</summary>
    public static (Int128 Value, int Scale) Split(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        var magnitude = (Int128)(uint)parts[2] << 64 | (Int128)(uint)parts[1] << 32 | (uint)parts[0];
        return (value < 0 ? -magnitude : magnitude, value.Scale);
    }

    private static string Print(Int128 value, int scale) =>
        scale == 0
            ? ((BigInteger)value).ToString(System.Globalization.CultureInfo.InvariantCulture)
            : Invariant($"{(BigInteger)value}E-{scale}");
}
