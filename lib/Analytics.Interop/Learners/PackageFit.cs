using Analytics.Learning;
using Microsoft.ML;

namespace Analytics.Interop;

/// <summary>One fit by a trainer of Microsoft.ML.</summary>
internal static class PackageFit
{
    /// <summary>
    /// Gives a trainer the rows in a seeded context. Cancelling stops it where it reads rows, and otherwise
    /// when it is done: Microsoft.ML has no other way.
    /// </summary>
    /// <exception cref="TrainingDataException">The trainer cannot learn from these rows; the message is Microsoft.ML's.</exception>
    public static T Of<T>(TrainingSet set, int seed, string learner, Func<PackageRows, T> fit)
    {
        var ml = new MLContext(seed);
        try
        {
            var fitted = fit(new PackageRows(ml, new MatrixDataView(set), set, set.Weights is null ? null : "Weight"));
            set.Options.Cancellation.ThrowIfCancellationRequested();
            return fitted;
        }
        catch (Exception error) when (set.Options.Cancellation.IsCancellationRequested && error is not OperationCanceledException)
        {
            throw new OperationCanceledException(error.Message, error, set.Options.Cancellation);
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            throw new TrainingDataException($"{learner}: {error.Message}");
        }
    }
}
