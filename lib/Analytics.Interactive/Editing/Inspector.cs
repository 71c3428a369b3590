using Analytics.Interactive.Display;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Analytics.Interactive.Editing;

/// <summary>What is known of the name at the cursor, or of the call whose arguments the cursor is in.</summary>
internal static class Inspector
{
    private const int MostOverloads = 12;

    public static MimeBundle? Inspect(CSharpCompilation compilation, string code, int position, bool isDetailed)
    {
        var tree = compilation.SyntaxTrees[^1];
        var root = tree.GetRoot();
        if (root.FullSpan.Length == 0)
        {
            return null;
        }

        var model = compilation.GetSemanticModel(tree);
        var symbols = AtCursor(model, root, code, position);
        if (symbols.Count == 0)
        {
            return null;
        }

        var first = symbols[0];
        var declarations = symbols.Select(Described.Declaration).Distinct(StringComparer.Ordinal).ToList();
        var shown = declarations.Take(isDetailed ? int.MaxValue : MostOverloads).ToList();
        if (shown.Count < declarations.Count)
        {
            shown.Add(FormattableString.Invariant($"… {declarations.Count - shown.Count} more"));
        }

        var signature = string.Join('\n', shown);
        var documentation = symbols.Select(s => Documentation.Of(s, isDetailed)).FirstOrDefault(d => d.Length > 0) ?? "";
        var home = Described.Home(first);
        return MimeBundle
            .Plain(Described.Lines([signature, documentation, home]))
            .With(
                "text/markdown",
                Described.Lines([$"```csharp\n{signature}\n```", Escaped(documentation), home is null ? null : $"*{home}*"])
            );
    }

    private static IReadOnlyList<ISymbol> AtCursor(SemanticModel model, SyntaxNode root, string code, int position)
    {
        var at = Math.Min(position, code.Length);
        var touchesName = at < code.Length && SyntaxFacts.IsIdentifierPartCharacter(code[at]);
        if (!touchesName && at > 0)
        {
            at--;
        }

        var token = root.FindToken(Math.Clamp(at, 0, Math.Max(0, root.FullSpan.End - 1)));
        for (var node = token.Parent; token.IsKind(SyntaxKind.IdentifierToken) || token.Parent is PredefinedTypeSyntax; node = node.Parent)
        {
            if (node is null)
            {
                return [];
            }

            if (model.GetDeclaredSymbol(node) is { } declared)
            {
                return [declared];
            }

            if (Referenced(model, node) is { Count: > 0 } found)
            {
                return found;
            }

            if (node is StatementSyntax or MemberDeclarationSyntax)
            {
                return [];
            }
        }
        return token.Parent?.FirstAncestorOrSelf<BaseArgumentListSyntax>()?.Parent switch
        {
            InvocationExpressionSyntax call => Referenced(model, call.Expression),
            ElementAccessExpressionSyntax element => Referenced(model, element),
            BaseObjectCreationExpressionSyntax created => Constructors(model, created),
            _ => [],
        };
    }

    // The chosen overload first, then its siblings.
    private static List<ISymbol> Referenced(SemanticModel model, SyntaxNode node)
    {
        var info = model.GetSymbolInfo(node);
        IEnumerable<ISymbol> found = info.Symbol is { } symbol ? [symbol] : info.CandidateSymbols;
        if (node is ExpressionSyntax expression)
        {
            found = found.Concat(model.GetMemberGroup(expression));
        }

        return [.. found.Distinct(SymbolEqualityComparer.Default)];
    }

    private static List<ISymbol> Constructors(SemanticModel model, BaseObjectCreationExpressionSyntax created) =>
        [
            .. model.GetSymbolInfo(created) is { Symbol: { } chosen } ? (IEnumerable<ISymbol>)[chosen] : [],
            .. (model.GetTypeInfo(created).Type as INamedTypeSymbol)?.InstanceConstructors.Where(c =>
                c.DeclaredAccessibility == Accessibility.Public
            ) ?? [],
        ];

    private static string Escaped(string text) =>
        text.Replace("<", "\\<", StringComparison.Ordinal)
            .Replace("*", "\\*", StringComparison.Ordinal)
            .Replace("_", "\\_", StringComparison.Ordinal)
            .Replace("\n  ", "\n- ", StringComparison.Ordinal);
}
