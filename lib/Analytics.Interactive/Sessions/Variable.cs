using Microsoft.CodeAnalysis;

namespace Analytics.Interactive.Sessions;

/// <summary>A variable that cells can see, with the value it has now.</summary>
internal sealed record Variable(string Name, ITypeSymbol Type, object? Value);
