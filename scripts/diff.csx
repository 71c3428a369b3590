#r "../lib/artifacts/bin/Analytics.App/debug/Analytics.App.dll"

// What changed between two snapshots.
return Analytics.App.Commands.LakeCommands.Diff([.. Args]);
