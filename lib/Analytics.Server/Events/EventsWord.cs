using Analytics.Server.Records;

namespace Analytics.Server.Events;

/// <summary>What one part of the server tells of events that wait. It takes back what it told last, never the words of another part.</summary>
internal sealed class EventsWord(ServiceDatabase database)
{
    private string? _told;

    /// <returns>Whether nothing was told before.</returns>
    public bool Tell(string words)
    {
        var isNew = database.EventsWait is null;
        database.EventsWait = _told = words;
        return isNew;
    }

    public void TakeBack()
    {
        if (database.EventsWait == _told)
        {
            database.EventsWait = null;
        }
    }
}
