using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Analytics.Interactive.Compiling;

/// <summary>
/// Nothing can catch a stack overflow: it ends the process and with it the notebook's variables. So functions of a cell
/// that call functions of the same cell begin with a check of the stack left, which throws in time. The check stands on
/// the line of the opening brace, so line numbers stay true.
/// </summary>
internal sealed class StackGuard : CSharpSyntaxRewriter
{
    private static readonly StatementSyntax Check =
        SyntaxFactory.ParseStatement("global::System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();");

    private readonly HashSet<string> declared;
    private bool hasChanged;

    private StackGuard(HashSet<string> declared) => this.declared = declared;

    /// <summary>The tree with checks, or null when nothing in it can recurse.</summary>
    public static SyntaxTree? Apply(SyntaxTree tree)
    {
        SyntaxNode root = tree.GetRoot();
        StackGuard guard = new(new(root.DescendantNodes().Select(Name).OfType<string>(), StringComparer.Ordinal));
        if (guard.declared.Count == 0)
            return null;
        SyntaxNode guarded = guard.Visit(root);
        return guard.hasChanged ? CSharpSyntaxTree.Create((CSharpSyntaxNode)guarded, (CSharpParseOptions)tree.Options, tree.FilePath, Encoding.UTF8) : null;
    }

    public override SyntaxNode? VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        MethodDeclarationSyntax inner = (MethodDeclarationSyntax)base.VisitMethodDeclaration(node)!;
        if (!Calls(node))
            return inner;
        if (inner.Body is { } body)
            return inner.WithBody(Guard(body));
        return inner.ExpressionBody is { } arrow && Block(arrow, inner.ReturnType, inner.Modifiers, inner.SemicolonToken) is { } block
            ? inner.WithExpressionBody(null).WithSemicolonToken(default).WithBody(block)
            : inner;
    }

    public override SyntaxNode? VisitLocalFunctionStatement(LocalFunctionStatementSyntax node)
    {
        LocalFunctionStatementSyntax inner = (LocalFunctionStatementSyntax)base.VisitLocalFunctionStatement(node)!;
        if (!Calls(node))
            return inner;
        if (inner.Body is { } body)
            return inner.WithBody(Guard(body));
        return inner.ExpressionBody is { } arrow && Block(arrow, inner.ReturnType, inner.Modifiers, inner.SemicolonToken) is { } block
            ? inner.WithExpressionBody(null).WithSemicolonToken(default).WithBody(block)
            : inner;
    }

    private static string? Name(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax m => m.Identifier.Text,
        LocalFunctionStatementSyntax f => f.Identifier.Text,
        _ => null,
    };

    private bool Calls(SyntaxNode function) => function.DescendantNodes().OfType<SimpleNameSyntax>().Any(n => declared.Contains(n.Identifier.Text));

    private BlockSyntax Guard(BlockSyntax body)
    {
        hasChanged = true;
        return body.WithStatements(body.Statements.Insert(0, Check));
    }

    /// <summary>The block that means the same as `=> expression;`; null for the rare forms that are left alone.</summary>
    private BlockSyntax? Block(ArrowExpressionClauseSyntax arrow, TypeSyntax returnType, SyntaxTokenList modifiers, SyntaxToken semicolon)
    {
        if (arrow.Expression is ThrowExpressionSyntax or RefExpressionSyntax)
            return null;
        bool isStatement = returnType.ToString() is "void" || (modifiers.Any(SyntaxKind.AsyncKeyword) && returnType.ToString() is "Task" or "ValueTask");
        SyntaxToken end = SyntaxFactory.Token(SyntaxKind.SemicolonToken);
        StatementSyntax statement = isStatement
            ? SyntaxFactory.ExpressionStatement(arrow.Expression, end)
            : SyntaxFactory.ReturnStatement(SyntaxFactory.Token(SyntaxKind.ReturnKeyword).WithTrailingTrivia(SyntaxFactory.Space), arrow.Expression, end);
        // The arrow's own trivia keeps the line breaks around it where they were.
        SyntaxToken open = SyntaxFactory.Token(SyntaxKind.OpenBraceToken).WithTriviaFrom(arrow.ArrowToken);
        SyntaxToken close = SyntaxFactory.Token(SyntaxKind.CloseBraceToken).WithTriviaFrom(semicolon);
        hasChanged = true;
        return SyntaxFactory.Block(open, SyntaxFactory.List([Check, statement]), close);
    }
}
