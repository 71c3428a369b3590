using Microsoft.CodeAnalysis.CSharp;

namespace Analytics.Interactive.Compiling;

/// <summary>Code ready to load: the image (with its debug information embedded), and where its entry point is.</summary>
internal sealed record Submission(CSharpCompilation Compilation, byte[] Image, string EntryType, string EntryMethod, bool HasValue);
