#r "../lib/artifacts/bin/Analytics.App/debug/Analytics.App.dll"

// Clean rows, one per entity.
return Analytics.App.Commands.Rebuild.Silver([.. Args]);
