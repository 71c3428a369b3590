using Analytics.App;
using Analytics.Lake;
using Analytics.Server.Snapshots;

namespace Analytics.Server.Pages;

/// <summary>Something that data passes: a source, a table, a model.</summary>
/// <param name="Name">As steps name it: <c>bronze.events</c>, <c>silver.vehicles.events</c>, <c>model.vehicles.style</c>.</param>
/// <param name="Kind"><c>source</c>, <c>silver</c>, <c>gold</c> or <c>model</c>.</param>
/// <param name="Text">Its name within the domain.</param>
/// <param name="Note">E.g. its rows.</param>
/// <param name="Address">Its page; null for none.</param>
/// <param name="X">Left edge in the picture.</param>
/// <param name="Y">Upper edge.</param>
public sealed record LineageNode(string Name, string Kind, string Text, string Note, string? Address, int X, int Y);

/// <summary>Where a domain's tables and models come from, laid out from left to right: each stands right of all that it is made of.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Nodes">In columns, top down.</param>
/// <param name="Edges">From what, to what.</param>
/// <param name="Width">Of the picture.</param>
/// <param name="Height">Of the picture.</param>
public sealed record LineageGraph(
    string Domain,
    IReadOnlyList<LineageNode> Nodes,
    IReadOnlyList<(LineageNode From, LineageNode To)> Edges,
    int Width,
    int Height
)
{
    /// <summary>Of a box.</summary>
    public const int BoxWidth = 180,
        BoxHeight = 40;

    private const int ColumnWidth = 236,
        RowHeight = 56,
        Margin = 8;

    /// <summary>The graphs of all domains that have something published, or of one.</summary>
    public static IReadOnlyList<LineageGraph> Of(ServedSnapshot served, string? domain) =>
        [
            .. Catalog
                .Domains.Where(each => domain is null || each.Name == domain)
                .Select(each => Of(served, each))
                .Where(graph => graph.Nodes.Count > 0),
        ];

    /// <summary>What a table is made of: tables by their full names, raw sources as <c>bronze.&lt;source&gt;</c>.</summary>
    public static IReadOnlyList<string> InputsOf(Snapshot snapshot, string name)
    {
        var step = snapshot.Steps.Values.FirstOrDefault(each => each.Outputs.ContainsKey(name)) ?? snapshot.Steps.GetValueOrDefault(name);
        return step is null
            ? []
            : [.. step.Inputs.Keys.Select(input => input.Split('/')[0]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static LineageGraph Of(ServedSnapshot served, Domain domain)
    {
        var snapshot = served.Snapshot;
        var inputs = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var table in domain.Tables.Select(table => table.FullName(domain)).Where(snapshot.Tables.ContainsKey))
        {
            inputs[table] = InputsOf(snapshot, table);
        }

        foreach (var study in domain.Studies.Where(study => snapshot.Models.ContainsKey($"{domain.Name}/{study.Name}")))
        {
            inputs[$"model.{domain.Name}.{study.Name}"] = [study.TableIn(domain)];
        }

        var names = inputs
            .Keys.Concat(inputs.Values.SelectMany(each => each))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToArray();
        var depths = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            Depth(name, inputs, depths);
        }
        // Models stand in the last column, whatever they learn from.
        var last = names.Length == 0 ? 0 : depths.Values.Max();
        var columns = names
            .GroupBy(name => name.StartsWith("model.", StringComparison.Ordinal) ? last : depths[name])
            .OrderBy(group => group.Key)
            .ToArray();
        var nodes = new Dictionary<string, LineageNode>(StringComparer.Ordinal);
        foreach (var (at, column) in columns.Index())
        {
            // Beside what they come from, so that few lines cross.
            var ordered = column
                .OrderBy(name =>
                    inputs.GetValueOrDefault(name, []) is [_, ..] from
                        ? from.Where(nodes.ContainsKey).Select(each => (double)nodes[each].Y).DefaultIfEmpty().Average()
                        : 0
                )
                .ThenBy(name => name, StringComparer.Ordinal);
            foreach (var (row, name) in ordered.Index())
            {
                nodes[name] = Node(served, domain, name, Margin + at * ColumnWidth, Margin + row * RowHeight);
            }
        }

        return new LineageGraph(
            domain.Name,
            [.. nodes.Values],
            [.. inputs.SelectMany(each => each.Value.Select(from => (nodes[from], nodes[each.Key])))],
            2 * Margin + Math.Max(0, columns.Length - 1) * ColumnWidth + BoxWidth,
            2 * Margin + columns.Select(column => column.Count()).DefaultIfEmpty(1).Max() * RowHeight
        );
    }

    private static int Depth(string name, SortedDictionary<string, IReadOnlyList<string>> inputs, Dictionary<string, int> depths)
    {
        if (depths.TryGetValue(name, out var known))
        {
            return known;
        }

        var from = inputs.GetValueOrDefault(name, []);
        return depths[name] = from.Count == 0 ? 0 : 1 + from.Max(each => Depth(each, inputs, depths));
    }

    private static LineageNode Node(ServedSnapshot served, Domain domain, string name, int x, int y)
    {
        var parts = name.Split('.');
        return parts[0] switch
        {
            "bronze" => new LineageNode(
                name,
                "source",
                parts[^1],
                Files(served.Lake.Objects.List(domain.Name, parts[^1]).Count),
                null,
                x,
                y
            ),
            "model" => new LineageNode(
                name,
                "model",
                parts[^1],
                $"model, version {served.Snapshot.Models[$"{parts[1]}/{parts[2]}"]}",
                $"/view/models/{parts[1]}/{parts[2]}",
                x,
                y
            ),
            _ when served.Snapshot.Tables.TryGetValue(name, out var table) => new LineageNode(
                name,
                parts[0],
                parts[^1],
                $"{parts[0]}, {Show.Whole(table.Rows)} rows",
                $"/view/data/{name}",
                x,
                y
            ),
            _ => new LineageNode(name, parts[0], parts[^1], parts[0], null, x, y),
        };
    }

    private static string Files(int count) => count == 1 ? "1 raw file" : $"{Show.Whole(count)} raw files";
}
