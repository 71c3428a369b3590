namespace Analytics.Charts;

/// <summary>The outline of a violin: a Gaussian kernel density of Silverman's bandwidth (1986), over the span of the values.</summary>
internal static class Violin
{
    private const int Steps = 40;

    public static IReadOnlyList<(double At, double Share)> Shape(double[] values)
    {
        var sorted = values.Where(double.IsFinite).Order().ToArray();
        if (sorted.Length < 5 || sorted[0] == sorted[^1])
        {
            return [];
        }

        var mean = sorted.Average();
        var deviation = Math.Sqrt(sorted.Sum(value => (value - mean) * (value - mean)) / (sorted.Length - 1));
        var box = (Quartiles.At(sorted, 0.75) - Quartiles.At(sorted, 0.25)) / 1.34;
        var width = 0.9 * (box > 0 ? Math.Min(deviation, box) : deviation) * Math.Pow(sorted.Length, -0.2);
        // Evenly spaced ranks say as much as all values.
        var sample =
            sorted.Length <= 500 ? sorted : [.. Enumerable.Range(0, 500).Select(i => sorted[(int)((long)i * (sorted.Length - 1) / 499)])];
        var places = Enumerable.Range(0, Steps + 1).Select(i => sorted[0] + (i * (sorted[^1] - sorted[0]) / Steps)).ToArray();
        var density = places.Select(at => sample.Sum(value => Math.Exp(-0.5 * Math.Pow((at - value) / width, 2)))).ToArray();
        var most = density.Max();
        return [.. places.Zip(density, (at, height) => (at, height / most))];
    }
}
