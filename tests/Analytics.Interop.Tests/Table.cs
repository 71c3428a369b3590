using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Interop.Tests;

/// <summary>Small tables that tests share.</summary>
internal static class Table
{
    public static readonly DateTime Noon = new(2024, 2, 29, 12, 0, 0, DateTimeKind.Utc);

    /// <summary>Three rows, a column of each type, a null in each.</summary>
    public static Frame OfEveryType { get; } =
        new(
            Column<bool>.FromNullable("bool", [true, null, false]),
            Column<int>.FromNullable("int", [1, null, -3]),
            Column<long>.FromNullable("long", [1L << 40, null, 3]),
            Column<float>.FromNullable("float", [0.5f, null, 1.5f]),
            Column<double>.FromNullable("double", [0.1, null, -2]),
            Column<decimal>.FromNullable("decimal", [12.34m, null, 0m]),
            TextColumn.FromValues("text", ["a", null, "b c"]),
            Column<DateOnly>.FromNullable("date", [new DateOnly(2024, 2, 29), null, new DateOnly(1970, 1, 1)]),
            Column<DateTime>.FromNullable("time", [Noon, null, DateTime.UnixEpoch])
        );

    /// <summary>n rows; <c>label</c> is likely where <c>x</c> + <c>y</c> is high and <c>road</c> is wet; <c>y</c> is missing in every tenth row.</summary>
    public static Frame Drives(int rows, int seed = 1)
    {
        var random = new Random(seed);
        var (x, y, noise) = (new float[rows], new float?[rows], new float[rows]);
        var (road, label, amount, kind) = (new string[rows], new bool[rows], new float[rows], new string[rows]);
        for (var row = 0; row < rows; row++)
        {
            x[row] = random.NextSingle();
            var real = random.NextSingle();
            y[row] = row % 10 == 0 ? null : real;
            noise[row] = random.NextSingle();
            road[row] = random.Next(3) switch
            {
                0 => "dry",
                1 => "wet",
                _ => "ice",
            };
            var high = (x[row] + real) * (road[row] == "wet" ? 1.5 : 1);
            label[row] = high + (random.NextDouble() - 0.5) * 0.4 > 1.1;
            amount[row] = (float)high;
            kind[row] =
                high < 0.8 ? "low"
                : high < 1.4 ? "middle"
                : "high";
        }

        return new Frame(
            new Column<float>("x", x),
            Column<float>.FromNullable("y", y),
            new Column<float>("noise", noise),
            TextColumn.FromValues("road", road),
            new Column<bool>("label", label),
            new Column<float>("amount", amount),
            TextColumn.FromValues("kind", kind)
        );
    }

    /// <summary>Rows around three far centres, and which centre each belongs to.</summary>
    public static Frame Groups(int rows)
    {
        var random = new Random(3);
        var centres = new[] { (0f, 0f), (8f, 0f), (0f, 8f) };
        return new Frame(
            new Column<float>("a", [.. Enumerable.Range(0, rows).Select(row => centres[row % 3].Item1 + random.NextSingle())]),
            new Column<float>("b", [.. Enumerable.Range(0, rows).Select(row => centres[row % 3].Item2 + random.NextSingle())]),
            new Column<int>("group", [.. Enumerable.Range(0, rows).Select(row => row % 3)])
        );
    }
}
