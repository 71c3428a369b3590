#r "../lib/artifacts/bin/Analytics.Interactive/debug/Analytics.Interactive.dll"
// Runs notebooks without a person: dotnet script scripts/render.csx --help
return Analytics.Interactive.Notebooks.RenderCommand.Run(Args);
