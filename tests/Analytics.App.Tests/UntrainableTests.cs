using Analytics.Engine;
using Analytics.Frames;

namespace Analytics.App.Tests;

/// <summary>A study that the data cannot teach is reported, and the next one has its turn.</summary>
public sealed class UntrainableTests
{
    /// <summary>A sample of crashes in which nobody was hurt nor towed between two shares of its time: the rows that validate all have one class.</summary>
    private static string OneClass(TempData temp, double from, double to)
    {
        var file = Catalog.Of("crashes").Sample(new SampleOptions(900)).Single(each => each.Source == "crashes");
        var text = new StringWriter();
        file.Write(text);
        var names = text.ToString().Split('\n')[0].Split(',');
        using var reader = new StringReader(text.ToString());
        var frame = Frame.ReadCsv(reader, names.ToDictionary(name => name, _ => ColumnType.Text, StringComparer.Ordinal));
        Column Found(string name) => frame.Columns.Single(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        var dates = Found("crash_date");
        var ranks = new int[frame.RowCount];
        foreach (var (rank, row) in Enumerable.Range(0, frame.RowCount).OrderBy(row => (string?)dates[row], StringComparer.Ordinal).Index())
        {
            ranks[row] = rank;
        }

        var types = ranks.Select(rank =>
            rank >= from * ranks.Length && rank < to * ranks.Length || rank % 2 != 0
                ? "NO INJURY / DRIVE AWAY"
                : "INJURY AND / OR TOW DUE TO CRASH"
        );
        Column[] columns =
        [
            .. frame.Columns.Select(column =>
                column == Found("crash_type") ? TextColumn.FromValues(column.Name, types)
                : column == Found("damage") ? TextColumn.FromValues(column.Name, ranks.Select(_ => ""))
                : column
            ),
        ];
        Assert.InRange(frame.RowCount, 300, 1000);
        var path = temp.PathOf("one-class.csv");
        File.WriteAllText(path, new Frame(columns).ToCsv());
        return path;
    }

    private static string[] Samples(TempData temp, string domain, int rows)
    {
        Assert.Equal(
            0,
            Script.Run("sample", domain, "--rows", FormattableString.Invariant($"{rows}"), "--out", temp.PathOf("samples")).Code
        );
        return
        [
            .. SampleWriter
                .Find(Catalog.Of(domain), temp.PathOf($"samples/{domain}"))
                .SelectMany(input => new[] { "--input", $"{input.Source}={input.Path}" }),
        ];
    }

    [Fact]
    public void One_class_in_the_validation_rows_is_told_by_rebuild_and_train_with_exit_code_0_and_the_next_study_is_trained()
    {
        using var temp = new TempData();
        var rebuild = Script.Run("rebuild", ["crashes", "--data", temp.Data, "--input", "crashes=" + OneClass(temp, 0.55, 0.9)]);
        Assert.True(rebuild.Code == 0, rebuild.Error);
        Assert.Contains("model crashes/severity: not trained, because all ", rebuild.Error, StringComparison.Ordinal);
        Assert.Contains("validation rows have injury_or_tow = False", rebuild.Error, StringComparison.Ordinal);

        var accidents = Script.Run("rebuild", ["accidents", "--no-models", "--data", temp.Data, .. Samples(temp, "accidents", 400)]);
        Assert.True(accidents.Code == 0, accidents.Error);
        var train = Script.Run("train", "crashes", "accidents", "--data", temp.Data);
        Assert.True(train.Code == 0, train.Error + train.Out);
        Assert.Contains("crashes/severity: not trained, because all ", train.Out, StringComparison.Ordinal);
        Assert.Contains("accidents/patterns: run ", train.Out, StringComparison.Ordinal);
        var retrain = Script.Run("retrain", "crashes", "--data", temp.Data);
        Assert.Equal((0, ""), (retrain.Code, retrain.Error));
        Assert.Contains("not trained, because", retrain.Out, StringComparison.Ordinal);

        var sweep = temp.PathOf("sweep.json");
        File.WriteAllText(sweep, """{ "learner": "boosting", "mode": "random", "runs": 2, "parameters": { "trees": [10, 20] } }""");
        var swept = Script.Run("train", "crashes", "--sweep", sweep, "--data", temp.Data);
        Assert.True(swept.Code == 0, swept.Error);
        Assert.Contains("crashes/severity: not trained, because all ", swept.Out, StringComparison.Ordinal);
        Assert.Null(new Registry(Lake.Lake.Open(temp.Data)).ChampionOf("crashes", "severity"));
    }

    [Fact]
    public void A_study_that_fails_leaves_the_others_their_turn_and_the_exit_code_is_1()
    {
        using var temp = new TempData();
        var accidents = Script.Run("rebuild", ["accidents", "--no-models", "--data", temp.Data, .. Samples(temp, "accidents", 400)]);
        Assert.True(accidents.Code == 0, accidents.Error);

        // The others have no tables yet: that is an error, and the first of them comes before accidents, the rest after.
        var train = Script.Run("train", "--data", temp.Data);

        Assert.Equal(1, train.Code);
        Assert.Contains("accidents/patterns: run ", train.Out, StringComparison.Ordinal);
        foreach (
            var study in Catalog
                .Domains.Where(domain => domain.Name != "accidents")
                .SelectMany(domain => domain.Studies.Select(study => $"{domain.Name}/{study.Name}"))
        )
        {
            Assert.Contains($"{study}: there is no table", train.Error, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("   at ", train.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_typed_wrongly_is_still_exit_code_2()
    {
        Script.Run("train", "crashes", "--learner", "nonsense", "--data", TempData.Trained.Data).Refused(2, "no learner 'nonsense'");
        Script.Run("train", "crashes", "--study", "nonsense", "--data", TempData.Trained.Data).Refused(2, "no study 'nonsense'");
    }

    [Fact]
    public void A_domain_whose_files_cannot_land_leaves_the_others_their_turn()
    {
        using var temp = new TempData();
        var inputs = Samples(temp, "accidents", 100);
        // A file where the folder of the first domain's input should be made.
        Directory.CreateDirectory(Path.Combine(temp.Data, "bronze"));
        File.WriteAllText(Path.Combine(temp.Data, "bronze", "accidents"), "in the way");
        var crashes = Samples(temp, "crashes", 50);

        var bronze = Script.Run("bronze", ["accidents", "crashes", "--data", temp.Data, .. inputs.Take(2), .. crashes.Take(2)]);

        Assert.Equal(1, bronze.Code);
        Assert.Contains("accidents: ", bronze.Error, StringComparison.Ordinal);
        Assert.Contains("crashes/crashes: 1 files", bronze.Out, StringComparison.Ordinal);
    }
}
