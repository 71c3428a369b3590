namespace Analytics.Learning;

/// <summary>The clusters picked from a condensed tree, numbered by their first rows.</summary>
/// <param name="Labels">n clusters; -1 is noise.</param>
/// <param name="Strengths">n strengths 0…1; 0 for noise.</param>
/// <param name="Outliers">n outlier scores 0…1.</param>
/// <param name="Births">For each cluster the density at which it begins.</param>
/// <param name="Deaths">For each cluster its greatest density.</param>
internal sealed record DensityClusters(int[] Labels, double[] Strengths, double[] Outliers, double[] Births, double[] Deaths)
{
    public static DensityClusters Of(CondensedTree tree, bool[] selected)
    {
        var clusterOf = new int[tree.Count];
        clusterOf[0] = -1;
        for (var group = 1; group < tree.Count; group++)
        {
            clusterOf[group] = selected[group] ? group : clusterOf[tree.Parent(group)];
        }

        var numbers = new Dictionary<int, int>();
        var groups = new List<int>();
        var labels = new int[tree.GroupOf.Length];
        var strengths = new double[labels.Length];
        for (var row = 0; row < labels.Length; row++)
        {
            var group = clusterOf[tree.GroupOf[row]];
            labels[row] = -1;
            if (group < 0)
            {
                continue;
            }

            if (!numbers.TryGetValue(group, out labels[row]))
            {
                numbers[group] = labels[row] = groups.Count;
                groups.Add(group);
            }

            strengths[row] = Math.Min(1, tree.DensityOf[row] / tree.Death(group));
        }

        return new DensityClusters(labels, strengths, tree.Outliers(), [.. groups.Select(tree.Birth)], [.. groups.Select(tree.Death)]);
    }
}
