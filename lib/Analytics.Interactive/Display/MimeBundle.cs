using System.Collections.Immutable;

namespace Analytics.Interactive.Display;

/// <summary>One output in several forms, by mime type, in ordinal order. Always holds text/plain. `+json` types hold JSON text.</summary>
internal sealed record MimeBundle(ImmutableSortedDictionary<string, string> Data)
{
    public const string PlainText = "text/plain";
    public const string Html = "text/html";
    public const string Plotly = "application/vnd.plotly.v1+json";

    /// <summary>Whether it says how far work is, which is no finding: two runs of a cell are alike with and without it.</summary>
    public bool IsProgress { get; init; }

    public string Text => Data[PlainText];

    public static MimeBundle Plain(string text) =>
        new(ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add(PlainText, text));

    public MimeBundle With(string mime, string value) => this with { Data = Data.SetItem(mime, value) };
}
