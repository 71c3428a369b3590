#r "../lib/artifacts/bin/Analytics.App/debug/Analytics.App.dll"

// The same bytes from the pinned snapshot: dotnet script scripts/reproduce.csx crashes/severity@1
return Analytics.App.Commands.Reproduce.Main([.. Args]);
