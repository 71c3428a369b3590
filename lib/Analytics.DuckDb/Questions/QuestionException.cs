namespace Analytics.DuckDb;

/// <summary>A question was refused or stopped; the message says why and what to do instead.</summary>
public sealed class QuestionException(string message, Exception? inner = null) : Exception(message, inner)
{
    internal static QuestionException Of(FormattableString message) => new(FormattableString.Invariant(message));
}
