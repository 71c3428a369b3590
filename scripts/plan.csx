#r "../lib/artifacts/bin/Analytics.App/debug/Analytics.App.dll"

// What a rebuild would do, and why.
return Analytics.App.Commands.Plans.Main([.. Args]);
