namespace Analytics.DuckDb;

/// <summary>How much one question may cost. A question that reaches a limit is stopped with an error that says how to raise it.</summary>
public sealed record QuestionLimits
{
    /// <summary>Seconds until a question is stopped. Default 120; more for a scan of many gigabytes.</summary>
    public int Seconds { get; init; } = 120;

    /// <summary>Rows of the answer. Default 5,000,000; an answer is held in memory as a whole, so aggregate or limit first.</summary>
    public long Rows { get; init; } = 5_000_000;

    /// <summary>Megabytes (10^6 bytes) for the query's work, and as many again for its answer. Default 4,000; sorts and joins beyond it go to disk.</summary>
    public int Megabytes { get; init; } = 4_000;

    /// <exception cref="QuestionException">A limit is not above 0.</exception>
    internal QuestionLimits Checked() =>
        Seconds > 0 && Rows > 0 && Megabytes > 0
            ? this
            : throw QuestionException.Of(
                $"The limits of a question are above 0; these are {Seconds} seconds, {Rows} rows and {Megabytes} megabytes."
            );
}
