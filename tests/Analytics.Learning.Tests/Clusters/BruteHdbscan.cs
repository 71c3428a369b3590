namespace Analytics.Learning.Tests.Clusters;

/// <summary>
/// HDBSCAN* straight from its definition, for a few hundred rows: all pairs, and at each density the connected parts.
/// It shares no code with the learner: no spanning tree, no dendrogram, no k-d tree.
/// </summary>
internal sealed class BruteHdbscan
{
    private readonly double[,] _reach;
    private readonly int _least;
    private readonly double[] _density;
    private readonly int[] _groupOf;
    private readonly List<(int Parent, double Birth, int[] Members, double Stability, double Death)> _groups = [];

    public BruteHdbscan(double[][] rows, int minClusterRows, int minRows)
    {
        var n = rows.Length;
        _least = minClusterRows;
        (_reach, _density, _groupOf) = (new double[n, n], new double[n], new int[n]);
        var core = new double[n];
        for (var i = 0; i < n; i++)
        {
            core[i] = rows.Select(row => Distance(rows[i], row)).Order().ElementAt(Math.Min(n, minRows) - 1);
        }

        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                _reach[i, j] = Math.Max(Distance(rows[i], rows[j]), Math.Max(core[i], core[j]));
            }
        }

        _groups.Add((-1, 0, [.. Enumerable.Range(0, n)], 0, 0));
        Split(0, [.. Enumerable.Range(0, n)]);
        Select();
    }

    public int[] Labels { get; private set; } = [];

    public double[] Strengths { get; private set; } = [];

    public double[] Outliers { get; private set; } = [];

    /// <summary>Follows one group to ever greater densities until it splits or is gone.</summary>
    private void Split(int group, int[] members)
    {
        while (members.Length > 1)
        {
            // The least threshold at which these rows hang together, by growing from the first row to the nearest, one by one.
            var threshold = Threshold(members);
            var density = 1 / threshold;
            var parts = Parts(members, threshold);
            var large = parts.Where(part => part.Length >= _least).ToArray();
            foreach (var part in parts.Where(part => part.Length < _least))
            {
                Leave(group, part, density);
            }

            if (large.Length == 1)
            {
                members = large[0];
                continue;
            }

            foreach (var part in large)
            {
                Count(group, part.Length, density);
                _groups.Add((group, density, part, 0, 0));
                Split(_groups.Count - 1, part);
            }

            return;
        }
    }

    private double Threshold(int[] members)
    {
        var best = members.Select(member => _reach[members[0], member]).ToArray();
        var inside = new bool[members.Length];
        inside[0] = true;
        var greatest = 0.0;
        for (var step = 1; step < members.Length; step++)
        {
            var next = Enumerable.Range(0, members.Length).Where(i => !inside[i]).MinBy(i => best[i]);
            inside[next] = true;
            greatest = Math.Max(greatest, best[next]);
            for (var i = 0; i < members.Length; i++)
            {
                best[i] = Math.Min(best[i], _reach[members[next], members[i]]);
            }
        }

        return greatest;
    }

    /// <summary>The parts that hang together by distances below the threshold.</summary>
    private List<int[]> Parts(int[] members, double threshold)
    {
        var left = members.ToHashSet();
        var parts = new List<int[]>();
        while (left.Count > 0)
        {
            var part = new List<int> { left.Min() };
            left.Remove(part[0]);
            for (var i = 0; i < part.Count; i++)
            {
                foreach (var near in left.Where(other => _reach[part[i], other] < threshold).ToArray())
                {
                    left.Remove(near);
                    part.Add(near);
                }
            }

            parts.Add([.. part]);
        }

        return parts;
    }

    private void Leave(int group, int[] part, double density)
    {
        Count(group, part.Length, density);
        foreach (var row in part)
        {
            (_groupOf[row], _density[row]) = (group, density);
        }
    }

    private void Count(int group, int size, double density)
    {
        var (parent, birth, members, stability, death) = _groups[group];
        _groups[group] = (parent, birth, members, stability + size * (density - birth), Math.Max(death, density));
    }

    private void Select()
    {
        double Best(int group) => Math.Max(_groups[group].Stability, Parts(group));
        double Parts(int group) => Enumerable.Range(0, _groups.Count).Where(each => _groups[each].Parent == group).Sum(Best);
        bool Chosen(int group) => group > 0 && _groups[group].Stability >= Parts(group) && !Above(group).Any(Chosen);
        IEnumerable<int> Above(int group) => group <= 0 ? [] : Above(_groups[group].Parent).Append(_groups[group].Parent);
        double Densest(int group) =>
            Enumerable.Range(0, _groups.Count).Where(each => each == group || Above(each).Contains(group)).Max(each => _groups[each].Death);

        var chosen = Enumerable.Range(0, _groups.Count).Where(Chosen).OrderBy(group => _groups[group].Members.Min()).ToArray();
        Labels = [.. _groupOf.Select(group => Array.FindIndex(chosen, each => each == group || Above(group).Contains(each)))];
        Strengths = [.. Labels.Select((label, row) => label < 0 ? 0 : Math.Min(1, _density[row] / _groups[chosen[label]].Death))];
        Outliers = [.. _groupOf.Select((group, row) => 1 - _density[row] / Densest(group))];
    }

    private static double Distance(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum());
}
