using System.Text;
using Microsoft.CodeAnalysis;

namespace Analytics.Interactive.Editing;

/// <summary>How symbols are written for people.</summary>
internal static class Described
{
    /// <summary>One line: return type, name, parameters.</summary>
    public static readonly SymbolDisplayFormat Short = SymbolDisplayFormat
        .MinimallyQualifiedFormat.WithMemberOptions(SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeType)
        .WithParameterOptions(
            SymbolDisplayParameterOptions.IncludeType
                | SymbolDisplayParameterOptions.IncludeName
                | SymbolDisplayParameterOptions.IncludeDefaultValue
                | SymbolDisplayParameterOptions.IncludeParamsRefOut
        )
        .WithKindOptions(SymbolDisplayKindOptions.None);

    private static readonly SymbolDisplayFormat s_full = Short
        .WithMemberOptions(
            Short.MemberOptions
                | SymbolDisplayMemberOptions.IncludeContainingType
                | SymbolDisplayMemberOptions.IncludeModifiers
                | SymbolDisplayMemberOptions.IncludeConstantValue
        )
        .WithKindOptions(SymbolDisplayKindOptions.IncludeTypeKeyword | SymbolDisplayKindOptions.IncludeNamespaceKeyword)
        .WithGenericsOptions(
            SymbolDisplayGenericsOptions.IncludeTypeParameters
                | SymbolDisplayGenericsOptions.IncludeTypeConstraints
                | SymbolDisplayGenericsOptions.IncludeVariance
        );

    public static string Declaration(ISymbol symbol) =>
        symbol switch
        {
            ILocalSymbol local => $"{local.Type.ToDisplayString(Short)} {local.Name}",
            IFieldSymbol { ContainingType.IsScriptClass: true } variable => $"{variable.Type.ToDisplayString(Short)} {variable.Name}",
            IMethodSymbol { ContainingType.IsScriptClass: true } method => method.ToDisplayString(Short),
            INamedTypeSymbol { TypeKind: TypeKind.Enum } type =>
                $"{type.ToDisplayString(s_full)} {{ {string.Join(", ", type.GetMembers().OfType<IFieldSymbol>().Select(f => f.Name).Take(30))} }}",
            _ => symbol.ToDisplayString(s_full),
        };

    /// <summary>Where a library symbol lives, for people who need a using line.</summary>
    public static string? Home(ISymbol symbol) =>
        symbol is INamedTypeSymbol { ContainingNamespace: { IsGlobalNamespace: false } space }
            ? $"namespace {space.ToDisplayString()}, {symbol.ContainingAssembly?.Name}.dll"
            : null;

    public static string Lines(IEnumerable<string?> parts) =>
        new StringBuilder().AppendJoin("\n\n", parts.Where(p => !string.IsNullOrWhiteSpace(p))).ToString();
}
