#r "../lib/artifacts/bin/Analytics.Interactive/debug/Analytics.Interactive.dll"
// Tidies notebooks that were saved by hand: dotnet script scripts/clean.csx --help
return Analytics.Interactive.Notebooks.CleanCommand.Run(Args);
