using System.IO.Compression;
using System.Text;
using Analytics.Engine;
using Analytics.Frames;

namespace Analytics.Bugs;

/// <summary>A generated sample file as texts, with columns by their canonical names, for tests that change cells of it.</summary>
internal sealed class SampleTable
{
    private readonly Dictionary<string, string?[]> _columns = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];

    private SampleTable(Source source, Layout layout, string name) => (Source, Layout, Name) = (source, layout, name);

    public Source Source { get; }

    public Layout Layout { get; }

    public string Name { get; }

    public int Rows => _columns[_order[0]].Length;

    /// <summary>The CSV files of a domain's sample; each column of the file's layout is there, empty where the sample lacks it.</summary>
    public static IReadOnlyList<SampleTable> Of(Domain domain, long rows)
    {
        var tables = new List<SampleTable>();
        foreach (var file in domain.Sample(new SampleOptions(rows)).Where(file => file.FileName.Contains(".csv", StringComparison.Ordinal)))
        {
            var text = new StringWriter();
            file.Write(text);
            var source = domain.SourceOf(file.Source);
            var frame = Read(text.ToString());
            var layout = source.Layouts.MaxBy(layout => layout.Columns.Count(column => Find(frame, column) is not null))!;
            var table = new SampleTable(source, layout, Path.GetFileNameWithoutExtension(file.FileName) + ".csv");
            foreach (var column in layout.Columns)
            {
                var found = Find(frame, column);
                table._order.Add(column.Name);
                table._columns[column.Name] = found is null
                    ? new string?[frame.RowCount]
                    : [.. Enumerable.Range(0, frame.RowCount).Select(row => frame.Text(found).At(row))];
            }

            tables.Add(table);
        }

        return tables;
    }

    public string?[] this[string column] => _columns[column];

    /// <summary>The file with a column's cells replaced.</summary>
    public string Text(Func<RawColumn, int, string?, string?> cell) =>
        new Frame(
            Layout.Columns.Select(column =>
                TextColumn.FromValues(
                    column.Name,
                    Enumerable
                        .Range(0, Rows)
                        .Select(row => cell(column, row, _columns[column.Name][row]) is { Length: > 0 } text ? text : null)
                )
            )
        ).ToCsv();

    private static string? Find(Frame frame, RawColumn column) =>
        frame.Names.FirstOrDefault(name =>
            column.Aliases.Prepend(column.Name).Any(alias => string.Equals(alias, name.Trim(), StringComparison.OrdinalIgnoreCase))
        );

    private static Frame Read(string text)
    {
        // Samples hold dirt: what cannot be split is left out, and of two headers of one name the second is called name.1.
        var lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        var delimiter = new[] { ',', ';' }.MaxBy(each => lines[0].Count(c => c == each));
        var records = lines.Select(line => Split(line, delimiter)).ToArray();
        var names = new List<string>();
        foreach (var name in records[0])
        {
            names.Add(names.Contains(name, StringComparer.OrdinalIgnoreCase) ? name + ".1" : name);
        }
        // Rows of a log may end with a delimiter that its header lacks.
        var good = records
            .Skip(1)
            .Where(record => record.Count == names.Count || record.Count == names.Count + 1 && record[^1].Length == 0)
            .ToArray();
        return new Frame(
            names.Select((name, at) => TextColumn.FromValues(name, good.Select(record => record[at].Length == 0 ? null : record[at])))
        );
    }

    private static List<string> Split(string line, char delimiter)
    {
        var (cells, cell, isQuoted) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && isQuoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                cell.Append(line[++i]);
            }
            else if (line[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (line[i] == delimiter && !isQuoted)
            {
                (_, cell) = (Add(cells, cell), new StringBuilder());
            }
            else
            {
                cell.Append(line[i]);
            }
        }

        Add(cells, cell);
        return cells;

        static bool Add(List<string> cells, StringBuilder cell)
        {
            cells.Add(cell.ToString());
            return true;
        }
    }
}
