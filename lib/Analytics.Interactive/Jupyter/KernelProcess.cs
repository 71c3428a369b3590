using System.Runtime.InteropServices;
using Analytics.Interactive.Jupyter.Languages;

namespace Analytics.Interactive.Jupyter;

/// <summary>The process a client starts: console streams, signals and the parent around one <see cref="JupyterKernel"/>.</summary>
internal static class KernelProcess
{
    /// <summary>Program and arguments that run a kernel of this build.</summary>
    public static IReadOnlyList<string> Program() => [Environment.ProcessPath!, typeof(KernelProcess).Assembly.Location, "kernel", "run"];

    public static int Run(string connectionFile)
    {
        ConnectionFile connection;
        try
        {
            connection = ConnectionFile.Read(connectionFile);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            Console.Error.WriteLine($"dotnet script kernel run: {e.Message}");
            return 2;
        }
        return Serve(connection, connectionFile);
    }

    private static int Serve(ConnectionFile connection, string connectionFile)
    {
        var (console, errors, input) = (Console.Out, Console.Error, Console.In);
        using var kernel = new JupyterKernel(connection, new CSharpLanguage(), TimeProvider.System, connectionFile);
        // The compiler needs the pool too; a cell whose tasks block must not hold up the next cell.
        ThreadPool.SetMinThreads(Math.Max(16, Environment.ProcessorCount), Environment.ProcessorCount);
        using var interrupt = PosixSignalRegistration.Create(
            PosixSignal.SIGINT,
            context =>
            {
                context.Cancel = true;
                kernel.Interrupt();
            }
        );
        AppDomain.CurrentDomain.ProcessExit += (_, _) => kernel.TellThatTheProcessEnds();
        Console.SetOut(new CellWriter(kernel.Output, "stdout"));
        Console.SetError(new CellWriter(kernel.Output, "stderr"));
        Console.SetIn(new CellReader(kernel.Input.Ask));
        ParentWatch.Start(Environment.GetEnvironmentVariable("JPY_PARENT_PID"), kernel.End);
        kernel.Start();
        if (kernel.Connection != connection)
        {
            kernel.Connection.WriteTo(connectionFile);
        }

        kernel.WaitForEnd();
        Console.SetOut(console);
        Console.SetError(errors);
        Console.SetIn(input);
        kernel.Dispose();
#pragma warning disable RS0030 // A cell may have left a foreground thread, or still run: a kernel that was told to end ends.
        Environment.Exit(0);
#pragma warning restore RS0030
        return 0;
    }
}
