namespace Analytics.App;

/// <summary>
/// What a person looks at: while a command runs, the standard streams that go to a terminal show control characters instead of obeying them. Pipes and files get
/// every byte as it is. What the program itself draws goes through <see cref="Error"/> and <see cref="Out"/>.
/// </summary>
internal sealed class Screen : IDisposable
{
    private static Screen? s_current;

    private readonly Screen? _before;
    private readonly TextWriter _out = Console.Out;
    private readonly TextWriter _error = Console.Error;

    private Screen(bool guardsOut, bool guardsError)
    {
        (_before, s_current) = (s_current, this);
        if (guardsOut)
        {
            Console.SetOut(new VisibleWriter(_out));
        }

        if (guardsError)
        {
            Console.SetError(new VisibleWriter(_error));
        }
    }

    /// <summary>The standard output without the guard, for tables that the program colours.</summary>
    public static TextWriter Out => Hearing.Current is null ? s_current?._out ?? Console.Out : Console.Out;

    /// <summary>The standard error without the guard, for the bar that rewrites its line.</summary>
    public static TextWriter Error => Hearing.Current is null ? s_current?._error ?? Console.Error : Console.Error;

    /// <summary>Guards the streams that are terminals until disposed.</summary>
    public static Screen Guard() => new(!Console.IsOutputRedirected, !Console.IsErrorRedirected);

    public void Dispose()
    {
        Console.SetOut(_out);
        Console.SetError(_error);
        s_current = _before;
    }
}
