using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Analytics.Interactive.Tests.Jupyter;

/// <summary>How kernels end: asked to, by their own cell, by a fault no process survives, or with their client.</summary>
[Collection(KernelProcesses.Name)]
public sealed class KernelEndTests : IDisposable
{
    private CSharpKernel? _kernel;

    private CSharpKernel Kernel => _kernel ??= new CSharpKernel();

    public void Dispose() => _kernel?.Dispose();

    [Fact]
    public void Shutdown_ends_the_process_even_while_a_cell_loops()
    {
        var id = Kernel.Client.Ask(
            "execute_request",
            KernelClient.Code("new System.Threading.Thread(() => { while (true) { } }).Start(); while (true) { }")
        );
        Kernel.Client.First("iopub", m => m.Parent == id && m.Type == "execute_input");
        Assert.Equal("ok", Kernel.Client.Call("shutdown_request", new JsonObject { ["restart"] = false }, "control").Status);
        Assert.True(Kernel.Process.WaitForExit(3000));
        Assert.Equal(0, Kernel.Process.ExitCode);
        Kernel.Client.First("iopub", m => m.Type == "shutdown_reply");
    }

    [Fact]
    public void A_restarted_kernel_answers_on_the_same_ports_with_a_clean_slate()
    {
        Assert.Equal("5", Kernel.Value("var x = 5; x"));
        Kernel.Restart();
        Assert.Contains("'x' does not exist", Kernel.Run("x").Reply.Text("evalue"), StringComparison.Ordinal);
        Assert.Equal(2, Kernel.Run("1").Reply.Content.GetProperty("execution_count").GetInt32());
    }

    [Fact]
    public void Environment_Exit_in_a_cell_is_told_before_the_kernel_is_gone()
    {
        var (reply, output) = Kernel.Run("Console.WriteLine(\"last words\"); Environment.Exit(3);");
        Assert.Equal("error", reply.Status);
        Assert.Contains("restart the kernel", reply.Text("evalue"), StringComparison.Ordinal);
        Assert.Contains(output, m => m.Type == "stream" && m.Text("text").Contains("last words", StringComparison.Ordinal));
        Assert.True(Kernel.Process.WaitForExit(3000));
        Assert.Equal(3, Kernel.Process.ExitCode);
    }

    [Fact]
    public void A_stack_overflow_is_explained_by_the_kernel_that_takes_over()
    {
        // Through an array: functions and lambdas that call themselves by name are stopped by an exception in time.
        Kernel.Run("var deep = new Func<int, int>[1]; deep[0] = n => deep[0](n + 1) + 1;");
        Kernel.Client.Ask("execute_request", KernelClient.Code("deep[0](0)"));
        Assert.True(Kernel.Process.WaitForExit(20_000));
        Kernel.Restart();
        var note = Kernel.Run("1 + 1").Output.First(m => m.Type == "stream").Text("text");
        Assert.Contains("cell 2 (`deep[0](0)`)", note, StringComparison.Ordinal);
        Assert.Contains("stack overflow", note, StringComparison.Ordinal);
        Assert.DoesNotContain(Kernel.Run("1 + 1").Output, m => m.Type == "stream");
    }

    [Fact]
    public void A_cell_that_takes_all_memory_fails_alone()
    {
        _kernel = new CSharpKernel(new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = "14000000" }); // hexadecimal: 320 MiB
        var (reply, _) = Kernel.Run("var all = new List<byte[]>(); while (true) all.Add(new byte[1_000_000]);", seconds: 60);
        Assert.Equal("System.OutOfMemoryException", reply.Text("ename"));
        Assert.Equal("ok", Kernel.Run("all = null; GC.Collect(); 1 + 1").Reply.Status);
    }

    [Fact]
    public void An_orphan_ends_by_itself()
    {
        using var parent = Process.Start(new ProcessStartInfo("sleep", "600"))!;
        try
        {
            _kernel = new CSharpKernel(
                new Dictionary<string, string>
                {
                    ["JPY_PARENT_PID"] = parent.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
                }
            );
            Assert.Equal("2", Kernel.Value("1 + 1"));
            parent.Kill();
            parent.WaitForExit();
            Assert.True(Kernel.Process.WaitForExit(5000));
        }
        finally
        {
            if (!parent.HasExited)
            {
                parent.Kill();
            }
        }
    }

    [Fact]
    public void A_full_thread_pool_does_not_delay_interrupt_or_heartbeat()
    {
        var id = Kernel.Client.Ask(
            "execute_request",
            KernelClient.Code(
                "Task.WaitAll([.. Enumerable.Range(0, 200).Select(_ => Task.Run(() => System.Threading.Thread.Sleep(8000)))]);"
            )
        );
        Kernel.Client.First("iopub", m => m.Parent == id && m.Type == "execute_input");
        Thread.Sleep(400);
        var clock = Stopwatch.StartNew();
        Kernel.Client.Call("interrupt_request", channel: "control");
        Assert.Equal("error", Kernel.Client.Reply(id).Status);
        // What waited for a thread of the pool would wait until a sleeper wakes.
        Assert.InRange(clock.ElapsedMilliseconds, 0, 6000);
    }

    [Fact]
    public void A_connection_file_that_is_none_ends_the_process_with_one_line()
    {
        var (code, _, error) = OutsideTools.Run("dotnet", CSharpKernel.Host, "kernel", "run", "/nowhere/connection.json");
        Assert.Equal(2, code);
        Assert.Contains("/nowhere/connection.json", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }
}
