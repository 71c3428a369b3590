#r "../lib/artifacts/bin/Analytics.App/debug/Analytics.App.dll"

// Scores a file: dotnet script scripts/predict.csx crashes --input new.csv --out scored.csv
return Analytics.App.Commands.Predict.Main([.. Args]);
