using System.Diagnostics;
using System.Globalization;

namespace Analytics.Tests;

/// <summary>ClickHouse (npm: chdb) behind its HTTP interface, on a free port; one process for all tests of a class, ended with them.</summary>
public sealed class ChdbServer : IDisposable
{
    private Process? _node;

    public Uri Address => new(FormattableString.Invariant($"http://127.0.0.1:{Port}"));

    private int Port => field == 0 ? field = Start() : field;

    private int Start()
    {
        // deltaLakeLocal reads only below the working directory.
        _node = Process.Start(
            new ProcessStartInfo("node", [Path.Combine(RealData.Repository, "tests", "node", "chdb-server.mjs")])
            {
                WorkingDirectory = Path.GetTempPath(),
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;
        var line = _node.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)).GetAwaiter().GetResult();
        return line?.Split(' ') is ["listening", var port]
            ? int.Parse(port, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"chdb-server said '{line}' in place of its port.");
    }

    public void Dispose()
    {
        if (_node is { } node)
        {
            node.StandardInput.Close();
            if (!node.WaitForExit(TimeSpan.FromSeconds(10)))
            {
                node.Kill();
            }

            node.Dispose();
        }
    }
}
