#r "../lib/artifacts/bin/Analytics.App/debug/Analytics.App.dll"

// Removes what nothing refers to.
return Analytics.App.Commands.LakeCommands.Collect([.. Args]);
