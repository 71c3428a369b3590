using System.Diagnostics;
using System.Text.Json;
using Analytics.Tests;

namespace Analytics.Lake.Tests;

/// <summary>
/// ClickHouse (npm: chdb) as an independent reader of Delta tables. One Node.js process serves all tests and ends with them.
/// It reads the newest Delta version, so agreement also says that a log has not run ahead of HEAD.
/// </summary>
internal static class ClickHouse
{
    private static readonly Lock s_one = new();
    private static Process? s_node;

    public static bool IsInstalled { get; } = Directory.Exists(Path.Combine(OutsideTools.NodeModules, "chdb"));

    /// <summary>The figures of a SELECT over <c>deltaLakeLocal(folder)</c>, joined by the caller's expression.</summary>
    public static string Read(string folder, string select)
    {
        lock (s_one)
        {
            // deltaLakeLocal reads only below the working directory.
            s_node ??= Process.Start(
                new ProcessStartInfo("node", [Path.Combine(RealData.Repository, "tests", "node", "chdb-read.mjs")])
                {
                    WorkingDirectory = Path.GetTempPath(),
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                }
            )!;
            s_node.StandardInput.WriteLine(JsonSerializer.Serialize(new { path = folder, select }));
            s_node.StandardInput.Flush();
            using var answer = JsonDocument.Parse(
                s_node.StandardOutput.ReadLine() ?? throw new InvalidOperationException("ClickHouse ended.")
            );
            return answer.RootElement.TryGetProperty("figures", out var figures)
                ? figures.GetString()!
                : throw new InvalidOperationException(
                    $"ClickHouse cannot read {folder}: {answer.RootElement.GetProperty("error").GetString()}"
                );
        }
    }
}
