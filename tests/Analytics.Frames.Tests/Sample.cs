namespace Analytics.Frames.Tests;

/// <summary>A small frame with a null in most columns.</summary>
internal static class Sample
{
    public static Frame Cities() =>
        new(
            TextColumn.FromValues("city", ["Oak", "elm", null, "Ash", "Oak"]),
            Column<int>.FromNullable("count", [3, 1, 2, null, 3]),
            new Column<double>("share", [0.5, double.NaN, -1.25, 1e-7, 123456.789]),
            Column<DateOnly>.FromNullable("day", [new(2024, 2, 29), new(2023, 1, 1), null, new(2024, 3, 1), new(2023, 1, 1)]),
            Column<bool>.FromNullable("open", [true, false, true, null, false]),
            Column<DateTime>.FromNullable(
                "seen",
                [
                    new(2024, 1, 2, 3, 4, 5, 678, DateTimeKind.Utc),
                    null,
                    new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc),
                    null,
                    new(2020, 5, 5, 5, 5, 5, DateTimeKind.Utc),
                ]
            ),
            Column<decimal>.FromNullable("price", [1.50m, 2m, null, -0.001m, 79228162514264337593543950335m]),
            new Column<long>("id", [5, 4, 3, 2, 9007199254740993])
        );
}
