using System.Globalization;
using System.Reflection;
using Analytics.Interactive.Compiling;
using Analytics.Interactive.Loading;
using Analytics.Interactive.Running;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Analytics.Interactive.Sessions;

/// <summary>
/// C# cells that see each other: each is compiled on top of those before it and keeps its variables in
/// <see cref="state"/>. One caller at a time; interruption comes from any thread through the token.
/// </summary>
/// <param name="folder">What relative paths in `#r` and `#load` are relative to.</param>
/// <param name="globals">Its public members are visible in every cell without a qualifier; its class must be public.</param>
internal sealed class Session(string folder, object? globals = null) : IDisposable
{
    private readonly Libraries libraries = new(Host.ShadowFolder);
    private readonly CellThread thread = new();
    private SubmissionContext? context;
    private Compiler? compiler;
    private object?[] state = new object?[16];
    private int count;

    // Not the count of cells that ran: a cell stopped before its first statement leaves its assembly behind, and a name is loaded once.
    private int compiled;

    /// <summary>The chain so far; null before the first cell that compiled. Its script class holds the last cell's variables.</summary>
    public CSharpCompilation? Compilation { get; private set; }

    private SubmissionContext Context => context ??= new(libraries);

    private Compiler Compiler =>
        compiler ??= new(
            new References(libraries, folder, ofNotebook: globals is not null),
            new SourceFiles(folder),
            globals?.GetType(),
            guardsStack: true
        );

    /// <summary>Whether <paramref name="code"/> could be run as it stands; false while a brace, a string or a statement is open.</summary>
    public static bool IsComplete(string code) => Compiler.IsComplete(code);

    /// <summary>Compiles and runs one cell and waits for it, what it awaits included. Never throws for what the cell does.</summary>
    /// <param name="code">C#, with `#r` and `#load` lines.</param>
    /// <param name="cellName">The name in error messages and traces, for example "cell 3".</param>
    /// <param name="interrupt">Stops the cell, whatever it does short of native code.</param>
    public CellResult Execute(string code, string cellName, CancellationToken interrupt = default)
    {
        try
        {
            (Submission? submission, IReadOnlyList<CodeError> errors) = Compiler.Compile(
                code,
                cellName,
                AssemblyName(compiled++),
                Compilation,
                ClassName(count),
                interrupt
            );
            return submission is null ? new() { Errors = errors } : Run(submission, interrupt);
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            return new() { WasInterrupted = true };
        }
        catch (Exception e)
        {
            return new() { Exception = e };
        }
    }

    /// <summary>Runs a file as if it were a cell: its `#r` lines are relative to its own folder, and it counts among <see cref="Inputs"/>.</summary>
    public CellResult ExecuteFile(string path, CancellationToken interrupt = default)
    {
        using StreamReader reader = new(Compiler.Sources.OpenRead(path));
        return Execute(reader.ReadToEnd(), path, interrupt);
    }

    /// <summary>The compilation of <paramref name="code"/> as the next cell, whether or not it has errors: for completion and inspection.</summary>
    public CSharpCompilation Preview(string code, string cellName = "next cell") =>
        Compiler.Create(code, cellName, AssemblyName(compiled) + " preview", Compilation, ClassName(count));

    /// <summary>Runs <paramref name="work"/> on the session's thread, interruptible like a cell: magic commands, formatters.</summary>
    public T Run<T>(Func<T> work, CancellationToken interrupt = default) =>
        (T)thread.Run(() => Task.FromResult<object?>(work()), interrupt)!;

    /// <summary>The variables of all cells, the latest of a name only, by name.</summary>
    public IReadOnlyList<Variable> Variables()
    {
        SortedDictionary<string, Variable> found = new(StringComparer.Ordinal);
        var slot = count;
        for (CSharpCompilation? c = Compilation; c is not null; c = c.ScriptCompilationInfo!.PreviousScriptCompilation, slot--)
        {
            foreach (
                IFieldSymbol field in c.ScriptClass!.GetMembers()
                    .OfType<IFieldSymbol>()
                    .Where(f => f.CanBeReferencedByName && !f.IsImplicitlyDeclared)
            )
            {
                if (!found.ContainsKey(field.Name) && Field(state[slot], field.Name) is { } info)
                {
                    found.Add(field.Name, new(field.Name, field.Type, info.GetValue(state[slot])));
                }
            }
        }

        return [.. found.Values];
    }

    /// <summary>Names of libraries that were built again since this session loaded them. Restarting the session takes the new ones.</summary>
    public IReadOnlyList<string> ChangedLibraries() => [.. libraries.Changed().Select(l => l.Name)];

    /// <summary>The assembly of this simple name as the session's cells see it, loaded if a `#r` brought it in; otherwise null.</summary>
    public Assembly? Library(string simpleName) =>
        libraries.Find(simpleName) is null ? null : Context.LoadFromAssemblyName(new AssemblyName(simpleName));

    /// <summary>Loads a file beside those that `#r` brought in, as the session's cells would see it.</summary>
    public Assembly Load(string path)
    {
        libraries.Add(path, siblings: false);
        return Context.LoadFromAssemblyName(new AssemblyName(Path.GetFileNameWithoutExtension(path)));
    }

    /// <summary>The simple names of the libraries that cells named in `#r`, without what stands beside them.</summary>
    public IReadOnlyList<string> ReferencedNames() => [.. libraries.Roots.Select(r => Path.GetFileNameWithoutExtension(r.Path))];

    /// <summary>All files beside the cells themselves that decided what they did.</summary>
    public IReadOnlyList<SessionInput> Inputs() =>
        [
            .. libraries
                .All.Where(l => l.Name != Host.Name)
                .Select(l => new SessionInput(l.Source, l.Mvid.ToString("N")))
                .Concat(Compiler.Sources.Loaded.Select(s => new SessionInput(s.Key, Fnv.Hash(s.Value))))
                .OrderBy(i => i.Path, StringComparer.Ordinal),
        ];

    public void Dispose() => thread.Dispose();

    private static FieldInfo? Field(object? submission, string name) =>
        submission?.GetType().GetField(name, BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic);

    private static string AssemblyName(int index) => "cell#" + index.ToString(CultureInfo.InvariantCulture);

    private static string ClassName(int index) => "Submission#" + index.ToString(CultureInfo.InvariantCulture);

    private CellResult Run(Submission submission, CancellationToken interrupt)
    {
        // Slot 0 is for the globals, slot n for the n-th cell; the compiled code writes itself into its slot.
        var slot = count + 1;
        if (slot >= state.Length)
        {
            Array.Resize(ref state, state.Length * 2);
        }

        state[0] = globals;
        Assembly assembly = Context.LoadSubmission(submission.Image);
        MethodInfo entry = assembly
            .GetType(submission.EntryType, throwOnError: true)!
            .GetMethod(submission.EntryMethod, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;
        Func<object?[], Task<object?>> start = entry.CreateDelegate<Func<object?[], Task<object?>>>();
        var slots = state;
        try
        {
            var value = thread.Run(() => start(slots), interrupt);
            return new() { HasValue = submission.HasValue, Value = value };
        }
        finally
        {
            // Also after an exception: a variable that was assigned before it stays assigned.
            if (state[slot] is not null)
            {
                Compilation = submission.Compilation;
                count = slot;
            }
        }
    }
}
