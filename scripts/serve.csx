#r "../lib/artifacts/bin/Analytics.Server/debug/Analytics.Server.dll"

// The API and the dashboard at http://127.0.0.1:8080, until Ctrl-C: dotnet script scripts/serve.csx --help
return Analytics.Server.Serve.Run([.. Args]);
