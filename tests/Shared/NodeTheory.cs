namespace Analytics.Tests;

/// <summary>A theory that runs an npm package installed under tests/node and says so when it is not there.</summary>
public sealed class NodeTheoryAttribute : TheoryAttribute
{
    public NodeTheoryAttribute(string package)
    {
        if (!Directory.Exists(Path.Combine(OutsideTools.NodeModules, package)))
            Skip = $"npm package '{package}' is not installed; run: npm ci --ignore-scripts --prefix tests/node";
    }
}
