#r "../lib/artifacts/bin/Analytics.App/debug/Analytics.App.dll"

// Is everything as it was written?
return Analytics.App.Commands.LakeCommands.Verify([.. Args]);
