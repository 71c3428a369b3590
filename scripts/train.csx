#r "../lib/artifacts/bin/Analytics.App/debug/Analytics.App.dll"

// Models from Gold: dotnet script scripts/train.csx crashes --learner forest --set trees=500
return Analytics.App.Commands.Train.Main([.. Args]);
