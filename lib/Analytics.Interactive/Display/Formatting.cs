namespace Analytics.Interactive.Display;

/// <summary>How a value looks in a notebook: by its own formatters, otherwise by its shape. Never throws for what a value does.</summary>
internal static class Formatting
{
    public static MimeBundle Show(object? value)
    {
        try
        {
            return value switch
            {
                MimeBundle bundle => bundle,
                null => Shapes.Show(null),
                _ => PackageFormatters.Show(value)
                    ?? TypeFormatters.Show(value)
                    ?? PackageFormatters.ShowByExtension(value)
                    ?? ForeignTables.Show(value)
                    ?? Shapes.Show(value),
            };
        }
        catch (Exception e) when (e is not (OperationCanceledException or ThreadInterruptedException))
        {
            Exception cause = e is System.Reflection.TargetInvocationException { InnerException: { } inner } ? inner : e;
            return MimeBundle.Plain($"{value!.GetType().Name} could not be shown: {cause.GetType().Name}: {cause.Message}");
        }
    }
}
