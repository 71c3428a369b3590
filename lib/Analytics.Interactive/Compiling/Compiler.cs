using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Analytics.Interactive.Compiling;

/// <summary>Compiles scripts and cells, each on top of the one before. Holds no running state.</summary>
/// <param name="guardsStack">Recursion without end becomes an exception of the cell instead of the end of the process.</param>
internal sealed class Compiler(References references, SourceFiles sources, Type? globals, bool guardsStack = false)
{
    /// <summary>The same as dotnet-script's, so that a file means the same in both.</summary>
    public static readonly ImmutableArray<string> Usings =
    [
        "System",
        "System.IO",
        "System.Collections.Generic",
        "System.Console",
        "System.Diagnostics",
        "System.Dynamic",
        "System.Linq",
        "System.Linq.Expressions",
        "System.Text",
        "System.Threading.Tasks",
    ];

    /// <summary>What notebooks of .NET Interactive import beside that; its <c>display</c> is <see cref="Cells.NotebookGlobals"/>' own.</summary>
    private static readonly ImmutableArray<string> s_notebookUsings =
    [
        .. Usings,
        "Microsoft.DotNet.Interactive",
        "Microsoft.DotNet.Interactive.Formatting",
        "Microsoft.DotNet.Interactive.Kernel",
    ];

    public static readonly CSharpParseOptions Parsing = new(LanguageVersion.CSharp14, DocumentationMode.None, SourceCodeKind.Script);

    /// <summary>A name is missing, or a member: perhaps because its assembly is not among the references yet.</summary>
    private static readonly HashSet<string> MissingName = new(
        ["CS0103", "CS0117", "CS0234", "CS0246", "CS0400", "CS0012", "CS1061", "CS1069", "CS1070", "CS8179", "CS0518", "CS1935", "CS0656"],
        StringComparer.Ordinal
    );

    private static readonly EmitOptions Emission = new(debugInformationFormat: DebugInformationFormat.Embedded);

    public References References { get; } = references;

    public SourceFiles Sources { get; } = sources;

    /// <summary>The compilation of <paramref name="code"/> as it would follow <paramref name="previous"/>; not emitted, errors and all, and with more names to offer than a cell needs.</summary>
    public CSharpCompilation Create(string code, string fileName, string assemblyName, CSharpCompilation? previous, string className) =>
        Create(Parse(code, fileName), assemblyName, previous, className, References.WithUsual);

    /// <summary>Compiles, or says why not.</summary>
    public (Submission? Submission, IReadOnlyList<CodeError> Errors) Compile(
        string code,
        string fileName,
        string assemblyName,
        CSharpCompilation? previous,
        string className = "Script",
        CancellationToken cancellation = default
    )
    {
        References.Refusals.Clear();
        SyntaxTree tree = Parse(code, fileName);
        CSharpCompilation compilation = Create(tree, assemblyName, previous, className, References.Current);
        ImmutableArray<Diagnostic> errors = Errors(compilation, cancellation);
        foreach (
            Func<IEnumerable<MetadataReference>> wider in (Func<IEnumerable<MetadataReference>>[])
                [() => References.WithUsual, () => References.Everything]
        )
        {
            if (!errors.Any(e => MissingName.Contains(e.Id)))
            {
                break;
            }

            CSharpCompilation full = Create(tree, assemblyName, previous, className, wider());
            if (Errors(full, cancellation).IsEmpty)
            {
                References.Keep(full.GetUsedAssemblyReferences(cancellation));
                compilation = Create(tree, assemblyName, previous, className, References.Current);
                errors = Errors(compilation, cancellation);
            }
        }

        if (!errors.IsEmpty)
        {
            return (null, Explanations.Describe(errors, References.Refusals));
        }

        if (
            guardsStack
            && StackGuard.Apply(tree) is { } guarded
            && Create(guarded, assemblyName, previous, className, References.Current) is var safe
            && Errors(safe, cancellation).IsEmpty
        )
        {
            (compilation, tree) = (safe, guarded);
        }

        using MemoryStream image = new();
        EmitResult result = compilation.Emit(image, options: Emission, cancellationToken: cancellation);
        if (!result.Success)
        {
            return (
                null,
                Explanations.Describe(result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error), References.Refusals)
            );
        }

        IMethodSymbol entry = compilation.GetEntryPoint(cancellation)!;
        return (new(compilation, image.ToArray(), entry.ContainingType.MetadataName, entry.MetadataName, HasValue(compilation, tree)), []);
    }

    /// <summary>Whether <paramref name="code"/> could be run as it stands, or needs more lines (an open brace, an open string).</summary>
    public static bool IsComplete(string code) => SyntaxFactory.IsCompleteSubmission(CSharpSyntaxTree.ParseText(code, Parsing));

    private static SyntaxTree Parse(string code, string fileName)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText(SourceText.From(code, Encoding.UTF8), Parsing, fileName);
        // A submission without a member passes its `using` lines on to nobody; an empty statement makes it one like the others.
        return ((CompilationUnitSyntax)tree.GetRoot()).Members.Count > 0
            ? tree
            : CSharpSyntaxTree.ParseText(SourceText.From(code + "\n;", Encoding.UTF8), Parsing, fileName);
    }

    private static ImmutableArray<Diagnostic> Errors(CSharpCompilation compilation, CancellationToken cancellation) =>
        [.. compilation.GetDiagnostics(cancellation).Where(d => d.Severity == DiagnosticSeverity.Error)];

    /// <summary>A value is shown for a last expression without semicolon that is not void, and for what `return` gives.</summary>
    private static bool HasValue(CSharpCompilation compilation, SyntaxTree tree)
    {
        var root = (CompilationUnitSyntax)tree.GetRoot();
        StatementSyntax[] statements = [.. root.Members.OfType<GlobalStatementSyntax>().Select(m => m.Statement)];
        if (statements.OfType<ReturnStatementSyntax>().Any(r => r.Expression is not null))
        {
            return true;
        }

        return root.Members.LastOrDefault()
                is GlobalStatementSyntax { Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } last }
            && compilation.GetSemanticModel(tree).GetTypeInfo(last.Expression).ConvertedType
                is { SpecialType: not SpecialType.System_Void };
    }

    private CSharpCompilation Create(
        SyntaxTree tree,
        string assemblyName,
        CSharpCompilation? previous,
        string className,
        IEnumerable<MetadataReference> from
    )
    {
        CSharpCompilationOptions options = new(
            OutputKind.DynamicallyLinkedLibrary,
            scriptClassName: className,
            usings: References.OfNotebook ? s_notebookUsings : Usings,
            optimizationLevel: OptimizationLevel.Release,
            allowUnsafe: true,
            concurrentBuild: false,
            deterministic: true,
            sourceReferenceResolver: Sources,
            metadataReferenceResolver: References,
            assemblyIdentityComparer: DesktopAssemblyIdentityComparer.Default,
            nullableContextOptions: NullableContextOptions.Disable
        );
        return CSharpCompilation.CreateScriptCompilation(assemblyName, tree, from, options, previous, returnType: null, globals);
    }
}
