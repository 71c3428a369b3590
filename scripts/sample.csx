#r "../lib/artifacts/bin/Analytics.App/debug/Analytics.App.dll"

// Generated input files, any number of rows.
return Analytics.App.Commands.Sample.Main([.. Args]);
