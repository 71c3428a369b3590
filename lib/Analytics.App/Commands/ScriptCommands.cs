using System.CommandLine;

namespace Analytics.App.Commands;

/// <summary>The commands behind the script files, by the file's name: what each takes and says.</summary>
public static class ScriptCommands
{
    public static IReadOnlyDictionary<string, Func<Command>> All { get; } =
        new SortedDictionary<string, Func<Command>>(StringComparer.Ordinal)
        {
            ["bronze"] = Bronze.Definition,
            ["collect"] = LakeCommands.CollectDefinition,
            ["diff"] = LakeCommands.DiffDefinition,
            ["experiments"] = ExperimentCommands.Definition,
            ["gold"] = Rebuild.GoldDefinition,
            ["history"] = LakeCommands.HistoryDefinition,
            ["plan"] = Plans.Definition,
            ["predict"] = Predict.Definition,
            ["quarantine"] = Quarantine.Definition,
            ["query"] = Query.Definition,
            ["rebuild"] = Rebuild.Definition,
            ["reproduce"] = Reproduce.Definition,
            ["retrain"] = Retrain.Definition,
            ["rollback"] = LakeCommands.RollbackDefinition,
            ["sample"] = Sample.Definition,
            ["silver"] = Rebuild.SilverDefinition,
            ["train"] = Train.Definition,
            ["verify"] = LakeCommands.VerifyDefinition,
        };
}
