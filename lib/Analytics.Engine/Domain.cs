namespace Analytics.Engine;

/// <summary>
/// A subject area: where its raw data comes from, the tables made of it, its models and its report.
/// Every subclass with a parameterless constructor is found by type; there is no list to edit.
/// </summary>
public abstract class Domain
{
    /// <summary>Lower-case, one word: the SQL schema, the folder and the word typed on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>The question that the domain answers, as a person would ask it.</summary>
    public abstract string Question { get; }

    /// <summary>The raw inputs, by the names used with <c>--input name=path</c>.</summary>
    public abstract IReadOnlyList<Source> Sources { get; }

    /// <summary>All tables in the order they are made: Silver, Gold, Features.</summary>
    public abstract IReadOnlyList<Table> Tables { get; }

    /// <summary>The models, in the order in which they are trained.</summary>
    public virtual IReadOnlyList<Study> Studies => [];

    /// <summary>How often the tables should be remade by a scheduler, e.g. <c>daily</c>.</summary>
    public virtual string Schedule => "daily";

    /// <summary>Writes sample input files with official column names and realistic dirt: one file name → writer per input.</summary>
    public abstract IReadOnlyList<SampleFile> Sample(SampleOptions options);

    /// <summary>Rows of the main file of the committed sample. Default 4,000.</summary>
    public virtual long SampleRows => 4000;

    /// <summary>Fetches raw input from the domain's public source.</summary>
    /// <exception cref="UsageException">The domain takes files only.</exception>
    public virtual Task Fetch(FetchRequest request, CancellationToken cancellation) =>
        throw new UsageException(
            $"'{Name}' has no public API; give files with --input name=path ({string.Join(", ", Sources.Select(source => source.Name))})."
        );

    /// <summary>The findings: tables, numbers and figures for notebooks and pages.</summary>
    public abstract Report Report(ReportInput input);

    public Source SourceOf(string name) =>
        Sources.FirstOrDefault(source => source.Name == name)
        ?? throw new ArgumentException(
            $"Domain '{Name}' has no input '{name}'; it has: {string.Join(", ", Sources.Select(source => source.Name))}."
        );

    /// <summary>All domains of the loaded assemblies, by name.</summary>
    public static IReadOnlyList<Domain> Find(params IEnumerable<System.Reflection.Assembly> assemblies) =>
        [
            .. assemblies
                .SelectMany(assembly => assembly.GetExportedTypes())
                .Where(type => type.IsSubclassOf(typeof(Domain)) && !type.IsAbstract)
                .Select(type => (Domain)Activator.CreateInstance(type)!)
                .OrderBy(domain => domain.Name, StringComparer.Ordinal),
        ];
}

/// <summary>How large a sample, and which one.</summary>
/// <param name="Rows">Rows of the main table.</param>
/// <param name="Seed">The same seed and rows give the same bytes.</param>
public sealed record SampleOptions(long Rows, int Seed = 7);

/// <summary>One generated input file.</summary>
/// <param name="Source">The input it belongs to.</param>
/// <param name="FileName">Its name, extension included; <c>.gz</c> is compressed by the caller.</param>
/// <param name="Write">Writes the text as UTF-8.</param>
public sealed record SampleFile(string Source, string FileName, Action<TextWriter> Write);
