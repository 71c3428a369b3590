using Analytics.App.Commands;
using Analytics.DuckDb;
using Analytics.Engine;
using Analytics.Frames;
using Analytics.Interop;
using Analytics.Lake;
using Microsoft.ML;

namespace Analytics.App;

/// <summary>What notebooks call: reports, queries and the state of the lake, always from one published snapshot.</summary>
public static class Workbench
{
    private static Lake.Lake Open() => Lake.Lake.Open(Repository.Data);

    private static Snapshot Filled(Lake.Lake lake) =>
        lake.Head is { Tables.Count: > 0 } head
            ? head
            : throw new UsageException("The lake is empty. Fill it first: dotnet script scripts/rebuild.csx");

    /// <summary>A domain's findings.</summary>
    public static Report Report(string domain)
    {
        using var lake = Open();
        var of = Catalog.Of(domain);
        using var db = Published.Open(Filled(lake), of);
        return of.Report(new ReportInput(db));
    }

    /// <summary>How far a domain's data can be trusted.</summary>
    public static Report Quality(string domain)
    {
        using var lake = Open();
        Filled(lake);
        return QualityReport.Of(lake, Catalog.Of(domain));
    }

    /// <summary>SQL over the published tables; a domain is a schema. It reads those tables and can do nothing else.</summary>
    /// <param name="sql">One SELECT, EXPLAIN, DESCRIBE, SUMMARIZE or SHOW.</param>
    /// <param name="limits">Time, rows and memory it may cost; null for the defaults.</param>
    /// <param name="variables">
    /// What a name stands for that the tables do not: <c>$name</c> is its value, and a table <c>name</c> without a schema is the <see cref="Frame"/> it holds; null for what
    /// it does not know. Null: there are no variables.
    /// </param>
    /// <param name="cancellation">Stops it within a tenth of a second.</param>
    /// <exception cref="QuestionException">The text is no question, or it reached a limit.</exception>
    /// <exception cref="DuckDBException">DuckDB's error: a wrong name, a value that cannot be cast.</exception>
    public static Frame Query(
        string sql,
        QuestionLimits? limits = null,
        Func<string, object?>? variables = null,
        CancellationToken cancellation = default
    )
    {
        // Whoever asks at the same time opens the lake for themselves.
        var asked = Interlocked.Exchange(ref s_asked, null);
        if (asked is null || !asked.IsOf(Repository.Data, limits))
        {
            asked?.Dispose();
            asked = AskedLake.Open(Repository.Data, limits);
        }

        try
        {
            var frame = asked.Questions.Ask(sql, cancellation, variables).Frame;
            asked = Interlocked.Exchange(ref s_asked, asked);
            return frame;
        }
        finally
        {
            asked?.Dispose();
        }
    }

    private static AskedLake? s_asked;

    /// <summary>What the last question left open for the next: lake, snapshot and tables.</summary>
    private sealed record AskedLake(Lake.Lake Lake, string Folder, QuestionLimits? Limits, SnapshotQuestions Questions) : IDisposable
    {
        public static AskedLake Open(string folder, QuestionLimits? limits)
        {
            var lake = Analytics.Lake.Lake.Open(folder);
            return new AskedLake(lake, folder, limits, new SnapshotQuestions(Filled(lake), limits));
        }

        public bool IsOf(string folder, QuestionLimits? limits) =>
            Folder == folder && Limits == limits && Lake.HeadId == Questions.Snapshot.Id;

        public void Dispose()
        {
            Questions.Dispose();
            Lake.Dispose();
        }
    }

