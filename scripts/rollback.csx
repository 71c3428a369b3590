#r "../lib/artifacts/bin/Analytics.App/debug/Analytics.App.dll"

// Back to an older snapshot.
return Analytics.App.Commands.LakeCommands.Rollback([.. Args]);
