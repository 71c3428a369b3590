#r "../lib/artifacts/bin/Analytics.App/debug/Analytics.App.dll"

// Training runs beside each other: dotnet script scripts/experiments.csx list crashes
return Analytics.App.Commands.ExperimentCommands.Main([.. Args]);
