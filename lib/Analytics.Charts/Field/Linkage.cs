namespace Analytics.Charts;

/// <summary>The order of leaves in a tree of average linkage (Sokal and Michener 1958): what is alike stands together.</summary>
internal static class Linkage
{
    public static int[] Order(int count, Func<int, double[]> vectorOf)
    {
        var vectors = Enumerable.Range(0, count).Select(vectorOf).ToArray();
        Fill(vectors);
        var groups = Enumerable.Range(0, count).Select(i => new List<int> { i }).ToList();
        var distance = new double[count, count];
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < count; j++)
            {
                distance[i, j] = Math.Sqrt(vectors[i].Zip(vectors[j], (a, b) => (a - b) * (a - b)).Sum());
            }
        }

        double Between(List<int> left, List<int> right) => left.Sum(i => right.Sum(j => distance[i, j])) / (left.Count * right.Count);
        while (groups.Count > 1)
        {
            var (first, second, least) = (0, 1, double.PositiveInfinity);
            for (var i = 0; i < groups.Count; i++)
            {
                for (var j = i + 1; j < groups.Count; j++)
                {
                    if (Between(groups[i], groups[j]) is var apart && apart < least)
                    {
                        (first, second, least) = (i, j, apart);
                    }
                }
            }

            groups[first].AddRange(groups[second]);
            groups.RemoveAt(second);
        }

        return groups.Count == 0 ? [] : [.. groups[0]];
    }

    /// <summary>A missing number stands at the mean of its place.</summary>
    private static void Fill(double[][] vectors)
    {
        for (var j = 0; j < (vectors.Length == 0 ? 0 : vectors[0].Length); j++)
        {
            var mean = vectors.Select(vector => vector[j]).Where(double.IsFinite).DefaultIfEmpty(0).Average();
            foreach (var vector in vectors.Where(vector => !double.IsFinite(vector[j])))
            {
                vector[j] = mean;
            }
        }
    }
}
