using System.CommandLine;
using Analytics.App.Commands;
using Analytics.Engine;
using Analytics.Frames;

namespace Analytics.App.Tests;

/// <summary>CSV that a script prints or writes holds nothing that a spreadsheet program would run, unless --raw asks for it.</summary>
public sealed class SpreadsheetTests
{
    private const string Evil = "=HYPERLINK(\"http://x\")";

    /// <summary>A lake in which words, quarantined records and runs begin as formulas do.</summary>
    private static readonly Lazy<TempData> s_lake = new(Make);

    private static string Data => s_lake.Value.Data;

    private static TempData Make()
    {
        var made = new TempData();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => made.Dispose();
        Assert.Equal(0, Script.Run("sample", "crashes", "--rows", "1500", "--out", made.PathOf("samples")).Code);
        var inputs = SampleWriter
            .Find(Catalog.Of("crashes"), made.PathOf("samples/crashes"))
            .SelectMany(input => new[] { "--input", $"{input.Source}={input.Path}" })
            .ToList();
        // Half of the crashes of an earlier year have a weather that is a formula, and one line cannot be split.
        var rows = Enumerable
            .Range(0, 600)
            .Select(n =>
                FormattableString.Invariant(
                    $"{n:x128},2021-0{1 + n % 9}-11T10:00:00,{(n % 2 == 0 ? Csv(Evil) : "CLEAR")},@SUM(1),{(n % 3 == 0 ? "NO INJURY / DRIVE AWAY" : "INJURY AND / OR TOW DUE TO CRASH")},{n % 5 * 10}\n"
                )
            );
        var more = made.PathOf("more.csv");
        File.WriteAllText(
            more,
            "CRASH_RECORD_ID,CRASH_DATE,WEATHER_CONDITION,STREET_NAME,CRASH_TYPE,POSTED_SPEED_LIMIT\n"
                + string.Concat(rows)
                + "=1+1,-2+3\n\"=2+2\",2021-01-01,,,,\n"
        );
        var run = Script.Run("rebuild", ["crashes", "--data", made.Data, "--no-models", "--input", "crashes=" + more, .. inputs]);
        Assert.True(run.Code == 0, run.Error);
        return made;
    }

    private static string Csv(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>The cells and names of a CSV that a spreadsheet program would run.</summary>
    private static string[] Runnable(string csv)
    {
        var lines = csv.ReplaceLineEndings("\n");
        using var reader = new StringReader(lines);
        var names = lines.Split('\n')[0].Split(',').Select(name => name.Trim('"'));
        var frame = Frame.ReadCsv(reader, names.ToDictionary(name => name, _ => ColumnType.Text, StringComparer.Ordinal));
        return
        [
            .. frame
                .Columns.SelectMany(column => Enumerable.Range(0, frame.RowCount).Select(row => (string?)column[row]).Append(column.Name))
                .OfType<string>()
                .Where(cell =>
                    cell.Length > 0
                    && cell[0] is '=' or '+' or '-' or '@' or '\t' or '\r'
                    && !double.TryParse(cell, System.Globalization.CultureInfo.InvariantCulture, out _)
                ),
        ];
    }

    private static void Holds(Func<bool, string> csv)
    {
        Assert.NotEmpty(Runnable(csv(true)));
        Assert.Empty(Runnable(csv(false)));
    }

    private static string Printed(bool raw, string script, params string[] words)
    {
        var run = Script.Run(script, [.. words, "--data", Data, .. raw ? ["--raw"] : Array.Empty<string>()]);
        Assert.True(run.Code == 0, run.Error);
        return run.Out;
    }

    [Fact]
    public void Query_prints_words_harmlessly() =>
        Holds(raw =>
            Printed(
                raw,
                "query",
                "select street_name, weather_condition, '-2+3' as \"@name\" from crashes.crashes where year(crash_date) = 2021",
                "--format",
                "csv"
            )
        );

    [Fact]
    public void Quarantine_prints_records_harmlessly() =>
        Holds(raw => Printed(raw, "quarantine", "crashes", "--limit", "1000", "--format", "csv"));

    [Fact]
    public void Predict_prints_and_writes_what_it_was_given_harmlessly()
    {
        if (new Registry(Lake.Lake.Open(Data)).ChampionOf("crashes", "severity") is null)
        {
            Assert.Equal(0, Script.Run("train", "crashes", "--learner", "boosting", "--data", Data).Code);
        }

        Holds(raw => Printed(raw, "predict", "crashes", "--row", "crash_record_id==1+1,hour=17,weekday=5,month_of_year=3"));
        var path = s_lake.Value.PathOf("scored.csv");
        Holds(raw =>
        {
            Printed(raw, "predict", "crashes", "--row", "crash_record_id=@SUM(1),hour=17,weekday=5,month_of_year=3", "--out", path);
            return File.ReadAllText(path);
        });
        Holds(raw =>
        {
            Printed(raw, "predict", "crashes", "--input", "crashes=" + s_lake.Value.PathOf("more.csv"), "--out", path);
            return File.ReadAllText(path + ".crashes.quarantine.csv");
        });
    }

    [Fact]
    public void The_tables_of_a_run_are_written_harmlessly()
    {
        foreach (var learner in new[] { "logistic", "boosting" })
        {
            Printed(false, "train", "crashes", "--learner", learner, "--seed", "3");
            var experiments = new Experiments(Lake.Lake.Open(Data));
            var run = experiments.List("crashes", "severity").First(each => each.Learner == learner && each.Seed == 3);
            Assert.NotEmpty(Directory.GetFiles(experiments.FolderOf(run), "*.csv"));
            Assert.All(
                Directory.GetFiles(Path.Combine(Data, "experiments"), "*.csv", SearchOption.AllDirectories),
                file => Assert.Empty(Runnable(File.ReadAllText(file)))
            );
        }
    }

    [Fact]
    public void Experiments_are_listed_compared_and_exported_harmlessly()
    {
        Assert.Equal(0, Script.Run("train", "crashes", "--learner", "logistic", "--data", Data).Code);
        using var copy = new TempData();
        // Runs of another tool, or a damaged store: names are whatever stands in the files.
        Folders.Copy(Data, copy.Data);
        var run = Directory.GetFiles(Path.Combine(copy.Data, "experiments"), "run.json", SearchOption.AllDirectories)[0];
        File.WriteAllText(
            run,
            File.ReadAllText(run).Replace("\"learner\": \"logistic\"", "\"learner\": \"=cmd|' /C calc'!A0\"", StringComparison.Ordinal)
        );
        var other = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(run)!)!, "ffffffffffff");
        Folders.Copy(Path.GetDirectoryName(run)!, other);

