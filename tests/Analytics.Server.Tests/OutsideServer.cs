using System.Diagnostics;
using System.Text;

namespace Analytics.Server.Tests;

/// <summary>Starts a server that others wrote, and takes down what it says, for the case that it does not become ready.</summary>
internal static class OutsideServer
{
    /// <param name="folder">Where it works.</param>
    /// <param name="said">What it says goes there, under its lock.</param>
    /// <param name="program">Its path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables besides those of this process.</param>
    public static Process Start(
        string folder,
        StringBuilder said,
        string program,
        string[] arguments,
        params (string Name, string Value)[] environment
    )
    {
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            },
        };
        foreach (var (name, value) in environment)
        {
            process.StartInfo.Environment[name] = value;
        }

        void Hear(object _, DataReceivedEventArgs line)
        {
            lock (said)
            {
                said.AppendLine(line.Data);
            }
        }

        process.OutputDataReceived += Hear;
        process.ErrorDataReceived += Hear;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
