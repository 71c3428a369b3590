#r "../lib/artifacts/bin/Analytics.App/debug/Analytics.App.dll"

// Lands raw files, or fetches them, and lists what has landed.
return Analytics.App.Commands.Bronze.Main([.. Args]);