        var id = Path.GetFileName(Path.GetDirectoryName(run)!);
        File.WriteAllText(
            Path.Combine(other, "run.json"),
            File.ReadAllText(run).Replace(id, "ffffffffffff", StringComparison.Ordinal).Replace("=cmd", "@cmd", StringComparison.Ordinal)
        );
        // Somebody who may write there seals as well.
        Lake.Lake.SealFolder(Path.GetDirectoryName(run)!);
        Lake.Lake.SealFolder(other);

        string Experiments(bool raw, params string[] words)
        {
            var script = Script.Run("experiments", [.. words, "--data", copy.Data, .. raw ? ["--raw"] : Array.Empty<string>()]);
            Assert.True(script.Code == 0, script.Error);
            return script.Out;
        }

        Holds(raw => Experiments(raw, "list", "--format", "csv"));
        Holds(raw => Experiments(raw, "compare", id, "ffffffffffff", "--format", "csv"));
        Holds(raw => Experiments(raw, "export"));
        Holds(raw =>
        {
            Experiments(raw, "export", "--out", copy.PathOf("runs.csv"));
            return File.ReadAllText(copy.PathOf("runs.csv"));
        });
    }

    [Fact]
    public void Every_command_that_prints_or_writes_csv_takes_raw()
    {
        var commands = new List<(string Name, Command Command)>();
        foreach (var (script, definition) in ScriptCommands.All)
        {
            var command = definition();
            commands.AddRange(command.Subcommands.Select(sub => ($"{script} {sub.Name}", sub)));
            if (command.Subcommands.Count == 0)
            {
                commands.Add((script, command));
            }
        }

        var withFormat = commands.Where(each => each.Command.Options.Any(option => option.Name == "--format")).Select(each => each.Name);
        // These write files: scores, run tables, drift.
        string[] expected = [.. withFormat, "experiments export", "predict", "rebuild", "retrain", "train"];
        Assert.Equal(
            expected.Order(StringComparer.Ordinal),
            commands
                .Where(each => each.Command.Options.Any(option => option.Name == "--raw"))
                .Select(each => each.Name)
                .Order(StringComparer.Ordinal)
        );
    }

    [Theory, MemberData(nameof(HelpTests.Domains), MemberType = typeof(HelpTests))]
    public void Samples_are_input_and_hold_nothing_to_run(string domain)
    {
        foreach (
            var file in Catalog
                .Of(domain)
                .Sample(new SampleOptions(300))
                .Where(file => file.FileName.Contains(".csv", StringComparison.Ordinal))
        )
        {
            var text = new StringWriter();
            file.Write(text);
            Assert.DoesNotMatch("(^|[,;\n])\"?([=@]|[+-][^0-9.,;\"\n])", text.ToString());
        }
    }
}