    /// <summary>A published table as what Microsoft.ML learns from, its rows in the order of its key: missing is NaN, text is text. <c>view.ToFrame()</c> gives it back.</summary>
    /// <param name="table">As in SQL, e.g. <c>crashes.features</c>.</param>
    /// <param name="columns">Only these, in this order. Default: all.</param>
    /// <exception cref="UsageException">There is no such table, or no such column; the message lists those there are.</exception>
    public static IDataView View(string table, params IReadOnlyList<string> columns)
    {
        using var lake = Open();
        var head = Filled(lake);
        var (of, which) = TableOf(head, table);
        var has = which.Contract.Fields.Select(field => field.Name).ToArray();
        if (columns.Except(has, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
        {
            throw new UsageException($"'{table}' has no column '{unknown}'. It has: {string.Join(", ", has)}.");
        }

        using var db = Published.Open(head, of);
        string Names(IEnumerable<string> names) => string.Join(", ", names.Select(DuckDBConnection.Quote));
        // A table without a key has no order of its own: its columns from left to right give it one.
        var order = which.Contract.Key is { Count: > 0 } key ? key : has;
        return db.Query($"SELECT {Names(columns.Count > 0 ? columns : has)} FROM {which.NameInDomain} ORDER BY {Names(order)}")
            .ToDataView();
    }

    /// <summary>The names of all published tables as SQL writes them, in order.</summary>
    internal static IReadOnlyList<string> TableNames()
    {
        using var lake = Open();
        var head = Filled(lake);
        return
        [
            .. head
                .Tables.Keys.Select(full => $"{TableName.Parse(full).Domain}.{Published.NameOf(head, full)}")
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>The table that a name means in SQL: a Gold table hides a Silver one of the same name, which is <c>domain.silver_name</c> then.</summary>
    private static (Domain Domain, Table Table) TableOf(Snapshot head, string name)
    {
        if (name.Split('.') is not [var domain, var table])
        {
            throw new UsageException($"'{name}' names no table. Write domain.table, e.g. crashes.features");
        }

        var of = Catalog.Of(domain);
        var named = of
            .Tables.Where(each => head.Tables.ContainsKey(each.FullName(of)))
            .ToDictionary(each => Published.NameOf(head, each.FullName(of)), StringComparer.Ordinal);
        return named.TryGetValue(table, out var found)
            ? (of, found)
            : throw new UsageException($"'{domain}' has no table '{table}'. It has: {string.Join(", ", named.Keys)}.");
    }

    /// <summary>The tables of a domain: layer, name, rows, what one row is.</summary>
    public static Frame Tables(string domain)
    {
        using var lake = Open();
        var (head, of) = (Filled(lake), Catalog.Of(domain));
        return Frame.FromRecords(
            of.Tables.Select(table => new TableLine(
                table.Layer.ToString(),
                table.Name,
                head.Tables.TryGetValue(table.FullName(of), out var version) ? version.Rows : 0,
                table.Meaning
            ))
        );
    }

    /// <summary>Where every raw row went: received = kept + quarantined + superseded.</summary>
    public static Frame Accounts(string domain)
    {
        using var lake = Open();
        return Frame.FromRecords(
            Filled(lake)
                .Accounts.Where(pair => pair.Key.Split('.')[1] == domain)
                .Select(pair => new AccountLine(
                    pair.Key,
                    pair.Value.Received,
                    pair.Value.Kept,
                    pair.Value.Quarantined,
                    pair.Value.Superseded
                ))
        );
    }

    /// <summary>What is promised of each column of a domain's Silver tables: type, rules, meaning.</summary>
    public static Frame Contracts(string domain) => QualityReport.ContractsOf(Catalog.Of(domain));

    /// <summary>What the gates said when the tables were last made.</summary>
    public static Verdicts Verdicts(string domain)
    {
        using var lake = Open();
        return Engine.Verdicts.Of(Filled(lake), Catalog.Of(domain).Name);
    }

    /// <summary>What a table is made of: its step's inputs, the raw files by origin.</summary>
    public static Frame Lineage(string domain, string table)
    {
        using var lake = Open();
        var of = Catalog.Of(domain);
        var step =
            Filled(lake).Steps.FirstOrDefault(pair => pair.Key.EndsWith($".{domain}.{table}", StringComparison.Ordinal)).Value
            ?? throw new UsageException(
                $"'{domain}' has no table '{table}'. It has: {string.Join(", ", of.Tables.Select(each => each.Name))}."
            );
        var origins = of
            .Sources.SelectMany(source => lake.Objects.List(domain, source.Name))
            .ToDictionary(each => $"bronze.{each.Source}/{each.Sha}", each => each.Info.Origin, StringComparer.Ordinal);
        return Frame.FromRecords(
            step.Inputs.Select(input => new LineageLine(
                input.Key.Split('/')[0],
                origins.GetValueOrDefault(input.Key, ""),
                (input.Value.Length > 0 ? input.Value : input.Key.Split('/')[^1])[..12]
            ))
        );
    }

    /// <summary>The steps that a rebuild would run now, with their reasons.</summary>
    public static Plan Plan(string domain)
    {
        using var lake = Open();
        return new Runner(lake, TimeProvider.System, new RunOptions()).Plan(Catalog.Of(domain));
    }

    /// <summary>What changed between two snapshots; <see cref="History"/> lists them.</summary>
    /// <param name="from">The older one's id or its first digits.</param>
    /// <param name="to">The newer one's; null for the published one.</param>
    public static SnapshotDiff Diff(string from, string? to = null)
    {
        using var lake = Open();
        return SnapshotDiff.Of(lake, lake.At(from), to is null ? Filled(lake) : lake.At(to), Catalog.Domains);
    }

    /// <summary>The newest snapshots: id, tables, rows, message.</summary>
    public static Frame History(int limit = 20)
    {
        using var lake = Open();
        return Frame.FromRecords(
            lake.History(limit)
                .Select(each => new SnapshotLine(
                    each.Id[..12],
                    each.Tables.Count,
                    each.Tables.Values.Sum(table => table.Rows),
                    each.Message
                ))
        );
    }

    /// <summary>The card of the model in force.</summary>
    public static ModelCard Card(string domain, string study)
    {
        using var lake = Open();
        var registry = new Registry(lake);
        return registry.Card(
            domain,
            study,
            registry.ChampionOf(domain, study)
                ?? throw new UsageException($"'{domain}/{study}' has no champion yet. Train one: dotnet script scripts/train.csx {domain}")
        );
    }

    /// <summary>Trains a study of a domain, or finds that nothing changed since it was, and reports on the model in force; where none is, on the run that was refused.</summary>
    /// <param name="domain">E.g. <c>crashes</c>.</param>
    /// <param name="study">Null for the domain's first.</param>
    public static Report Train(string domain, string? study = null)
    {
        using var lake = Open();
        var (of, which) = StudyOf(domain, study);
        var trained = Trained(lake, of, which);
        return trained.Champion is null ? ModelReport.Of(lake, trained.Run) : ModelReport.Of(lake, of.Name, which.Name);
    }

    /// <summary>Trains a study that predicts, or finds that nothing changed since, as <see cref="Train"/> does; with its rows, its model and its runs to ask further.</summary>
    /// <param name="domain">E.g. <c>crashes</c>.</param>
    /// <param name="study">Null for the domain's first.</param>
    /// <exception cref="UsageException">The study finds groups.</exception>
    public static TrainedStudy Study(string domain, string? study = null)
    {
        using var lake = Open();
        return StudyOf(domain, study) is (var of, PredictionStudy which)
            ? TrainedStudy.Of(lake, of, which, Trained(lake, of, which))
            : throw new UsageException($"'{domain}/{study}' finds groups. Ask it: Workbench.Groups(\"{domain}\", \"{study}\")");
    }

    /// <summary>Fits a study that finds groups, or finds that nothing changed since, as <see cref="Train"/> does; with its rows, its model and its runs to ask further.</summary>
    /// <param name="domain">E.g. <c>accidents</c>.</param>
    /// <param name="study">Null for the domain's first.</param>
    /// <exception cref="UsageException">The study predicts something.</exception>
    public static TrainedGroups Groups(string domain, string? study = null)
    {
        using var lake = Open();
        return StudyOf(domain, study) is (var of, ClusterStudy which)
            ? TrainedGroups.Of(lake, of, which, Trained(lake, of, which))
            : throw new UsageException($"'{domain}/{study}' predicts. Ask it: Workbench.Study(\"{domain}\", \"{study}\")");
    }

    /// <summary>What runs cost: bytes of the model's file, and the seconds that training took where and when it was done.</summary>
    public static IReadOnlyList<RunCost> Costs(IEnumerable<ExperimentRun> runs)
    {
        using var lake = Open();
        var experiments = new Experiments(lake);
        return [.. runs.Select(run => new RunCost(run, experiments.BytesOf(run), experiments.TimingOf(run).Seconds))];
    }

    private static (Domain Domain, Study Study) StudyOf(string domain, string? study)
    {
        var of = Catalog.Of(domain);
        return (of, Studies.StudyOf(of, study));
    }

    private static TrainResult Trained(Lake.Lake lake, Domain domain, Study study)
    {
        Filled(lake);
        var trainer = new Trainer(lake, TimeProvider.System) { Progress = HostProgress.Instance };
        return trainer.Fresh(domain, study) ?? trainer.Train(domain, study);
    }

    /// <summary>Runs of learners by name on the study's own split and features, e.g. Microsoft.ML's <c>fast-tree</c>; what was finished before is not run again.</summary>
    /// <returns>A run each, of learners that this machine can run.</returns>
    public static IReadOnlyList<ExperimentRun> Learners(string domain, string study, params IReadOnlyList<string> learners)
    {
        using var lake = Open();
        return Swept(lake, domain, study, learners.Select(learner => new Sweep { Learner = learner }));
    }

    /// <summary>All runs of the sweeps of <c>scripts/sweeps/&lt;file&gt;</c>; what was finished before is not run again.</summary>
    public static IReadOnlyList<ExperimentRun> Runs(string domain, string file, string study)
    {
        using var lake = Open();
        return Swept(lake, domain, study, SweepsOf(file, study));
    }

    /// <summary>Runs the sweeps of <c>scripts/sweeps/&lt;file&gt;</c>; what was finished before is not run again.</summary>
    /// <returns>What the runs teach when they are compared.</returns>
    public static Report Compare(string domain, string file, string? study = null)
    {
        using var lake = Open();
        var skipped = new List<string>();
        return ComparisonReport.Of(lake, Swept(lake, domain, study, SweepsOf(file, study), skipped.Add), skipped);
    }

    private static IEnumerable<Sweep> SweepsOf(string file, string? study) =>
        Sweep
            .Load(Path.Combine(Repository.Root, "scripts", "sweeps", file))
            .Where(sweep => study is null || sweep.Study is null || sweep.Study == study);

    private static IReadOnlyList<ExperimentRun> Swept(
        Lake.Lake lake,
        string domain,
        string? study,
        IEnumerable<Sweep> sweeps,
        Action<string>? skipped = null
    )
    {
        Filled(lake);
        var (of, which) = StudyOf(domain, study);
        return Studies.SweepAll(lake, of, which, sweeps, 1, null, skipped ?? (_ => { }), default);
    }

    /// <summary>All learners of a study over the same folds; its own also with the features of the system that it replaces.</summary>
    public static Finding CrossValidate(string domain, string? study = null, int folds = 5)
    {
        using var lake = Open();
        return StudyOf(domain, study) is (var of, PredictionStudy which)
            ? CrossComparison.Of(Filled(lake), of, which, folds, HostProgress.Instance)
            : throw new UsageException($"'{domain}/{study}' finds groups; there is nothing to predict in folds.");
    }

    private sealed record TableLine(string Layer, string Table, long Rows, string Meaning);

    private sealed record AccountLine(string Table, long Received, long Kept, long Quarantined, long Superseded);

    private sealed record LineageLine(string Input, string Origin, string Hash);

    private sealed record SnapshotLine(string Snapshot, int Tables, long Rows, string Message);
}
