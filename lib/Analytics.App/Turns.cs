using Analytics.App.Commands;
using Analytics.Engine;

namespace Analytics.App;

/// <summary>Gives each of several domains or studies its turn, whatever goes wrong with another, and says what went wrong. Only the person who stops a script stops all.</summary>
/// <param name="count">How many there are; of one alone an error goes on to the caller, which can show its trace.</param>
/// <param name="cancellation">Stops all.</param>
internal sealed class Turns(int count, CancellationToken cancellation)
{
    private readonly List<int> _codes = [];

    /// <summary>0 where all went well or could not be trained; 2 where nothing but what was typed was wrong; else 1.</summary>
    public int Code =>
        _codes.Count == 0 ? 0
        : _codes.TrueForAll(code => code == 2) ? 2
        : 1;

    /// <summary>Whether an error is the end of all: the user's wish, or what a file or DuckDB says when it is interrupted.</summary>
    public static bool IsStop(Exception error, CancellationToken cancellation) =>
        error is OperationCanceledException || cancellation.IsCancellationRequested;

    /// <param name="name">The domain, or <c>domain/study</c>.</param>
    /// <param name="script">What to run again, e.g. <c>train.csx crashes</c>.</param>
    /// <param name="work">What to do.</param>
    public void Take(string name, string script, Action work)
    {
        try
        {
            work();
        }
        catch (UntrainableException error)
        {
            Console.WriteLine($"{name}: {NotTrained(name, error)}");
        }
        catch (Exception error) when (count > 1 && !IsStop(error, cancellation))
        {
            var (code, text) = CommandHost.Explain(error, script);
            _codes.Add(code);
            Console.Error.WriteLine($"{name}: {Without(name, text)}");
        }
    }

    /// <summary>Why a study was not trained: no failure, the data is whole but cannot teach it.</summary>
    public static string NotTrained(string name, UntrainableException error) => $"not trained, because {Without(name, error.Message)}";

    /// <summary>Errors of a study begin with its name already.</summary>
    private static string Without(string name, string text) =>
        text.StartsWith(name + ": ", StringComparison.Ordinal) ? text[(name.Length + 2)..] : text;
}
