using System.Reflection;
using Analytics.Interactive.Compiling;
using Analytics.Interactive.Display;
using Analytics.Interactive.Sessions;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.Utility;

namespace Analytics.Interactive.Cells;

/// <summary>
/// The languages of one notebook as kernels of Microsoft.DotNet.Interactive: C# first, then those that come with every notebook, then those that libraries bring.
/// The package splits a cell into its languages, reads magic commands and carries values between them; how code runs, stops and looks is ours.
/// </summary>
internal sealed class NotebookKernels : IDisposable
{
    private readonly NotebookGlobals _globals;
    private IDisposable? _console;
    private volatile RunningCell? _running;

    public NotebookKernels(Session session, NotebookGlobals globals)
    {
        (Session, _globals) = (session, globals);
        // While a command runs the package puts a writer of its own into the console, which keeps every write as an event until the cell has ended. It does so
        // when nobody hears the console yet; so somebody does, and ours stays.
        KeepingConsole(() => _console = ConsoleOutput.Subscribe(_ => System.Reactive.Disposables.Disposable.Empty));
        CSharpKernel csharp = new(this);
        Root.Add(csharp, ["c#", "C#", "cs"]);
        Root.DefaultKernelName = CSharpKernel.Name;
        Directive(csharp, "#!who", "lists the variables with types and values", _ => Who());
        Directive(csharp, "#!whos", "the same as #!who", _ => Who());
        csharp.AddDirective<ReferencePackage>(
            new("#r")
            {
                Hidden = true,
                Parameters =
                {
                    new("--package") { AllowImplicitName = true, Required = true },
                },
            },
            (command, context) => RunPart(command, context, (cell, _) => Reference(command.Package, cell))
        );
        csharp.AddDirective(new KernelActionDirective("#!nuget-restore") { Hidden = true }, (_, _) => Task.CompletedTask);
        csharp.UseValueSharing();
        Add(new("html", "shows the cell as HTML", text => MimeBundle.Plain(text).With(MimeBundle.Html, text)));
        Add(new("markdown", "shows the cell as Markdown", text => MimeBundle.Plain(text).With("text/markdown", text)));
        Add(
            new(
                "mermaid",
                "keeps a Mermaid diagram as text; VS Code draws it",
                text => MimeBundle.Plain(text).With("text/vnd.mermaid", text)
            )
        );
        Directive(
            Root,
            "#!time",
            "how long the cell takes, told to a person only",
            cell =>
            {
                cell.IsTimed = true;
                return null;
            }
        );
        Directive(Root, "#!lsmagic", "lists the languages and magic commands", _ => Known());
        Directive(Root, "#!about", "what runs this notebook", _ => About());
        Root.RegisterCommandHandler<RequestInput>(Ask);
    }

    public CompositeKernel Root { get; } = new("notebook");

    public Session Session { get; }

    /// <summary>The cell that runs now.</summary>
    public RunningCell Current => _running ?? RunningCell.Nobodys();

    /// <summary>
    /// Runs a cell to its end on the calling thread. The package reads it; its parts are called here and not scheduled, because the package's scheduler waits for
    /// threads of the pool, which a cell may fill with work of its own: nobody could stop it then.
    /// </summary>
    public void Run(RunningCell cell, string code)
    {
        SubmitCode whole = new(code);
        _running = cell;
        using var context = KernelInvocationContext.GetOrCreateAmbientContext(whole);
        using var hearing = context.KernelEvents.Subscribe(new CellEvents(cell));
        try
        {
            foreach (var part in Root.SubmissionParser.SplitSubmission(whole).GetAwaiter().GetResult().TakeWhile(_ => cell.Failure is null))
            {
                var called =
                    part.Handler is { } known ? known(part, context)
                    : part is SubmitCode text && Root.FindKernelByName(text.TargetKernelName) is IKernelCommandHandler<SubmitCode> kernel
                        ? kernel.HandleAsync(text, context)
                    : Root.SendAsync(part, CancellationToken.None);
                called.GetAwaiter().GetResult();
            }
        }
        finally
        {
            _running = null;
        }
    }

    /// <summary>Brings a language along; a second one of a name is left out, the first keeps it.</summary>
    public void Add(CellCommand command)
    {
        if (Root.FindKernelByName(command.Name) is not null)
        {
            return;
        }

        CommandKernel kernel = new(this, command);
        Root.Add(kernel);
        kernel.UseValueSharing();
    }

    /// <summary>
    /// Runs a part of the running cell on the calling thread, unless one before it failed, and says how it ended. <paramref name="work"/> is told whether code
    /// that runs in the cell asked for it, which is on the thread of the cell already.
    /// </summary>
    public Task RunPart(KernelCommand command, KernelInvocationContext context, Func<RunningCell, bool, CellResult> work)
    {
        var cell = Current;
        var isNested = cell.IsInside;
        if (!isNested && !cell.Begin())
        {
            return Task.CompletedTask;
        }

        var ended = Ended(() => work(cell, isNested), cell.Interrupt, isNested);
        if (!isNested)
        {
            cell.End(ended);
        }

        if (ended.Failure is { } failure)
        {
            context.Fail(command, new CellFailedException(failure), failure.Message);
        }
        else if (ended.Value is { } value)
        {
            context.Publish(
                new ReturnValueProduced(value, command, [.. value.Data.Select(form => new FormattedValue(form.Key, form.Value))])
            );
        }

        return Task.CompletedTask;
    }

