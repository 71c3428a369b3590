using System.CommandLine;
using Analytics.Engine;

namespace Analytics.App.Commands;

/// <summary>scripts/sample.csx: writes generated input files.</summary>
public static class Sample
{
    public static int Main(IEnumerable<string> args) => CommandHost.Run(Definition(), args);

    public static Command Definition()
    {
        var rows = new Option<long>("--rows")
        {
            Description = "Rows of the main file, up to many millions. Default: the domain's own.",
        }.AtLeast(1);
        var seed = new Option<int>("--seed") { Description = "The same seed and rows give the same bytes.", DefaultValueFactory = _ => 7 };
        var to = new Option<string?>("--out") { Description = "Folder. Default: data/samples/<domain>." };
        var command = new Command("sample", "Writes sample input files with official column names and realistic dirt.")
        {
            SharedOptions.Domains,
            rows,
            seed,
            to,
        };
        command.SetAction(parsed =>
        {
            foreach (var domain in Catalog.Of(parsed.GetValue(SharedOptions.Domains) ?? []))
            {
                var folder = parsed.GetValue(to) is { } given ? Path.Combine(given, domain.Name) : Repository.Samples(domain.Name);
                var count = parsed.GetValue(rows) is > 0 and var typed ? typed : domain.SampleRows;
                foreach (var input in SampleWriter.Write(domain, new SampleOptions(count, parsed.GetValue(seed)), folder))
                {
                    Console.WriteLine(FormattableString.Invariant($"{input.Path}  {new FileInfo(input.Path).Length:N0} bytes"));
                }
            }

            return 0;
        });
        return command;
    }
}
