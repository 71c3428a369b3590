using Analytics.Engine;

namespace Analytics.App.Tests;

/// <summary>Learners of Microsoft.ML's packages are named as a study's own, and those that cannot be made again never serve.</summary>
public sealed class PackageLearnerTests
{
    [Fact]
    public void LightGbm_is_trained_and_compared_and_its_card_names_package_and_version_but_it_never_becomes_champion()
    {
        using var temp = new TempData();
        temp.Filled();
        // A lake without a champion: whatever else were trained would become the first.
        var train = Script.Run(
            "train",
            "crashes",
            "--learner",
            "lightgbm",
            "--set",
            "trees=5",
            "--without",
            "alignment",
            "--data",
            temp.Data
        );
        Assert.True(train.Code == 0, train.Error);
        Assert.Contains(
            "not promoted: lightgbm of Microsoft.ML.LightGbm 5.0.1 is for comparison only: two fits with one seed differ",
            train.Out,
            StringComparison.Ordinal
        );

        using var lake = Lake.Lake.Open(temp.Data);
        var run = Assert.Single(new Experiments(lake).List("crashes"), each => each.Learner == "lightgbm");
        Assert.Equal("Microsoft.ML.LightGbm 5.0.1", run.Package);
        Assert.DoesNotContain("crashes/severity", lake.Head.Models.Keys);
        Assert.Contains("for comparison only", new Registry(lake).Decisions("crashes", "severity")[^1].Reason, StringComparison.Ordinal);
        Assert.Contains(
            "- Learner `lightgbm` of Microsoft.ML.LightGbm 5.0.1 (",
            File.ReadAllText(Path.Combine(new Experiments(lake).FolderOf(run), "card.md")),
            StringComparison.Ordinal
        );
        // Its model is one of ours: saved, and exported with its preparation.
        Assert.True(File.Exists(Path.Combine(new Experiments(lake).FolderOf(run), "model.onnx")));
        Assert.Contains(
            "Microsoft.ML.LightGbm 5.0.1",
            Script.Run("experiments", "list", "--data", temp.Data).Out,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_sweep_compares_all_and_puts_up_the_best_of_those_that_may_serve()
    {
        using var temp = new TempData();
        temp.Filled();
        var sweep = temp.PathOf("sweep.json");
        File.WriteAllText(
            sweep,
            """[{ "learner": "lbfgs" }, { "learner": "fast-tree", "parameters": { "trees": [2] } }, { "learner": "sdca" }]"""
        );
        var run = Script.Run("train", "crashes", "--sweep", sweep, "--data", temp.Data);
        Assert.True(run.Code == 0, run.Error + run.Out);
        Assert.Contains(", fast-tree, ", run.Out, StringComparison.Ordinal);
        Assert.All(
            new[] { "lbfgs", "fast-tree", "sdca" },
            learner => Assert.Contains($"  {learner}  roc_auc", run.Error, StringComparison.Ordinal)
        );

        using var lake = Lake.Lake.Open(temp.Data);
        var report = ComparisonReport.Of(
            lake,
            [.. new Experiments(lake).List("crashes", "severity").Where(each => each.Package is not null)],
            "forest is skipped."
        );
        Assert.Contains("lbfgs (Microsoft.ML 5.0.1)", report["learners"].Answer, StringComparison.Ordinal);
        Assert.Contains(
            "can be compared but never become champion: its sums follow the widest instructions of the processor",
            report["learners"].Answer,
            StringComparison.Ordinal
        );
        Assert.EndsWith("forest is skipped.", report["runs"].Answer, StringComparison.Ordinal);
        Assert.Contains("package", report["runs"].Numbers.Names);
    }

    [Fact]
    public void A_learner_of_no_study_is_refused_with_all_that_there_are()
    {
        using var temp = new TempData();
        temp.Filled();
        Script
            .Run("train", "crashes", "--learner", "catboost", "--data", temp.Data)
            .Refused(2, "boosting", "constant", "lightgbm", "fast-tree", "fast-forest", "lbfgs", "sdca");
    }
}
