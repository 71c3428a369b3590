using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Analytics.Engine;

namespace Analytics.App;

/// <summary>
/// Tells whoever hosts this program, such as a notebook with its bar, how far long work is. Host and library know each other by the listener's name and the tuple
/// <c>(string Work, string Part, double Done, double Of)</c> alone.
/// </summary>
internal sealed class HostProgress : IProgress<WorkProgress>
{
    private static readonly DiagnosticListener s_source = new("Analytics.Progress");

    private HostProgress() { }

    public static HostProgress Instance { get; } = new();

    /// <summary>Whether a host shows it, so that nothing here need be drawn.</summary>
    public static bool IsHeard => s_source.IsEnabled();

    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2026",
        Justification = "A tuple of texts and numbers: nothing of it is looked up by name."
    )]
    public void Report(WorkProgress value)
    {
        if (IsHeard)
        {
            s_source.Write("progress", (value.Work, value.Part, value.Done, value.Of));
        }
    }
}
