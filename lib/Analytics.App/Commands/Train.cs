using System.CommandLine;
using Analytics.Engine;

namespace Analytics.App.Commands;

/// <summary>scripts/train.csx: trains a domain's models from Gold.</summary>
public static class Train
{
    public static int Main(IEnumerable<string> args) => CommandHost.Run(Definition(), args);

    public static Command Definition()
    {
        var study = new Option<string?>("--study") { Description = "Only this study of the domain. Default: all." };
        var learner = new Option<string?>("--learner")
        {
            Description =
                "One of the study's learners, or all: a decision on each; or one to compare with: constant, one-feature, lightgbm, fast-tree, fast-forest, lbfgs, sdca, ml-k-means (of groups). Default: all are tried and one is chosen on the validation rows; with --set, --groups, --without, --seed or --allow-leak its first.",
        };
        var set = new Option<string[]>("--set")
        {
            Description = "A learner's parameter as name=number. Repeatable.",
            AllowMultipleArgumentsPerToken = true,
        };
        var groups = new Option<string[]>("--groups")
        {
            Description = "The feature groups to learn from. Default: all.",
            AllowMultipleArgumentsPerToken = true,
        };
        var without = new Option<string[]>("--without") { Description = "Features to leave out.", AllowMultipleArgumentsPerToken = true };
        var seed = new Option<int>("--seed") { Description = "Where every random choice comes from. Default: 0." };
        var leak = new Option<bool>("--allow-leak")
        {
            Description = "Train though the leak guard refuses; the card says so and the model never becomes champion.",
        };
        var sweep = new Option<string?>("--sweep")
        {
            Description = "A JSON file of many runs: grid, random or halving. What was finished before is not run again.",
        };
        var parallel = new Option<int>("--parallel")
        {
            Description = "Runs of a sweep at a time; each uses all cores by itself. Default: 1.",
            DefaultValueFactory = _ => 1,
        }.AtLeast(1);
        var command = new Command("train", "Trains models from Gold, writes the runs, and lets the best become champion.")
        {
            SharedOptions.Domains,
            SharedOptions.Data,
            study,
            learner,
            set,
            groups,
            without,
            seed,
            leak,
            sweep,
            parallel,
            SharedOptions.Raw,
            SharedOptions.Times,
        };
        command.SetAction(
            (parsed, cancellation) =>
            {
                using var lake = SharedOptions.Open(parsed);
                if (parsed.GetValue(sweep) is { } file)
                {
                    return Task.FromResult(
                        Studies.Sweep(
                            lake,
                            parsed.GetValue(SharedOptions.Domains) ?? [],
                            parsed.GetValue(study),
                            Engine.Sweep.Load(file),
                            parsed.GetValue(parallel),
                            parsed.GetValue(SharedOptions.Raw),
                            cancellation
                        )
                    );
                }

                var parameters = (parsed.GetValue(set) ?? []).Select(TrainingRequest.ParseParameter).ToDictionary();
                var isDefault =
                    parsed.GetValue(learner) is null
                    && parameters.Count == 0
                    && parsed.GetValue(groups) is not [_, ..]
                    && parsed.GetValue(without) is not [_, ..]
                    && parsed.GetValue(seed) == 0
                    && !parsed.GetValue(leak);
                var request = new TrainingRequest
                {
                    Learner = parsed.GetValue(learner),
                    Parameters = parameters,
                    Groups = parsed.GetValue(groups) is [_, ..] some ? some : null,
                    Without = parsed.GetValue(without) ?? [],
                    Seed = parsed.GetValue(seed),
                    AllowLeak = parsed.GetValue(leak),
                };
                (Domain Domain, Study Study, TrainingRequest Request)[] all =
                [
                    .. Studies
                        .Of(parsed.GetValue(SharedOptions.Domains) ?? [], parsed.GetValue(study))
                        .SelectMany(each =>
                            (
                                request.Learner == "all"
                                    ? each.Study.Ways.Select(named => request with { Learner = named.Name })
                                    : [request]
                            ).Select(one => (each.Domain, each.Study, one))
                        ),
                ];
                var turns = new Turns(all.Length, cancellation);
                var trainer = new Trainer(lake, TimeProvider.System)
                {
                    IsRaw = parsed.GetValue(SharedOptions.Raw),
                    Patience = Studies.Patience,
                    Progress = new Terminal(),
                };
                foreach (var (domain, each, one) in all)
                {
                    turns.Take(
                        $"{domain.Name}/{each.Name}",
                        $"train.csx {domain.Name} --study {each.Name}",
                        () =>
                        {
                            var result = trainer.Train(domain, each, isDefault ? null : one, cancellation);
                            Studies.Print(result);
                            if (parsed.GetValue(SharedOptions.Times))
                            {
                                Studies.PrintTimes(StudySummary.Of(result));
                            }
                        }
                    );
                }

                return Task.FromResult(turns.Code);
            }
        );
        return command;
    }
}
