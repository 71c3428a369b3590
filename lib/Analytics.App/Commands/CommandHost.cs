using System.CommandLine;
using System.CommandLine.Parsing;
using Analytics.Engine;
using Analytics.Lake;
using Analytics.Learning;

namespace Analytics.App.Commands;

/// <summary>What every script shares: --help, --verbose, one clear line per error, and the exit codes 0, 1 and 2.</summary>
public static class CommandHost
{
    private static readonly Option<bool> s_verbose = new("--verbose")
    {
        Description = "Show the whole trace of an error.",
        Recursive = true,
    };

    /// <summary>Parses the arguments and runs the command.</summary>
    /// <param name="command">What is run.</param>
    /// <param name="args">As they were typed.</param>
    /// <param name="isTraced">Whether the command is one span of a trace, where traces are switched on (<see cref="Traces"/>). Default true.</param>
    /// <returns>0 done, 1 a step, gate or check failed, 2 wrong arguments, 130 stopped by the user.</returns>
    public static int Run(Command command, IEnumerable<string> args, bool isTraced = true)
    {
        var root = RootOf(command);
        var parsed = root.Parse([.. args]);
        // A mistyped option would be taken for one more of the words that a script accepts.
        var unknown = parsed
            .Tokens.Where(token =>
                token.Type == TokenType.Argument
                && token.Value.StartsWith("--", StringComparison.Ordinal)
                && !token.Value.Contains(' ', StringComparison.Ordinal)
            )
            .Select(token =>
                $"There is no option '{token.Value}'. There are: {string.Join(", ", OptionsOf(parsed.CommandResult.Command, root).Select(option => option.Name).Order(StringComparer.Ordinal))}."
            );
        var errors = unknown
            .Concat(parsed.Errors.Select(error => error.Message))
            .Concat(isTraced && Traces.Problem is { } problem ? [problem] : [])
            .ToArray();
        if (errors.Length > 0)
        {
            foreach (var error in errors)
            {
                Console.Error.WriteLine(error);
            }

            Console.Error.WriteLine($"See: dotnet script scripts/{command.Name}.csx --help");
            return 2;
        }

        using var screen = Screen.Guard();
        using var traces = isTraced ? Traces.FromEnvironment("analytics-script", Console.Error.WriteLine) : null;
        using var span = isTraced ? Spans.Scripts.Begin("script", command.Name) : null;
        var output = new StringWriter();
        var help = parsed.Action is System.CommandLine.Help.HelpAction;
        try
        {
            var code = parsed.Invoke(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = help ? output : Console.Out }
            );
            if (help)
            {
                Console.Write(
                    output.ToString().Replace($"  {root.Name} ", $"  dotnet script scripts/{command.Name}.csx ", StringComparison.Ordinal)
                );
            }

            span?.SetTag("process.exit.code", code);
            return code;
        }
        catch (Exception error) when (span.Saw(error))
        {
            throw;
        }
        catch (Exception error) when (!parsed.GetValue(s_verbose))
        {
            var (code, text) = Explain(error, command.Name);
            Console.Error.WriteLine(text);
            return code;
        }
    }

    /// <summary>Runs a script's command within this process, with the same arguments, words and exit code, until it ends or is cancelled.</summary>
    /// <param name="script">A name of <see cref="ScriptCommands.All"/>.</param>
    /// <param name="args">As they are typed behind the script.</param>
    /// <param name="hearing">Receives what the command says; the caller's own flow of work is not heard.</param>
    /// <param name="cancellation">Stops it as Ctrl-C would.</param>
    /// <returns>0 done, 1 a step, gate or check failed, 2 wrong arguments, 130 stopped; and the last words.</returns>
    public static async Task<(int Code, string Words)> RunWithin(
        string script,
        IReadOnlyList<string> args,
        Hearing hearing,
        CancellationToken cancellation
    )
    {
        var command = ScriptCommands.All[script]();
        var parsed = RootOf(command).Parse([.. args]);
        if (parsed.Errors.Count > 0)
        {
            return (2, string.Join(' ', parsed.Errors.Select(error => error.Message)));
        }

        using var heard = hearing.Open();
        try
        {
            // Signals are the server's to handle, not the command's.
            var code = await parsed
                .InvokeAsync(
                    new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
                    cancellation
                )
                .ConfigureAwait(false);
            return (code, "");
        }
        catch (Exception error)
        {
            var (code, text) = cancellation.IsCancellationRequested
                ? Explain(new OperationCanceledException(), script)
                : Explain(error, script);
            Console.Error.WriteLine(text);
            return (code, text);
        }
    }

    /// <summary>The command as it is parsed: with --help and --verbose. A script has no version of its own, so that --version is free for a model's.</summary>
    public static RootCommand RootOf(Command command)
    {
        if (!command.Options.Contains(s_verbose))
        {
            command.Options.Add(s_verbose);
        }

        var root = new RootCommand(command.Description ?? "");
        foreach (var builtIn in root.Options.OfType<VersionOption>().ToArray())
        {
            root.Options.Remove(builtIn);
        }

        foreach (var argument in command.Arguments)
        {
            root.Arguments.Add(argument);
        }

        foreach (var option in command.Options)
        {
            root.Options.Add(option);
        }
        // The parts of a command look for their shared options in the command that they were made for.
        if (command.Subcommands.Count > 0)
        {
            command.Options.Add(root.Options.OfType<System.CommandLine.Help.HelpOption>().First());
        }

        foreach (var sub in command.Subcommands)
        {
            root.Subcommands.Add(sub);
        }

        root.Action = command.Action;
        return root;
    }

    private static IEnumerable<Option> OptionsOf(Command command, RootCommand root) =>
        command.Options.Concat(root.Options.Where(option => option.Recursive)).Distinct();

    /// <summary>The exit code of an error and what a person is told: what happened and what to type next.</summary>
    internal static (int Code, string Text) Explain(Exception error, string script)
    {
        Hearing.Current?.Failed(error);
        return Told(error, script);
    }

    private static (int Code, string Text) Told(Exception error, string script) =>
        error switch
        {
            UsageException => (2, error.Message),
            OperationCanceledException => (130, "Stopped. Nothing was published; run the same command again to go on."),
            RunException or LakeException or LearningException or DuckDBException or DuckDb.QuestionException => (1, error.Message),
            UnauthorizedAccessException => (1, $"{error.Message} Check the permissions of the folder, or choose another with --data."),
            IOException => (1, $"{error.Message} The published lake is as it was. Check space and permissions and run again."),
            _ => (
                1,
                $"Unexpected: {error.GetType().Name}: {error.Message}\nRun again with --verbose for the trace: dotnet script scripts/{(script.Contains(".csx", StringComparison.Ordinal) ? script : script + ".csx")} --verbose"
            ),
        };
}
