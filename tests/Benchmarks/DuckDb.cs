using System.Diagnostics;
using System.Globalization;
using Analytics.DuckDb;
using Analytics.Frames;

namespace Analytics.Benchmarks;

/// <summary>Ten million rows × four numeric columns out of DuckDB into arrays: column by column against row by row. Bar: 4 times faster.</summary>
public static class DuckDb
{
    private const double Bar = 4;

    private const string Sql = "select a, b, c, d from numbers";

    /// <param name="arguments">The rows, by default 10000000, and the repetitions, by default 3; the best counts.</param>
    public static int Run(string[] arguments)
    {
        var rows = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 10_000_000;
        var times = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 3;
        using var connection = DuckDBConnection.InMemory();
        connection.Execute(
            "create table numbers as select i::integer a, i * 3 b, i / 7 c, (i % 1000)::float d from range($1) t(i)",
            (long)rows
        );

        var sums = new List<double>();
        var columns = Best(times, () => sums.Add(ByColumn(connection)));
        var typed = Best(times, () => sums.Add(ByRow(connection, rows, isBoxed: false)));
        var boxed = Best(times, () => sums.Add(ByRow(connection, rows, isBoxed: true)));
        if (sums.Distinct().Count() != 1)
        {
            throw new InvalidOperationException($"The ways disagree: {string.Join(", ", sums)}");
        }

        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {rows:N0} rows × 4 columns into arrays | seconds | million rows/s | times the Frame |"
            )
        );
        Console.WriteLine("|---|---|---|---|");
        Print("Query → Frame", columns, rows, columns);
        Print("row reader, GetInt32/GetInt64/GetDouble/GetFloat", typed, rows, columns);
        Print("row reader, GetValues", boxed, rows, columns);
        var ratio = typed / columns;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"\nRow reader / Frame: {ratio:0.0} (bar: {Bar:0.0}) {(ratio >= Bar ? "ok" : "MISSED")}"
            )
        );
        return ratio >= Bar ? 0 : 1;
    }

    private static double ByColumn(DuckDBConnection connection)
    {
        var frame = connection.Query(Sql);
        return Sum(
            frame.Column<int>("a").Values,
            frame.Column<long>("b").Values,
            frame.Column<double>("c").Values,
            frame.Column<float>("d").Values
        );
    }

    private static double ByRow(DuckDBConnection connection, int rows, bool isBoxed)
    {
        var (a, b, c, d) = (new int[rows], new long[rows], new double[rows], new float[rows]);
        using var command = new DuckDBCommand(Sql, connection);
        using var reader = command.ExecuteReader();
        var values = new object[4];
        for (var row = 0; reader.Read(); row++)
        {
            if (isBoxed)
            {
                reader.GetValues(values);
                (a[row], b[row], c[row], d[row]) = ((int)values[0], (long)values[1], (double)values[2], (float)values[3]);
            }
            else
            {
                (a[row], b[row], c[row], d[row]) = (reader.GetInt32(0), reader.GetInt64(1), reader.GetDouble(2), reader.GetFloat(3));
            }
        }

        return Sum(a, b, c, d);
    }

    // A few entries of each, so that a way that reads nothing is found out and adding costs nothing.
    private static double Sum(ReadOnlySpan<int> a, ReadOnlySpan<long> b, ReadOnlySpan<double> c, ReadOnlySpan<float> d)
    {
        var sum = 0.0;
        for (var row = 0; row < a.Length; row += 9973)
        {
            sum += a[row] + b[row] + c[row] + d[row];
        }

        return sum;
    }

    private static double Best(int times, Action action)
    {
        var best = double.MaxValue;
        for (var i = 0; i < times; i++)
        {
            GC.Collect();
            var watch = Stopwatch.StartNew();
            action();
            best = Math.Min(best, watch.Elapsed.TotalSeconds);
        }

        return best;
    }

    private static void Print(string way, double seconds, int rows, double reference) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {way} | {seconds:0.000} | {rows / seconds / 1e6:0.0} | {seconds / reference:0.0} |"
            )
        );
}
