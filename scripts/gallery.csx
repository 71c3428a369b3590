#r "../lib/artifacts/bin/Analytics.App/debug/Analytics.App.dll"
#r "../lib/artifacts/bin/Analytics.App/debug/Analytics.Charts.dll"

// Every type of figure on one page: plotly.js left, the still picture right.
return Analytics.Charts.Gallery.Main([.. Args], Analytics.App.Repository.Root);
