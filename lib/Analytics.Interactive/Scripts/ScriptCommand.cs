using System.Reflection;
using System.Runtime.CompilerServices;
using Analytics.Interactive.Compiling;
using Analytics.Interactive.Loading;
using Analytics.Interactive.Running;

namespace Analytics.Interactive.Scripts;

/// <summary>`dotnet script file.csx [--] args`: runs the file and ends with its exit code.</summary>
internal static class ScriptCommand
{
    public static int Run(string file, IReadOnlyList<string> rest)
    {
        var path = Path.GetFullPath(file);
        if (!File.Exists(path))
        {
            Console.Error.WriteLine($"{file}: no such script. Scripts of this repository are in scripts/; try: dotnet script --help");
            return 2;
        }

        string[] args = [.. rest.Count > 0 && rest[0] == "--" ? rest.Skip(1) : rest];
        Libraries libraries = new(Host.ShadowFolder);
        SubmissionContext context = new(libraries);
        MethodInfo? entry = FromCache(path, libraries, context) ?? Compile(path, libraries, context);
        if (entry is null)
        {
            return 1;
        }
        // Libraries that look beside "the program" mean the folder they were built to, not that of the launcher.
        if (libraries.Folders.Count > 0)
        {
            AppContext.SetData("APP_CONTEXT_BASE_DIRECTORY", libraries.Folders[0] + Path.DirectorySeparatorChar);
        }

        object?[] state = [new ScriptGlobals(args), null, null];
        Func<object?[], Task<object?>> start = entry.CreateDelegate<Func<object?[], Task<object?>>>();
        return Execute(() => start(state));
    }

    private static int Execute(Func<Task<object?>> start)
    {
        using CellThread thread = new();
        using StopSignals signals = new();
        try
        {
            return thread.Run(start, signals.Token) is int code ? code : 0;
        }
        catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
        {
            Console.Error.WriteLine("stopped");
            return signals.ExitCode;
        }
        catch (Exception e)
        {
            Console.Out.Flush();
            Console.Error.WriteLine(ScriptTrace.Describe(e));
            return 1;
        }
    }

    private static MethodInfo? FromCache(string path, Libraries libraries, SubmissionContext context)
    {
        if (ScriptCache.Find(path) is not { } cached)
        {
            return null;
        }

        foreach (LibraryRoot root in cached.Libraries)
        {
            libraries.Add(root.Path, root.Siblings);
        }

        return Entry(context.LoadFromAssemblyPath(cached.ImagePath), cached.EntryType, cached.EntryMethod);
    }

    /// <summary>Apart, so that a cached script never touches the compiler.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static MethodInfo? Compile(string path, Libraries libraries, SubmissionContext context)
    {
        var bytes = File.ReadAllBytes(path);
        SourceFiles sources = new(Path.GetDirectoryName(path)!);
        Compiler compiler = new(new References(libraries, Path.GetDirectoryName(path)!), sources, typeof(ScriptGlobals));
        var code = new StreamReader(new MemoryStream(bytes)).ReadToEnd();
        (Submission? submission, IReadOnlyList<CodeError> errors) = compiler.Compile(
            code,
            path,
            "script " + Path.GetFileNameWithoutExtension(path),
            null
        );
        foreach (CodeError error in errors)
        {
            Console.Error.Write(error);
        }

        if (submission is null)
        {
            return null;
        }

        Dictionary<string, byte[]> texts = new(sources.Loaded, StringComparer.Ordinal) { [path] = bytes };
        IEnumerable<string> used = submission.Compilation.ReferencedAssemblyNames.Select(a => a.Name);
        ScriptCache.Store(path, submission, texts, libraries, used);
        return Entry(context.LoadSubmission(submission.Image), submission.EntryType, submission.EntryMethod);
    }

    private static MethodInfo Entry(Assembly assembly, string type, string method) =>
        assembly.GetType(type, throwOnError: true)!.GetMethod(method, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;
}
