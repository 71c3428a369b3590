using System.CommandLine;
using Analytics.Engine;

namespace Analytics.App.Commands;

/// <summary>scripts/reproduce.csx: trains a registered version again and compares every byte.</summary>
public static class Reproduce
{
    public static int Main(IEnumerable<string> args) => CommandHost.Run(Definition(), args);

    public static Command Definition()
    {
        var model = new Argument<string>("model")
        {
            Description = "domain/study@version, e.g. crashes/severity@1. Without a version: the champion.",
        };
        var command = new Command("reproduce", "Trains a registered version again from its pinned snapshot; the same bytes must come out.")
        {
            model,
            SharedOptions.Data,
        };
        command.SetAction(
            (parsed, cancellation) =>
            {
                using var lake = SharedOptions.Open(parsed);
                var (name, study, version) = new Registry(lake).Parse(parsed.GetValue(model)!);
                var domain = Catalog.Of(name);
                var files = new Reproduction(lake).Run(domain, Studies.StudyOf(domain, study), version, cancellation);
                foreach (var file in files)
                {
                    Console.WriteLine($"{(file.IsSame ? "same bytes" : "DIFFERENT "), -10}  {file.Name}");
                }

                return Task.FromResult(files.All(file => file.IsSame) ? 0 : 1);
            }
        );
        return command;
    }
}
