using System.Net;
using Analytics.Frames;

namespace Analytics.Engine;

/// <summary>A finding shows its answer as a paragraph; figure and numbers are shown on their own, each in its best form.</summary>
internal sealed class FindingFormatterSource
{
    public IEnumerable<object> CreateTypeFormatters() =>
        [
            new Formatter<Finding>("text/html", finding => $"<p>{WebUtility.HtmlEncode(finding.Answer)}</p>"),
            new Formatter<Finding>("text/plain", finding => finding.Answer),
        ];
}

/// <summary>A card is a page of Markdown.</summary>
internal sealed class CardFormatterSource
{
    public IEnumerable<object> CreateTypeFormatters() =>
        [
            new Formatter<ModelCard>("text/markdown", card => card.ToMarkdown()),
            new Formatter<ModelCard>("text/plain", card => card.ToMarkdown()),
        ];
}

/// <summary>What is a sentence and a table: plans, verdicts, differences.</summary>
internal interface ISummarised
{
    /// <summary>What the table comes to, in one sentence.</summary>
    string Summary { get; }

    Frame ToFrame();
}

/// <summary>A sentence and the table below it.</summary>
internal sealed class SummaryFormatterSource
{
    public IEnumerable<object> CreateTypeFormatters() =>
        [
            new Formatter<ISummarised>(
                "text/html",
                shown =>
                    $"<p>{WebUtility.HtmlEncode(shown.Summary)}</p>\n{(shown.ToFrame() is { RowCount: > 0 } frame ? frame.ToHtml() : "")}"
            ),
            new Formatter<ISummarised>(
                "text/plain",
                shown => $"{shown.Summary}\n{(shown.ToFrame() is { RowCount: > 0 } frame ? frame.ToText() : "")}"
            ),
        ];
}
