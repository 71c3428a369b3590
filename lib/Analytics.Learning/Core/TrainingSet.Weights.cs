namespace Analytics.Learning;

internal sealed partial record TrainingSet
{
    /// <summary>The sum of the weights; the number of rows without.</summary>
    /// <exception cref="TrainingDataException">All weights are zero.</exception>
    public double RequireWeight(string learner)
    {
        if (Weights is null)
        {
            return Rows;
        }

        var sum = 0.0;
        foreach (var weight in Weights)
        {
            sum += weight;
        }

        return sum > 0
            ? sum
            : throw new TrainingDataException($"{learner}: all weights of '{Options.Weight}' are zero. Give at least one row a weight.");
    }
}
