#r "../lib/artifacts/bin/Analytics.App/debug/Analytics.App.dll"

// The answers that people ask for.
return Analytics.App.Commands.Rebuild.Gold([.. Args]);
