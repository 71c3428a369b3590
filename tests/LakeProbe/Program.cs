using System.Globalization;
using Analytics.Lake;
using LakeProbe;

// A process of its own for tests that kill it: LakeProbe write <folder> <rows> | hold <folder> | read <folder> <seconds>
try
{
    switch (args)
    {
        case ["write", var folder, var rows]:
            Console.WriteLine(Scenario.Write(folder, long.Parse(rows, CultureInfo.InvariantCulture)));
            return 0;
        case ["hold", var folder]:
            using (Lake.Open(folder).Write(TimeProvider.System, "probe"))
            {
                Console.WriteLine("held");
                Console.ReadLine();
            }

            return 0;
        default:
            Console.Error.WriteLine("Expected: write <folder> <rows> | hold <folder>");
            return 2;
    }
}
catch (LakeException failed)
{
    Console.Error.WriteLine(failed.Message);
    return 1;
}
