using Analytics.Learning;

namespace Analytics.Interop;

/// <summary>What tree learners of Microsoft.ML have in common.</summary>
internal static class TreeOptions
{
    /// <exception cref="OptionException">One is outside its range.</exception>
    public static void Check(string learner, int trees, double? rate, int leaves, int rows)
    {
        if (trees < 1)
        {
            throw new OptionException(learner, "Trees", trees, "≥ 1");
        }

        if (rate is { } step && !(step > 0 && step <= 1))
        {
            throw new OptionException(learner, "LearningRate", step, "above 0, at most 1");
        }

        if (leaves < 2)
        {
            throw new OptionException(learner, "Leaves", leaves, "≥ 2");
        }

        if (rows < 1)
        {
            throw new OptionException(learner, "MinLeafRows", rows, "≥ 1");
        }
    }
}
