#r "../lib/artifacts/bin/Analytics.App/debug/Analytics.App.dll"

// From raw input to reports: dotnet script scripts/rebuild.csx crashes --input crashes=path.csv
return Analytics.App.Commands.Rebuild.Main([.. Args]);
