using System.Runtime.CompilerServices;

// Learners of other packages give models of ours: the same file, the same ONNX, the same explanations.
[assembly: InternalsVisibleTo("Analytics.Interop")]
[assembly: InternalsVisibleTo("Analytics.Interop.Tests")]
[assembly: InternalsVisibleTo("Analytics.Learning.Tests")]
[assembly: InternalsVisibleTo("Benchmarks")]
