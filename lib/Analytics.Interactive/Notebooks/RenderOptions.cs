namespace Analytics.Interactive.Notebooks;

/// <summary>What the command line of render says.</summary>
internal sealed record RenderOptions
{
    public const string Usage = """
        usage: dotnet script scripts/render.csx [<domain> | <notebook.ipynb> | <notebook.dib> | all] [options]
          Runs notebooks from top to bottom without a person and saves their outputs into them, when all their cells ran.
          <domain>            the notebooks in notebooks/<domain>/; all (the default) takes every notebook
          --set name=value    gives a parameter another value; the result goes to lib/artifacts/rendered/, the notebook stays as it is
          --check             runs and compares with the outputs kept; writes nothing
          --html              makes web pages and an index; the notebooks stay as they are
          --out <folder>      where the pages go (default lib/artifacts/html)
          --out <run.ipynb>   where the notebook that ran goes, instead of into itself; a .dib of .NET Interactive needs it
          --force             runs also what has not changed since its last run
          --timeout <seconds> stops a cell that runs longer
        exit code: 0 done, 1 a cell failed or an output differs, 2 wrong arguments
        """;

    public string Target { get; private init; } = "all";

    public SortedDictionary<string, string> Values { get; } = new(StringComparer.Ordinal);

    public bool IsCheck { get; private init; }

    public bool WantsHtml { get; private init; }

    public bool IsForced { get; private init; }

    public bool WantsHelp { get; private init; }

    /// <summary>What <c>--out</c> names: a folder of pages or, with the ending, a notebook.</summary>
    public string? Out { get; private init; }

    public string? OutNotebook => Out?.EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase) == true ? Out : null;

    public TimeSpan? Timeout { get; private init; }

    /// <exception cref="NotebookException">An unknown option or a value that is missing.</exception>
    public static RenderOptions Parse(IEnumerable<string> args)
    {
        RenderOptions options = new();
        Queue<string> rest = new(args);
        var hasTarget = false;
        while (rest.TryDequeue(out var word))
        {
            switch (word)
            {
                case "-h" or "--help":
                    return options with { WantsHelp = true };
                case "--check":
                    options = options with { IsCheck = true };
                    break;
                case "--html":
                    options = options with { WantsHtml = true };
                    break;
                case "--force":
                    options = options with { IsForced = true };
                    break;
                case "--out":
                    options = options with { Out = Value("a folder or a notebook") };
                    break;
                case "--timeout":
                    var seconds = Value("a number of seconds");
                    options =
                        double.TryParse(
                            seconds,
                            System.Globalization.NumberStyles.Float,
                            System.Globalization.CultureInfo.InvariantCulture,
                            out var s
                        ) && s is > 0 and < 1e6
                            ? options with
                            {
                                Timeout = TimeSpan.FromSeconds(s),
                            }
                            : throw new NotebookException($"--timeout: expected a number of seconds, got \"{seconds}\"");
                    break;
                case "--set":
                    var pair = Value("name=value").Split('=', 2);
                    if (pair.Length < 2 || pair[0].Length == 0)
                    {
                        throw new NotebookException($"--set: expected name=value, got \"{pair[0]}\"");
                    }

                    options.Values[pair[0]] = pair[1];
                    break;
                case var option when option.StartsWith('-'):
                    throw new NotebookException($"unknown option {option}\n{Usage}");
                case var target when !hasTarget:
                    options = options with { Target = target };
                    hasTarget = true;
                    break;
                default:
                    throw new NotebookException($"one target only, but got {options.Target} and {word}\n{Usage}");
            }

            string Value(string what) => rest.TryDequeue(out var value) ? value : throw new NotebookException($"{word}: expected {what}");
        }

        if (options.IsCheck && (options.Values.Count > 0 || options.OutNotebook is not null))
        {
            throw new NotebookException("--check compares with the outputs kept, which were made without --set, and writes nothing");
        }

        return options;
    }
}
