#r "../lib/artifacts/bin/Analytics.App/debug/Analytics.App.dll"

// Trains again where it is worth it: dotnet script scripts/retrain.csx --if-needed
return Analytics.App.Commands.Retrain.Main([.. Args]);
