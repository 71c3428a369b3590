using System.Text;

namespace Analytics.Interactive.Notebooks;

/// <summary>The console while a cell runs without a person: text goes to its outputs, questions are refused.</summary>
internal sealed class HeadlessConsole : IDisposable
{
    private readonly TextWriter output = Console.Out;
    private readonly TextWriter error = Console.Error;
    private readonly TextReader input = Console.In;

    public HeadlessConsole(OutputList outputs)
    {
        Console.SetOut(new Writer(outputs, "stdout"));
        Console.SetError(new Writer(outputs, "stderr"));
        Console.SetIn(new Nobody());
    }

    public void Dispose()
    {
        Console.SetOut(output);
        Console.SetError(error);
        Console.SetIn(input);
    }

    private sealed class Writer : TextWriter
    {
        private readonly OutputList outputs;
        private readonly string stream;

        public Writer(OutputList outputs, string stream)
            : base(System.Globalization.CultureInfo.InvariantCulture)
        {
            this.outputs = outputs;
            this.stream = stream;
            CoreNewLine = ['\n'];
        }

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => outputs.Write(stream, [value]);

        public override void Write(string? value) => outputs.Write(stream, value);

        public override void Write(ReadOnlySpan<char> buffer) => outputs.Write(stream, buffer);

        public override void Write(char[] buffer, int index, int count) => outputs.Write(stream, buffer.AsSpan(index, count));

        public override void WriteLine(string? value) => outputs.Write(stream, value + "\n");
    }

    private sealed class Nobody : TextReader
    {
        private const string Refusal =
            "the notebook runs headless and nobody is there to answer; give the value as a parameter: render --set name=value";

        public override int Peek() => throw new InvalidOperationException(Refusal);

        public override int Read() => throw new InvalidOperationException(Refusal);

        public override string? ReadLine() => throw new InvalidOperationException(Refusal);
    }
}
