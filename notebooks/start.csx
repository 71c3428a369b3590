// Runs before the first cell of every notebook below this folder: what cells can use without a line of their own.
#r "../lib/artifacts/bin/Analytics.App/debug/Analytics.App.dll"
#r "../lib/artifacts/bin/Analytics.App/debug/Analytics.Engine.dll"
#r "../lib/artifacts/bin/Analytics.App/debug/Analytics.Frames.dll"
#r "../lib/artifacts/bin/Analytics.App/debug/Analytics.Charts.dll"
#r "../lib/artifacts/bin/Analytics.App/debug/Analytics.Interop.dll"
#r "../lib/artifacts/bin/Analytics.App/debug/Microsoft.Data.Analysis.dll"
#r "../lib/artifacts/bin/Analytics.App/debug/Deedle.dll"
#r "../lib/artifacts/bin/Analytics.App/debug/Plotly.NET.dll"
#r "../lib/artifacts/bin/Analytics.App/debug/Plotly.NET.CSharp.dll"
#r "../lib/artifacts/bin/Analytics.App/debug/FSharp.Core.dll"
#r "../lib/artifacts/bin/Analytics.App/debug/DynamicObj.dll"
using Analytics.App;
using Analytics.Charts;
using Analytics.Engine;
using Analytics.Interop;
using Plotly.NET;
using Plotly.NET.CSharp;
// Both namespaces of Plotly.NET have a Chart, and two of its names are also ours.
using Chart = Plotly.NET.CSharp.Chart;
using Figure = Analytics.Charts.Figure;
using Frame = Analytics.Frames.Frame;
// A number in a text is written the same in every country.
using static System.FormattableString;

ChartTheme.Use();
