namespace Analytics.Interactive.Editing;

/// <summary>Completions for the text from <paramref name="Start"/> to <paramref name="End"/> (UTF-16 indexes).</summary>
internal sealed record Completions(int Start, int End, IReadOnlyList<Completion> Items);

/// <remarks><c>Kind</c>: function, class, property, keyword …: clients draw an icon by it.</remarks>
internal sealed record Completion(string Text, string Kind, string Signature);
