using Analytics.Server.Api;
using Analytics.Server.Hosting;

namespace Analytics.Server.Snapshots;

/// <summary>Questions in SQL, of programs and of the page alike: a few at once, with tables that stay open for the next, with errors that do not say where the lake lies.</summary>
internal sealed class Questions(ServerSettings settings) : IDisposable
{
    private readonly SemaphoreSlim _turns = new(settings.Queries);
    private readonly QuestionLimits _limits = new()
    {
        Seconds = settings.QuerySeconds,
        Rows = settings.QueryRows,
        Megabytes = settings.QueryMegabytes,
    };

    /// <exception cref="ProblemException">Others have been asking for as long as a question may take: 503.</exception>
    /// <exception cref="QuestionException">The text is no question, DuckDB refuses it, or it reached a limit.</exception>
    public async Task<Answer> Ask(string sql, ServedSnapshot served, CancellationToken cancellation)
    {
        if (!await _turns.WaitAsync(TimeSpan.FromSeconds(settings.QuerySeconds), cancellation))
        {
            throw new ProblemException(
                StatusCodes.Status503ServiceUnavailable,
                "Too many questions at once.",
                "Try again when others have been answered."
            );
        }

        try
        {
            return await Task.Run(() => AskNow(sql, served, cancellation), cancellation);
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();

    private Answer AskNow(string sql, ServedSnapshot served, CancellationToken cancellation)
    {
        var questions = served.TakeQuestions(_limits);
        try
        {
            var answer = questions.Ask(sql, cancellation);
            served.GiveBack(questions);
            return answer;
        }
        catch (Exception error)
        {
            questions.Dispose();
            // DuckDB's words may name the place of a file; nobody outside needs to know where the lake lies.
            if (error is DuckDBException or QuestionException)
            {
                throw new QuestionException(error.Message.Replace(served.Lake.Folder, "…", StringComparison.Ordinal), error);
            }

            throw;
        }
    }
}
