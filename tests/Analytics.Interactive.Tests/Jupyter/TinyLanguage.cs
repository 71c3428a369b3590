using System.Text.Json.Nodes;
using Analytics.Interactive.Editing;
using Analytics.Interactive.Jupyter;
using Analytics.Interactive.Jupyter.Languages;
using Analytics.Interactive.Jupyter.Messages;

namespace Analytics.Interactive.Tests.Jupyter;

/// <summary>
/// A language of a few words, for tests of the protocol: <c>print x</c>, <c>error x</c>, <c>sleep</c> (until interrupted),
/// <c>deaf ms</c> (does not listen), <c>ask prompt</c>, <c>show id x</c>, <c>update id x</c>, <c>clear</c>, <c>flood n</c>; anything else is a value.
/// </summary>
internal sealed class TinyLanguage : Language
{
    private IoPub _output = null!;

    /// <summary>Set by the test: what Console.ReadLine is for a real language.</summary>
    public Func<string, bool, string> Ask { get; set; } = null!;

    public List<int> Numbers { get; } = [];

    public override JsonObject Info =>
        new()
        {
            ["name"] = "tiny",
            ["version"] = "1",
            ["mimetype"] = "text/plain",
            ["file_extension"] = ".tiny",
        };
    public override string Banner => "tiny";

    public override void WarmUp() { }

    public override void Attach(IoPub output, Func<string, bool, string> ask) => _output = output;

    public override CellOutcome Run(Cell cell)
    {
        Numbers.Add(cell.Number);
        var words = cell.Code.Split(' ', 3);
        var rest = cell.Code.Length > words[0].Length ? cell.Code[(words[0].Length + 1)..] : "";
        switch (words[0])
        {
            case "print":
                _output.Write("stdout", rest);
                return new();
            case "warn":
                _output.Write("stderr", rest);
                return new();
            case "error":
                return new(Failure: new("TinyError", rest, ["line 1", rest]));
            case "sleep":
                return cell.Interrupt.WaitHandle.WaitOne(10_000) ? new(Failure: new("Interrupted", "stopped", ["stopped"])) : new();
            case "deaf":
                Thread.Sleep(int.Parse(rest, System.Globalization.CultureInfo.InvariantCulture));
                return new();
            case "ask":
                return new(Bundle.Plain("got " + Ask(rest, false)));
            case "show":
                _output.Display(Bundle.Plain(words[2]), words[1]);
                return new();
            case "update":
                _output.Update(Bundle.Plain(words[2]), words[1]);
                return new();
            case "clear":
                _output.Clear(true);
                return new();
            case "json":
                return new(
                    new Bundle(
                        new JsonObject
                        {
                            ["text/plain"] = "j",
                            ["application/x+json"] = new JsonObject { ["a"] = 1 },
                        },
                        []
                    )
                );
            case "flood":
                for (var i = int.Parse(rest, System.Globalization.CultureInfo.InvariantCulture); i > 0; i--)
                {
                    _output.Write("stdout", "0123456789\n");
                }

                return new();
            case "big":
                return new(Bundle.Plain(new string('x', int.Parse(rest, System.Globalization.CultureInfo.InvariantCulture))));
            default:
                return new(Bundle.Plain(cell.Code));
        }
    }

    public override Completions Complete(string code, int position) =>
        new(code.LastIndexOf(' ', Math.Max(0, position - 1)) + 1, position, [new("naïve😀", "function", "naïve()")]);

    public override Bundle? Inspect(string code, int position, bool isDetailed) =>
        position < code.Length ? Bundle.Plain($"{code[position]} {isDetailed}") : null;

    public override Completeness IsComplete(string code) => new(code.EndsWith('{') ? "incomplete" : "complete", "    ");
}

/// <summary>A kernel in this process with the tiny language and a client at it.</summary>
internal sealed class TinyKernel : IDisposable
{
    public TinyKernel()
    {
        Kernel = new JupyterKernel(
            new ConnectionFile("tcp", "127.0.0.1", 0, 0, 0, 0, 0, "hmac-sha256", "a key"),
            Language,
            TimeProvider.System
        );
        Language.Ask = Kernel.Input.Ask;
        Kernel.Start();
        Client = new KernelClient(Kernel.Connection);
    }

    public TinyLanguage Language { get; } = new();
    public JupyterKernel Kernel { get; }
    public KernelClient Client { get; }

    public void Dispose()
    {
        Client.Dispose();
        Kernel.Dispose();
    }
}
