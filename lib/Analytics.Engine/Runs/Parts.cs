namespace Analytics.Engine;

/// <summary>Counts the parts of one long piece of work for whoever listens. When it is disposed the work is over, whatever is done of it.</summary>
/// <param name="work">What it is: <c>train crashes/injury</c>.</param>
/// <param name="of">Parts in all.</param>
/// <param name="progress">Who listens; null for nobody.</param>
internal sealed class Parts(string work, int of, IProgress<WorkProgress>? progress) : IDisposable
{
    private int _done;

    /// <summary>Says what is being done, which finishes nothing.</summary>
    public void Say(string part) => progress?.Report(new WorkProgress(work, part, _done, of));

    /// <summary>One more part is done.</summary>
    public void Done() => _done = Math.Min(_done + 1, of);

    public void Dispose() => progress?.Report(new WorkProgress(work, "", _done, of, IsOver: true));
}
