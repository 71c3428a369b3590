using System.Diagnostics;
using System.Text.Json.Nodes;
using Analytics.Interactive.Jupyter;

namespace Analytics.Interactive.Tests.Jupyter;

/// <summary>A kernel in a process of its own, as a client starts it; ended with the test whatever happens.</summary>
public sealed class CSharpKernel : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kernel-test");
    private Process _process = null!;

    public CSharpKernel()
        : this([]) { }

    internal CSharpKernel(Dictionary<string, string> environment) => Start(environment);

    /// <summary>The host as it was built, with its runtime configuration beside it.</summary>
    public static string Host { get; } =
        Path.Combine(
            RealData.Repository,
            "lib",
            "artifacts",
            "bin",
            "Analytics.Interactive",
            Path.GetFileName(Path.GetDirectoryName(typeof(CSharpKernel).Assembly.Location))!,
            "Analytics.Interactive.dll"
        );

    public string ConnectionFile => Path.Combine(_folder.FullName, "connection.json");

    internal KernelClient Client { get; private set; } = null!;

    public Process Process => _process;

    internal (Seen Reply, List<Seen> Output) Run(string code, int seconds = 20) =>
        Client.Execute(code, patience: TimeSpan.FromSeconds(seconds));

    /// <summary>The plain text of the value of a cell that must succeed.</summary>
    internal string? Value(string code)
    {
        var (reply, output) = Run(code);
        Assert.True(reply.Status == "ok", reply.Content.GetRawText());
        return output.Find(m => m.Type == "execute_result")?.Data.GetProperty("text/plain").GetString();
    }

    /// <summary>Starts another process on the same connection file, as Jupyter does after the first died.</summary>
    internal void Restart()
    {
        Client.Dispose();
        Kill();
        Start([]);
    }

    public void Dispose()
    {
        Client?.Dispose();
        Kill();
        _folder.Delete(recursive: true);
    }

    private void Start(Dictionary<string, string> environment)
    {
        if (!File.Exists(ConnectionFile))
        {
            File.WriteAllText(
                ConnectionFile,
                """{"ip":"127.0.0.1","key":"k","shell_port":0,"iopub_port":0,"stdin_port":0,"control_port":0,"hb_port":0}"""
            );
        }

        var start = new ProcessStartInfo("dotnet", [Host, "kernel", "run", ConnectionFile])
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardError = true,
        };
        start.Environment["JPY_PARENT_PID"] = Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        try
        {
            Client = new KernelClient(Connect());
            Client.Call("kernel_info_request");
        }
        catch
        {
            Kill();
            throw;
        }
    }

    private ConnectionFile Connect()
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < TimeSpan.FromSeconds(20))
        {
            var connection = Analytics.Interactive.Jupyter.ConnectionFile.Read(ConnectionFile);
            if (
                connection.Shell > 0
                && Array.TrueForAll(
                    [connection.Shell, connection.IoPub, connection.Control, connection.Stdin, connection.Heartbeat],
                    IsListening
                )
            )
            {
                return connection;
            }

            Thread.Sleep(10);
        }
        throw new TimeoutException("the kernel did not start within 20 s");
    }

    private static bool IsListening(int port)
    {
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        try
        {
            socket.Connect(System.Net.IPAddress.Loopback, port);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }

    private void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.WaitForExit(5000);
        _process.Dispose();
    }
}

/// <summary>Tests with kernel processes run one after another: they measure, and the machine may be small.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class KernelProcesses
{
    public const string Name = "kernel processes";
}
