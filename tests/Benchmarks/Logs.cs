using System.Globalization;

namespace Analytics.Benchmarks;

/// <summary>
/// dotnet run -c Release --project tests/Benchmarks -- logs [folder] [times]: a folder of OBD-II logs from raw files to published Gold tables, beside a
/// straightforward pandas version, in turns; the best of each. Prints a table for lib/Analytics.Engine/BENCHMARKS.md.
/// </summary>
public static class Logs
{
    /// <param name="arguments">The folder of logs, and how often each side is run, 3 by default.</param>
    public static int Run(string[] arguments)
    {
        if (arguments.Length == 0 || !Directory.Exists(arguments[0]))
        {
            Console.Error.WriteLine("Name the folder with the logs, e.g. ../shared/data/vehicles/obd");
            return 2;
        }

        var times = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 3;
        var (ours, pandas) = (new List<Measured>(), new List<Measured>());
        for (var time = 0; time < times; time++)
        {
            var lake = RebuildInput.Fresh("lake-logs");
            ours.Add(Child.Ours(["vehicles", "--no-models", "--data", lake, "--input", "obd=" + arguments[0]]));
            pandas.Add(Child.Peer("obd_pandas.py", arguments[0], RebuildInput.Fresh("pandas")));
        }

        var (mine, its) = (Measured.Best(ours), Measured.Best(pandas));
        Console.WriteLine("| run | seconds | processor s | MB at the peak |\n|---|---:|---:|---:|");
        Print("Bronze to Gold, empty lake", mine);
        Print("pandas", its);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"ours is {its.Seconds / mine.Seconds:0.00}× as fast by the clock, {its.Processor / mine.Processor:0.00}× by processor seconds"
            )
        );
        return mine.IsDone && its.IsDone ? 0 : 1;
    }

    private static void Print(string what, Measured measured) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {what} | {measured.Seconds:0.0} | {measured.Processor:0.0} | {measured.Megabytes:N0} |"
            )
        );
}
