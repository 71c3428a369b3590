using System.Collections.Immutable;
using Analytics.Interactive.Loading;
using Microsoft.CodeAnalysis;

namespace Analytics.Interactive.Compiling;

/// <summary>
/// What code is compiled against. It starts with few assemblies of the framework, because every reference costs time and
/// memory in each cell again; `#r` and what it drags in come on demand, others of the framework only when a name is not
/// found: first the usual ones, then all.
/// </summary>
/// <param name="ofNotebook">Code sees the model of kernels, as in .NET Interactive: <c>x.Display()</c>, <c>HTML(…)</c>, <c>Formatter.Register</c>.</param>
internal sealed class References(Libraries libraries, string folder, bool ofNotebook = false) : MetadataReferenceResolver
{
    private static readonly string[] First =
    [
        "System.Runtime",
        "System.Collections",
        "System.Console",
        "System.Linq",
        "System.Linq.Expressions",
        "Microsoft.CSharp",
    ];

    private static readonly string[] Usual =
    [
        "System.Linq.Queryable",
        "System.Memory",
        "System.Threading",
        "System.Threading.Tasks.Parallel",
        "System.Threading.Thread",
        "System.Text.RegularExpressions",
        "System.Text.Json",
        "System.Collections.Concurrent",
        "System.Collections.Immutable",
        "System.Diagnostics.Process",
        "System.ComponentModel.Primitives",
        "System.ComponentModel",
        "System.Net.Http",
        "System.Net.Primitives",
        "System.Runtime.InteropServices",
        "System.ObjectModel",
    ];

    private static readonly Lazy<string[]> FrameworkFiles = new(() =>
        [
            .. new[] { Framework.ReferenceFolder, Framework.WebReferenceFolder }
                .Where(f => f.Length > 0)
                .SelectMany(f => Directory.EnumerateFiles(f, "*.dll").Order(StringComparer.Ordinal))
                .Where(f => Libraries.ReadMvid(f) is not null),
        ]
    );

    private readonly Dictionary<string, PortableExecutableReference> byPath = new(StringComparer.Ordinal);
    private readonly HashSet<PortableExecutableReference> ofPackages = new(ReferenceEqualityComparer.Instance);
    private readonly SortedSet<string> framework = new(First, StringComparer.Ordinal);

    /// <summary>Why a `#r` was refused, by its text; said instead of the compiler's "could not be found".</summary>
    public Dictionary<string, string> Refusals { get; } = new(StringComparer.Ordinal);

    /// <summary>The references of the next compilation, apart from what its own `#r` lines add.</summary>
    public IEnumerable<MetadataReference> Current => framework.Select(FromFramework).OfType<MetadataReference>().Concat(BesideFramework);

    /// <summary>As <see cref="Current"/> with what people use often.</summary>
    public IEnumerable<MetadataReference> WithUsual =>
        framework.Union(Usual, StringComparer.Ordinal).Select(FromFramework).OfType<MetadataReference>().Concat(BesideFramework);

    /// <summary>As <see cref="Current"/> with everything the framework and the referenced folders hold, to look for a missing name.</summary>
    public IEnumerable<MetadataReference> Everything =>
        FrameworkFiles
            .Value.Select(f => (MetadataReference)FromFile(f))
            .Concat(OfHost)
            .Concat(libraries.All.OrderBy(l => l.Name, StringComparer.Ordinal).Select(l => FromFile(l.Copy, l.Source)));

    public bool OfNotebook => ofNotebook;

    private IEnumerable<MetadataReference> BesideFramework => OfHost.Concat(ofPackages);

    private IEnumerable<MetadataReference> OfHost =>
        ofNotebook
            ?
            [
                FromFile(Host.Path),
                FromFile(Host.Shared("Microsoft.DotNet.Interactive")!),
                FromFile(Host.Shared("Microsoft.DotNet.Interactive.Formatting")!),
            ]
            : [FromFile(Host.Path)];

    public override bool ResolveMissingAssemblies => true;

    /// <summary>Keeps those of <paramref name="used"/> that <see cref="Current"/> lacks for the cells to come.</summary>
    public void Keep(IEnumerable<MetadataReference> used)
    {
        foreach (var name in used.OfType<PortableExecutableReference>().Select(r => Path.GetFileNameWithoutExtension(r.FilePath!)))
        {
            if (!Host.Has(name) && libraries.Find(name) is null)
            {
                framework.Add(name);
            }
        }
    }

    public override ImmutableArray<PortableExecutableReference> ResolveReference(
        string reference,
        string? baseFilePath,
        MetadataReferenceProperties properties
    )
    {
        try
        {
            return reference.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase) ? TakePackage(reference)
                : Resolve(reference, baseFilePath) is { } path ? [Take(path, siblings: true)]
                : FrameworkByName(reference);
        }
        catch (Exception e) when (e is InvalidDataException or BadImageFormatException or IOException)
        {
            Refusals[reference] = e.Message;
            return [];
        }
    }

    public override PortableExecutableReference? ResolveMissingAssembly(MetadataReference definition, AssemblyIdentity referenceIdentity) =>
        Host.Shared(referenceIdentity.Name) is { } shared ? FromFile(shared)
        : libraries.Find(referenceIdentity.Name) is { } library ? FromFile(library.Copy, library.Source)
        : FromFramework(referenceIdentity.Name);

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    private string? Resolve(string reference, string? baseFilePath)
    {
        if (
            !reference.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
            && !reference.EndsWith(".exe", StringComparison.OrdinalIgnoreCase)
        )
        {
            return null;
        }

        var from = Path.IsPathRooted(baseFilePath) ? Path.GetDirectoryName(baseFilePath)! : folder;
        var path = Path.GetFullPath(Path.Combine(from, reference.Replace('\\', '/')));
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException($"{path} does not exist; if it is built by this repository, run: dotnet build");
    }

    private ImmutableArray<PortableExecutableReference> FrameworkByName(string reference)
    {
        var name = reference.Split(',')[0].Trim();
        if (FromFramework(name) is { } found)
        {
            return [found];
        }

        Refusals[reference] = Invariant(
            $"no assembly of this name in .NET {Environment.Version.Major}; give the path of a .dll, or \"nuget: {name}, <version>\" with an exact version"
        );
        return [];
    }

    /// <summary>A directive stands for one file; the others of a package, and of those it needs, count from the next compilation on.</summary>
    private ImmutableArray<PortableExecutableReference> TakePackage(string reference)
    {
        PortableExecutableReference[] all = [.. PackageFolder.Resolve(reference).Select(path => Take(path, siblings: false))];
        ofPackages.UnionWith(all);
        return all.Length == 0 ? [] : [all[0]];
    }

    private PortableExecutableReference Take(string path, bool siblings)
    {
        Library library = libraries.Add(path, siblings);
        return FromFile(library.Copy, library.Source);
    }

    private PortableExecutableReference? FromFramework(string name) => Framework.Find(name) is { } path ? FromFile(path) : null;

    /// <summary>One reference object per file: the compiler then shares its symbols between all cells.</summary>
    private PortableExecutableReference FromFile(string path, string? documented = null)
    {
        if (!byPath.TryGetValue(path, out PortableExecutableReference? reference))
        {
            var documentation = Path.ChangeExtension(documented ?? path, ".xml");
            byPath.Add(path, reference = MetadataReference.CreateFromFile(path, documentation: new XmlFile(documentation)));
        }

        return reference;
    }
}
