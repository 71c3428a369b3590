using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Analytics.Interactive.Compiling;

/// <summary>
/// Nothing can catch a stack overflow: it ends the process and with it the notebook's variables. So functions of a cell
/// that call functions of the same cell begin with a check of the stack left, which throws in time. A lambda without a
/// block has no place for a statement, so a call of a variable that holds a lambda checks on its way to the variable.
/// All checks stand on lines of the cell's own code, so line numbers stay true.
/// </summary>
internal sealed class StackGuard : CSharpSyntaxRewriter
{
    private static readonly StatementSyntax Check = SyntaxFactory.ParseStatement(
        "global::System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();"
    );

    private const string Checked = "__stackChecked";

    private static readonly MemberDeclarationSyntax CheckedFunction = SyntaxFactory.ParseMemberDeclaration(
        $"static T {Checked}<T>(T called) {{ global::System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack(); return called; }} "
    )!;

    private readonly HashSet<string> declared;
    private readonly HashSet<string> lambdas;
    private bool hasChanged;
    private bool hasCheckedCall;

    private StackGuard(SyntaxNode root)
    {
        declared = new(root.DescendantNodes().Select(Name).OfType<string>(), StringComparer.Ordinal);
        lambdas = new(
            root.DescendantNodes().OfType<AnonymousFunctionExpressionSyntax>().Select(Holder).OfType<string>(),
            StringComparer.Ordinal
        );
    }

    /// <summary>The tree with checks, or null when nothing in it can recurse.</summary>
    public static SyntaxTree? Apply(SyntaxTree tree)
    {
        var root = (CompilationUnitSyntax)tree.GetRoot();
        StackGuard guard = new(root);
        if (guard.declared.Count + guard.lambdas.Count == 0)
        {
            return null;
        }

        var guarded = (CompilationUnitSyntax)guard.Visit(root);
        if (guard.hasCheckedCall)
        {
            MemberDeclarationSyntax first = guarded.Members[0];
            guarded = guarded.WithMembers([
                CheckedFunction.WithLeadingTrivia(first.GetLeadingTrivia()),
                first.WithoutLeadingTrivia(),
                .. guarded.Members.Skip(1),
            ]);
        }

        return guard.hasChanged ? CSharpSyntaxTree.Create(guarded, (CSharpParseOptions)tree.Options, tree.FilePath, Encoding.UTF8) : null;
    }

    public override SyntaxNode? VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        var inner = (MethodDeclarationSyntax)base.VisitMethodDeclaration(node)!;
        if (!Calls(node))
        {
            return inner;
        }

        if (inner.Body is { } body)
        {
            return inner.WithBody(Guard(body));
        }

