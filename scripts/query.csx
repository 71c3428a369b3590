#r "../lib/artifacts/bin/Analytics.App/debug/Analytics.App.dll"

// SQL over the published tables: dotnet script scripts/query.csx "from crashes.hotspots limit 5"
return Analytics.App.Commands.Query.Main([.. Args]);