    /// <summary>Declares a variable of the value's own type in C#, which later cells see as if a cell had assigned it.</summary>
    public CellResult Declare(string name, object? value, RunningCell cell)
    {
        _globals.Handed = value;
        var type = value is null ? "object" : TypeName.Of(value.GetType());
        CellResult kept = Session.Execute($"{type} {name} = ({type})Handed;", cell.Name, cell.Interrupt);
        _globals.Handed = null;
        return kept;
    }

    /// <summary>The names of the languages, of magic commands too, as they are typed: for messages.</summary>
    public IEnumerable<string> Names() =>
        Root.Select(kernel => kernel.KernelInfo)
            .Append(Root.KernelInfo)
            .SelectMany(info => info.SupportedDirectives)
            .Where(directive => !directive.Hidden)
            .Select(directive => directive.Name)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);

    public void Dispose()
    {
        Root.Dispose();
        Session.Dispose();
        KeepingConsole(() => _console?.Dispose());
    }

    private static void KeepingConsole(Action change)
    {
        var (output, error) = (Console.Out, Console.Error);
        change();
        Console.SetOut(output);
        Console.SetError(error);
    }

    private Evaluation Ended(Func<CellResult> work, CancellationToken interrupt, bool isNested)
    {
        CellResult result;
        try
        {
            result = work();
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            result = new() { WasInterrupted = true };
        }
        catch (Exception e)
        {
            result = new() { Exception = e };
        }

        if (Failure.Of(result) is { } failure)
        {
            return new(null, failure);
        }

        if (!result.HasValue)
        {
            return new(null, null);
        }

        try
        {
            // Formatting runs the user's code (ToString, enumerators), so it must be as stoppable as the cell.
            var value = result.Value is Table table ? table.ToBundle() : result.Value;
            return new(isNested ? Formatting.Show(value) : Session.Run(() => Formatting.Show(value), interrupt), null);
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            return new(null, Failure.Interrupted);
        }
    }

    /// <summary>Takes a package in, and what it brings for the kernels of .NET Interactive.</summary>
    private CellResult Reference(string package, RunningCell cell)
    {
        var result = Session.Execute($"#r \"{package}\"", cell.Name, cell.Interrupt);
        if (!result.Succeeded)
        {
            return result;
        }

        foreach (var type in PackageFolder.ExtensionsOf(package).Select(Session.Load).SelectMany(each => each.GetExportedTypes()))
        {
            if (typeof(IKernelExtension).IsAssignableFrom(type) && !type.IsAbstract)
            {
                var extension = (IKernelExtension)Activator.CreateInstance(type)!;
                PackageFormatters.OfExtension(() => extension.OnLoadAsync(Root).GetAwaiter().GetResult());
            }
        }

        return result;
    }

    private void Directive(Kernel kernel, string name, string help, Func<RunningCell, object?> work) =>
        kernel.AddDirective(
            new KernelActionDirective(name) { Description = help },
            (command, context) =>
                RunPart(
                    command,
                    context,
                    (cell, isNested) =>
                        (isNested ? work(cell) : Session.Run(() => work(cell), cell.Interrupt)) is { } value
                            ? new() { HasValue = true, Value = value }
                            : new()
                )
        );

    /// <summary>Asks the person at the client, where there is one: <c>@input:"prompt"</c>, <c>Kernel.GetInputAsync</c>.</summary>
    private Task Ask(RequestInput command, KernelInvocationContext context)
    {
        context.Publish(new InputProduced(Current.Ask(command.Prompt ?? "", command.IsPassword), command));
        return Task.CompletedTask;
    }

    private Table Who() =>
        new(
            ["name", "type", "value"],
            [
                .. Session
                    .Variables()
                    .Select(v =>
                        new[]
                        {
                            v.Name,
                            v.Type.ToDisplayString(Microsoft.CodeAnalysis.SymbolDisplayFormat.MinimallyQualifiedFormat),
                            CellText.Inside(v.Value),
                        }
                    ),
            ],
            [false, false, false],
            null
        );

    private Table Known() =>
        new(
            ["command", "what it does"],
            [
                .. Root.Select(kernel => kernel.KernelInfo)
                    .Append(Root.KernelInfo)
                    .SelectMany(info => info.SupportedDirectives)
                    .Where(directive => !directive.Hidden)
                    .DistinctBy(directive => directive.Name)
                    .OrderBy(directive => directive.Name, StringComparer.Ordinal)
                    .Select(directive => new[] { directive.Name, directive.Description ?? "" }),
            ],
            [false, false],
            null
        );

    private static Table About() =>
        new(
            ["part", "version"],
            [
                ["C#", "14.0"],
                [".NET", Environment.Version.ToString()],
                ["Microsoft.DotNet.Interactive", Version(typeof(Kernel).Assembly)],
                ["Roslyn", Version(typeof(Microsoft.CodeAnalysis.Compilation).Assembly)],
                ["system", System.Runtime.InteropServices.RuntimeInformation.OSDescription],
            ],
            [false, false],
            null
        );

    private static string Version(Assembly assembly) =>
        (
            assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? assembly.GetName().Version!.ToString()
        ).Split('+')[0];
}

/// <summary>Carries why a part of a cell failed through the package's events.</summary>
internal sealed class CellFailedException(Failure failure) : Exception(failure.Message)
{
    public Failure Failure => failure;
}

/// <summary><c>#r "nuget: Id, 1.2.3"</c>, which the package takes out of the code; what it means is the compiler's to say.</summary>
internal sealed class ReferencePackage : KernelDirectiveCommand
{
    public string Package { get; set; } = "";
}
