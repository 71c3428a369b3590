using Analytics.Interactive.Display;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace Analytics.Interactive.Cells;

/// <summary>Hears what the kernels of a notebook say while a cell runs and passes it on to whoever shows the cell.</summary>
internal sealed class CellEvents(RunningCell cell) : IObserver<KernelEvent>
{
    public void OnNext(KernelEvent value)
    {
        switch (value)
        {
            case DisplayedValueProduced e:
                cell.Output.Show(Looks(e), e.ValueId, false);
                break;
            case DisplayedValueUpdated e:
                cell.Output.Show(Looks(e), e.ValueId, true);
                break;
            case StandardOutputValueProduced e:
                cell.Output.Write(Text(e));
                break;
            case StandardErrorValueProduced e:
                cell.Output.Warn(Text(e));
                break;
            case CommandFailed e:
                cell.Fail(Failure.Of(e));
                break;
        }
    }

    public void OnCompleted() { }

    public void OnError(Exception error) => cell.Fail(Failure.Of(error.GetType().FullName!, error.Message));

    /// <summary>A value that was shown without a word on how looks as it would at the end of a cell; one whose form was asked for has that form.</summary>
    private static MimeBundle Looks(DisplayEvent shown)
    {
        string[] forms = [.. shown.FormattedValues.Select(each => each.MimeType)];
        return shown.Value is { } value && forms.SequenceEqual(Formatter.GetPreferredMimeTypesFor(value.GetType()), StringComparer.Ordinal)
            ? Formatting.Show(value)
            : PackageFormatters.Bundle(shown.FormattedValues);
    }

    private static string Text(DisplayEvent written) => string.Concat(written.FormattedValues.Select(each => each.Value));
}
