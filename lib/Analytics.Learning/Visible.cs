using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Analytics.Learning.Tests")]
[assembly: InternalsVisibleTo("Benchmarks")]
