#r "../lib/artifacts/bin/Analytics.App/debug/Analytics.App.dll"

// The snapshots, newest first.
return Analytics.App.Commands.LakeCommands.History([.. Args]);
