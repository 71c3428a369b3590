#r "../lib/artifacts/bin/Analytics.App/debug/Analytics.App.dll"

// What was refused and why, also of a run that a gate stopped: dotnet script scripts/quarantine.csx customers
return Analytics.App.Commands.Quarantine.Main([.. Args]);
