using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Analytics.Interactive.Editing;

/// <summary>What may stand at the cursor: members after a dot, names that are in scope, properties in an initialiser, keywords.</summary>
internal static class Completer
{
    private const int Most = 2000;

    public static Completions Complete(CSharpCompilation compilation, string code, int position)
    {
        var tree = compilation.SyntaxTrees[^1];
        var root = tree.GetRoot();
        var start = position;
        while (start > 0 && SyntaxFacts.IsIdentifierPartCharacter(code[start - 1]))
        {
            start--;
        }

        var prefix = code[start..position];
        var none = new Completions(start, position, []);
        if ((prefix.Length > 0 && char.IsDigit(prefix[0])) || IsInTextOrComment(root, code, start))
        {
            return none;
        }

        var model = compilation.GetSemanticModel(tree);
        var before = start == 0 ? default : root.FindToken(start - 1, findInsideTrivia: true);
        while (before.IsMissing && before.SpanStart > 0)
        {
            before = before.GetPreviousToken();
        }

        var (symbols, isOpen) = Symbols(model, root, before, start);
        var items = symbols
            .Where(s => s.CanBeReferencedByName && !s.Name.StartsWith('<') && !IsHidden(s))
            .GroupBy(Name, StringComparer.Ordinal)
            .Select(g => Item(g.Key, [.. g]))
            .Concat(isOpen ? Keywords.Select(k => new Completion(k, "keyword", "")) : [])
            .Where(i => i.Text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            .DistinctBy(i => i.Text, StringComparer.Ordinal)
            .OrderBy(i => i.Text.StartsWith(prefix, StringComparison.Ordinal) ? 0 : 1)
            .ThenBy(i => i.Text, StringComparer.Ordinal)
            .Take(Most);
        return none with { Items = [.. items] };
    }

    /// <summary>Words of the language that start a statement or an expression.</summary>
    private static IEnumerable<string> Keywords { get; } =
    [
        .. SyntaxFacts.GetReservedKeywordKinds().Select(SyntaxFacts.GetText).Where(k => !k.StartsWith("__", StringComparison.Ordinal)),
        "async",
        "await",
        "dynamic",
        "from",
        "nameof",
        "record",
        "required",
        "var",
        "when",
        "where",
        "with",
        "yield",
    ];

    private static (IEnumerable<ISymbol> Symbols, bool IsOpen) Symbols(SemanticModel model, SyntaxNode root, SyntaxToken before, int start)
    {
        if (before.IsKind(SyntaxKind.DotToken) || before.IsKind(SyntaxKind.ColonColonToken))
        {
            return (
                before.Parent switch
                {
                    MemberAccessExpressionSyntax access => Members(model, access.Expression, start),
                    QualifiedNameSyntax name => Members(model, name.Left, start),
                    MemberBindingExpressionSyntax binding
                        when binding.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>() is { } access => Members(
                        model,
                        access.Expression,
                        start
                    ),
                    _ => [],
                },
                false
            );
        }
        // Without a "=" yet, `new Exception { HelpL }` reads as a collection of values.
        if (
            before.Parent?.FirstAncestorOrSelf<InitializerExpressionSyntax>()
                is { Parent: BaseObjectCreationExpressionSyntax created } initializer
            && (before == initializer.OpenBraceToken || before.IsKind(SyntaxKind.CommaToken))
            && model.GetTypeInfo(created).Type is { } type
            && !type.AllInterfaces.Any(i => i.SpecialType == SpecialType.System_Collections_IEnumerable)
        )
        {
            return (
                model
                    .LookupSymbols(start, type)
                    .Where(s =>
                        s is IPropertySymbol { IsStatic: false, SetMethod: not null } or IFieldSymbol { IsStatic: false, IsReadOnly: false }
                    ),
                false
            );
        }

        return (model.LookupSymbols(Math.Min(start, root.FullSpan.End)), true);
    }

    private static IEnumerable<ISymbol> Members(SemanticModel model, ExpressionSyntax left, int position)
    {
        var info = model.GetSymbolInfo(left);
        var symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
        if (symbol is INamespaceOrTypeSymbol container && !IsColorColor(model, left, symbol))
        {
            return model
                .LookupSymbols(position, container)
                .Where(s => s is INamespaceOrTypeSymbol || s.IsStatic)
                .Concat(Added(model, container, position));
        }

        var type = model.GetTypeInfo(left).Type ?? (symbol as IMethodSymbol)?.ReturnType;
        if (type is null || type.TypeKind == TypeKind.Error)
        {
            return [];
        }

        if (
            left.Parent is ConditionalAccessExpressionSyntax
            && type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable
        )
        {
            type = nullable.TypeArguments[0];
        }

        return model
            .LookupSymbols(position, type, includeReducedExtensionMethods: true)
            .Where(s => !s.IsStatic && s is not INamedTypeSymbol);
    }

    /// <summary>Static members that extension blocks of the imported namespaces add to a type; Roslyn's own look-up leaves them out.</summary>
    private static IEnumerable<ISymbol> Added(SemanticModel model, INamespaceOrTypeSymbol container, int position) =>
        container is not INamedTypeSymbol type
            ? []
            : model
                .LookupNamespacesAndTypes(position)
                .OfType<INamedTypeSymbol>()
                .Where(each => each.IsStatic && each.MightContainExtensionMethods)
                .SelectMany(each =>
                    each.GetTypeMembers()
                        .Where(block => block.IsExtension && SymbolEqualityComparer.Default.Equals(block.ExtensionParameter?.Type, type))
                )
                .SelectMany(block =>
                    block.GetMembers().Where(member => member.IsStatic && member.DeclaredAccessibility == Accessibility.Public)
                );

    // `Color Color { get; }`: the name means the property as well as its type.
    private static bool IsColorColor(SemanticModel model, ExpressionSyntax left, ISymbol symbol) =>
        left is IdentifierNameSyntax name
        && symbol is ITypeSymbol
        && model
            .LookupSymbols(left.SpanStart, name: name.Identifier.ValueText)
            .Any(s => s is IPropertySymbol or IFieldSymbol or ILocalSymbol or IParameterSymbol);

    private static bool IsInTextOrComment(SyntaxNode root, string code, int start)
    {
        if (start == 0)
        {
            return false;
        }

        var trivia = root.FindTrivia(start - 1);
        if (trivia.IsKind(SyntaxKind.SingleLineCommentTrivia))
        {
            return true;
        }

        if (
            (trivia.IsKind(SyntaxKind.MultiLineCommentTrivia) || trivia.IsKind(SyntaxKind.DisabledTextTrivia))
            && start < trivia.FullSpan.End
        )
        {
            return true;
        }

        var token = root.FindToken(start - 1);
        var isText =
            token.Kind()
            is SyntaxKind.StringLiteralToken
                or SyntaxKind.CharacterLiteralToken
                or SyntaxKind.InterpolatedStringTextToken
                or SyntaxKind.SingleLineRawStringLiteralToken
                or SyntaxKind.MultiLineRawStringLiteralToken
                or SyntaxKind.Utf8StringLiteralToken;
        return isText && token.SpanStart < start && (start < token.Span.End || !IsClosed(token));
    }

    private static bool IsClosed(SyntaxToken token) =>
        token.IsKind(SyntaxKind.InterpolatedStringTextToken) || (token.Text.Length > 1 && token.Text[^1] is '"' or '\'' or '8');

    private static string Name(ISymbol symbol) =>
        symbol.Name.Length > 0 && SyntaxFacts.GetKeywordKind(symbol.Name) != SyntaxKind.None ? "@" + symbol.Name : symbol.Name;

    private static Completion Item(string name, IReadOnlyList<ISymbol> symbols)
    {
        var symbol = symbols[0];
        var signature = symbol is INamespaceSymbol ? "" : symbol.ToDisplayString(Described.Short);
        if (symbols.Count > 1 && symbols.All(s => s is IMethodSymbol))
        {
            signature += FormattableString.Invariant($" (+ {symbols.Count - 1} more)");
        }

        return new Completion(name, Kind(symbol), signature);
    }

    private static string Kind(ISymbol symbol) =>
        symbol switch
        {
            IMethodSymbol => "method",
            IPropertySymbol => "property",
            IFieldSymbol { ContainingType.TypeKind: TypeKind.Enum } => "enumMember",
            IFieldSymbol { ContainingType.IsScriptClass: true } => "variable",
            IFieldSymbol { IsConst: true } => "constant",
            IFieldSymbol => "field",
            IEventSymbol => "event",
            INamespaceSymbol => "module",
            ITypeParameterSymbol => "typeParameter",
            INamedTypeSymbol type => type.TypeKind switch
            {
                TypeKind.Struct => "struct",
                TypeKind.Interface => "interface",
                TypeKind.Enum => "enum",
                _ => "class",
            },
            _ => "variable",
        };

    private static bool IsHidden(ISymbol symbol) =>
        symbol
            .GetAttributes()
            .Any(a =>
                a.AttributeClass is { Name: "EditorBrowsableAttribute" }
                && a.ConstructorArguments is [{ Value: (int)System.ComponentModel.EditorBrowsableState.Never }]
            );
}