        return inner.ExpressionBody is { } arrow && Block(arrow, inner.ReturnType, inner.Modifiers, inner.SemicolonToken) is { } block
            ? inner.WithExpressionBody(null).WithSemicolonToken(default).WithBody(block)
            : inner;
    }

    public override SyntaxNode? VisitLocalFunctionStatement(LocalFunctionStatementSyntax node)
    {
        var inner = (LocalFunctionStatementSyntax)base.VisitLocalFunctionStatement(node)!;
        if (!Calls(node))
        {
            return inner;
        }

        if (inner.Body is { } body)
        {
            return inner.WithBody(Guard(body));
        }

        return inner.ExpressionBody is { } arrow && Block(arrow, inner.ReturnType, inner.Modifiers, inner.SemicolonToken) is { } block
            ? inner.WithExpressionBody(null).WithSemicolonToken(default).WithBody(block)
            : inner;
    }

    public override SyntaxNode? VisitPropertyDeclaration(PropertyDeclarationSyntax node)
    {
        var inner = (PropertyDeclarationSyntax)base.VisitPropertyDeclaration(node)!;
        if (
            !Calls(node)
            || inner.ExpressionBody is not { } arrow
            || Block(arrow, inner.Type, inner.Modifiers, inner.SemicolonToken) is not { } block
        )
        {
            return inner;
        }

        AccessorDeclarationSyntax getter = SyntaxFactory.AccessorDeclaration(
            SyntaxKind.GetAccessorDeclaration,
            block.WithOpenBraceToken(SyntaxFactory.Token(SyntaxKind.OpenBraceToken))
        );
        return inner
            .WithExpressionBody(null)
            .WithSemicolonToken(default)
            .WithAccessorList(SyntaxFactory.AccessorList(block.OpenBraceToken, [getter], SyntaxFactory.Token(SyntaxKind.CloseBraceToken)));
    }

    public override SyntaxNode? VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        var inner = (InvocationExpressionSyntax)base.VisitInvocationExpression(node)!;
        if (!node.Ancestors().Any(a => a is AnonymousFunctionExpressionSyntax))
        {
            return inner;
        }

        if (inner.Expression is IdentifierNameSyntax called && lambdas.Contains(called.Identifier.Text))
        {
            return inner.WithExpression(CheckedCall(called));
        }

        return
            inner.Expression
                is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax owner, Name.Identifier.Text: "Invoke" } member
            && lambdas.Contains(owner.Identifier.Text)
            ? inner.WithExpression(member.WithExpression(CheckedCall(owner)))
            : inner;
    }

    private static string? Name(SyntaxNode node) =>
        node switch
        {
            MethodDeclarationSyntax m => m.Identifier.Text,
            LocalFunctionStatementSyntax f => f.Identifier.Text,
            PropertyDeclarationSyntax p => p.Identifier.Text,
            _ => null,
        };

    /// <summary>The variable that a lambda is put into, at its declaration or later.</summary>
    private static string? Holder(AnonymousFunctionExpressionSyntax lambda) =>
        lambda.Parent switch
        {
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax declarator } => declarator.Identifier.Text,
            AssignmentExpressionSyntax { Left: IdentifierNameSyntax left } => left.Identifier.Text,
            _ => null,
        };

    private InvocationExpressionSyntax CheckedCall(IdentifierNameSyntax called)
    {
        hasChanged = hasCheckedCall = true;
        return SyntaxFactory
            .InvocationExpression(
                SyntaxFactory.IdentifierName(Checked),
                SyntaxFactory.ArgumentList([SyntaxFactory.Argument(called.WithoutTrivia())])
            )
            .WithTriviaFrom(called);
    }

    private bool Calls(SyntaxNode function) =>
        function.DescendantNodes().OfType<SimpleNameSyntax>().Any(n => declared.Contains(n.Identifier.Text));

    private BlockSyntax Guard(BlockSyntax body)
    {
        hasChanged = true;
        return body.WithStatements(body.Statements.Insert(0, Check));
    }

    /// <summary>The block that means the same as `=> expression;`; null for the rare forms that are left alone.</summary>
    private BlockSyntax? Block(ArrowExpressionClauseSyntax arrow, TypeSyntax returnType, SyntaxTokenList modifiers, SyntaxToken semicolon)
    {
        if (arrow.Expression is ThrowExpressionSyntax or RefExpressionSyntax)
        {
            return null;
        }

        var isStatement =
            returnType.ToString() is "void" || (modifiers.Any(SyntaxKind.AsyncKeyword) && returnType.ToString() is "Task" or "ValueTask");
        SyntaxToken end = SyntaxFactory.Token(SyntaxKind.SemicolonToken);
        StatementSyntax statement = isStatement
            ? SyntaxFactory.ExpressionStatement(arrow.Expression, end)
            : SyntaxFactory.ReturnStatement(
                SyntaxFactory.Token(SyntaxKind.ReturnKeyword).WithTrailingTrivia(SyntaxFactory.Space),
                arrow.Expression,
                end
            );
        // The arrow's own trivia keeps the line breaks around it where they were.
        SyntaxToken open = SyntaxFactory.Token(SyntaxKind.OpenBraceToken).WithTriviaFrom(arrow.ArrowToken);
        SyntaxToken close = SyntaxFactory.Token(SyntaxKind.CloseBraceToken).WithTriviaFrom(semicolon);
        hasChanged = true;
        return SyntaxFactory.Block(open, SyntaxFactory.List([Check, statement]), close);
    }
}
