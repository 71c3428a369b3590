using Analytics.Learning;

namespace Analytics.Engine.Tests.Models;

/// <summary>What is said of models says no where the numbers do.</summary>
public sealed class ModelClaimsTests
{
    internal static ExperimentRun Run(
        string metric,
        Measured score,
        double baseline,
        params (string Name, double Value, double Baseline)[] others
    ) =>
        new()
        {
            Id = "run",
            Domain = "toy",
            Study = "toy",
            Learner = "boosting",
            Parameters = [],
            Seed = 0,
            Groups = ["all"],
            Features = ["a", "b"],
            Target = "bad",
            Classes = ["false", "true"],
            Balance = [],
            Split = "by key",
            SplitHash = "",
            TrainRows = 100,
            ValidationRows = 50,
            TestRows = 50,
            Unlabelled = 0,
            Inputs = [],
            Code = "",
            Metric = metric,
            HigherIsBetter = !Measures.IsLowerBetter(metric),
            Metrics = new(
                others
                    .Select(each => KeyValuePair.Create(each.Name, new Measured(each.Value, double.NaN, double.NaN)))
                    .Append(KeyValuePair.Create(metric, score))
                    .ToDictionary(),
                StringComparer.Ordinal
            ),
            Validation = [],
            Baseline = new(
                others
                    .Select(each => KeyValuePair.Create(each.Name, each.Baseline))
                    .Append(KeyValuePair.Create(metric, baseline))
                    .ToDictionary(),
                StringComparer.Ordinal
            ),
            Leaks = [],
        };

    [Theory]
    [InlineData("roc_auc", 0.8, 0.75, 0.85, 0.5, true, "so the features help")]
    [InlineData("roc_auc", 0.51, 0.46, 0.56, 0.5, false, "no help of the features is seen")]
    [InlineData("roc_auc", 0.4, 0.35, 0.45, 0.5, false, "worse than no model at all")]
    [InlineData("rmse", 0.8, 0.75, 0.85, 1, true, "so the features help")]
    [InlineData("rmse", 1.2, 1.1, 1.3, 1, false, "worse than no model at all")]
    public void A_model_is_said_to_be_better_only_where_its_interval_says_so(
        string metric,
        double value,
        double lower,
        double upper,
        double baseline,
        bool isFound,
        string words
    )
    {
        var claim = ModelClaims.AgainstBaseline(Run(metric, new Measured(value, lower, upper), baseline));
        Assert.Equal(isFound, claim.IsFound);
        Assert.Contains(words, claim.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Measures_that_are_worse_than_no_model_are_named_and_those_that_are_better_are_not()
    {
        var text = ModelClaims
            .AgainstBaseline(Run("roc_auc", new Measured(0.8, 0.75, 0.85), 0.5, ("brier", 0.182, 0.137), ("accuracy", 0.7, 0.6)))
            .Text;
        Assert.EndsWith("It is worse than that model by Brier score (0.182 against 0.137).", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_interval_nothing_is_claimed() =>
        Assert.Null(ModelClaims.AgainstBaseline(Run("roc_auc", new Measured(0.9, double.NaN, double.NaN), 0.5)).IsFound);

    [Theory]
    [InlineData("rmse", 1.0, 0.8, true, "likely to help")]
    [InlineData("rmse", 0.8, 1.0, false, "did not help")]
    [InlineData("roc_auc", 0.7, 0.8, true, "likely to help")]
    [InlineData("roc_auc", 0.8, 0.7, false, "did not help")]
    [InlineData("roc_auc", 0.80, 0.81, false, "not to be seen")]
    public void A_learning_curve_knows_which_way_its_metric_is_better(
        string metric,
        double before,
        double after,
        bool isFound,
        string words
    )
    {
        var claim = ModelClaims.Curve(metric, [50, 100], [before, after], new Measured(after, after - 0.05, after + 0.05));
        Assert.Equal(isFound, claim.IsFound);
        Assert.Contains(words, claim.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_is_no_better_than_none_looks_at_nothing_worth_telling()
    {
        var good = Run("roc_auc", new Measured(0.8, 0.75, 0.85), 0.5);
        Assert.False(
            ModelClaims.Importance(Run("roc_auc", new Measured(0.5, 0.45, 0.55), 0.5), "roc_auc", ["a", "b"], [0.2, 0], [0.01, 0]).IsFound
        );
        Assert.False(ModelClaims.Importance(good, "roc_auc", ["a", "b"], [0.02, 0], [0.01, 0]).IsFound);
        var found = ModelClaims.Importance(good, "roc_auc", ["a", "b"], [0.2, 0], [0.01, 0]);
        Assert.True(found.IsFound);
        Assert.Contains("For 1 of 2 features", found.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Sentences_name_measures_and_features_as_people_do()
    {
        var good = Run("roc_auc", new Measured(0.8, 0.75, 0.85), 0.5, ("log_loss", 0.7, 0.6));
        string[] told =
        [
            ModelClaims.AgainstBaseline(good).Text,
            ModelClaims.Importance(good, "roc_auc", ["recency_days", "rpm_avg"], [0.2, 0], [0.01, 0]).Text,
            ModelClaims.Importance(good, "roc_auc", ["recency_days", "rpm_avg"], [0.02, 0], [0.01, 0]).Text,
            ModelClaims.Curve("roc_auc", [50, 100], [0.7, 0.71], new Measured(0.71, 0.6, 0.8)).Text,
        ];

        Assert.All(told, text => Assert.DoesNotContain('_', text));
        Assert.StartsWith("Area under the ROC curve 0.800", told[0], StringComparison.Ordinal);
        Assert.EndsWith("by log loss (0.700 against 0.600).", told[0], StringComparison.Ordinal);
        Assert.StartsWith(
            "Most at time since the last purchase: shuffled, it costs 0.200 of area under the ROC curve.",
            told[1],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Probabilities_are_said_to_be_off_only_beyond_chance()
    {
        Assert.True(ModelClaims.Calibration([0.2, 0.8], [0.35, 0.65], [500, 500]).Chance < Claims.Chance);
        var (gap, chance) = ModelClaims.Calibration([0.2, 0.8], [0.22, 0.78], [100, 100]);
        Assert.True(chance > 0.5);
        Assert.Equal(0.02, gap, 1e-12);
        // χ² of 2 × (100 · 0.02² / 0.16) = 0.5 on two degrees of freedom: exp(-0.25), from the distribution's closed form.
        Assert.Equal(Math.Exp(-0.25), chance, 1e-9);
    }

    [Fact]
    public void Shares_that_vary_more_than_those_of_independent_rows_are_held_to_more()
    {
        // Ten blocks of one outcome each, fifty rows a block: of the shares of 500 rows only ten are known.
        int[] blocks = [.. Enumerable.Range(0, 500).Select(row => row / 50)];
        double[] errors = [.. blocks.Select(block => block < 4 ? 0.7 : -0.3)];
        var effect = DesignEffect.Of(new int[500], errors, blocks)!.Value;
        // Sums of squares by hand: 10 · 50² · 0.2233… against 500 · 0.2233…, each by its degrees of freedom.
        Assert.Equal(50 * (10 / 9.0) / (500 / 499.0), effect, 1e-9);
        Assert.Equal(1, DesignEffect.Of(new int[500], errors, [.. Enumerable.Range(0, 500)])!.Value, 1e-9);
        // Two bins: the mean of both; one of a single block tells nothing.
        Assert.Equal(
            DesignEffect.Of(new int[450], errors[..450], blocks[..450])!.Value,
            DesignEffect.Of([.. blocks.Select(block => block == 9 ? 1 : 0)], errors, blocks)!.Value,
            1e-9
        );
        Assert.Null(DesignEffect.Of(new int[5], [1, 0, 0, 1, 0], new int[5]));

        Assert.True(ModelClaims.Calibration([0.3], [0.4], [500]).Chance < Claims.Chance);
        Assert.True(ModelClaims.Calibration([0.3], [0.4], [500], effect).Chance > 0.2);
        Assert.Equal(ModelClaims.Calibration([0.3], [0.4], [500]).Chance, ModelClaims.Calibration([0.3], [0.4], [500], 0.5).Chance);
    }

    [Fact]
    public void Which_way_a_metric_is_better_is_what_the_metric_itself_says()
    {
        Metric[] known =
        [
            .. typeof(Metric)
                .GetProperties(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.Public)
                .Select(property => property.GetValue(null))
                .OfType<Metric>(),
        ];
        Assert.True(known.Length > 10);
        Assert.All(known, metric => Assert.Equal(!metric.HigherIsBetter, Measures.IsLowerBetter(metric.Name)));
        Assert.All(
            Measures.Of(new Target("t", ["no", "yes"]), 0.5, Metric.RocAuc, Costs.Equal),
            metric => Assert.Equal(!metric.HigherIsBetter, Measures.IsLowerBetter(metric.Name))
        );
        Assert.All(["davies_bouldin", "bic", "aic"], name => Assert.True(Measures.IsLowerBetter(name), name));
        Assert.All(["silhouette", "stability", "calinski_harabasz", "saving"], name => Assert.False(Measures.IsLowerBetter(name), name));
    }

    [Fact]
    public void An_error_of_a_logarithm_is_turned_back_into_a_factor()
    {
        var run = Run("r2", new Measured(0.3, 0.2, 0.4), 0) with { Classes = [] };
        Assert.StartsWith(
            "Half of the predictions of 1 + revenue lie within a factor of 7.0",
            ModelClaims.Error(run with { LogOf = "revenue" }, Math.Log(7)),
            StringComparison.Ordinal
        );
        Assert.Equal("Half of the predictions lie within 1.95 of the truth.", ModelClaims.Error(run, 1.95));
    }

    [Theory]
    [InlineData(0.02, 0.01, 0.03, true, "asking the model is cheaper than always no")]
    [InlineData(0.01, -0.01, 0.03, false, "no saving against always no is seen")]
    [InlineData(-0.02, -0.03, -0.01, false, "always no is cheaper than asking the model")]
    public void Deciding_is_held_against_always_yes_and_always_no(double saving, double lower, double upper, bool isFound, string words)
    {
        var run = Run("roc_auc", new Measured(0.8, 0.75, 0.85), 0.5) with
        {
            Alarms =
            [
                new("the model", 10, 5, 3, 0.1, 0.5),
                new("always yes", 100, 8, 0, 0.92, 0.15),
                new("always no", 0, 0, 8, 0.08 + saving, 0),
            ],
        };
        run.Metrics["saving"] = new Measured(saving, lower, upper);
        var claim = ModelClaims.Deciding(run);
        Assert.Equal(isFound, claim.IsFound);
        Assert.Contains(words, claim.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.244, 0.229, 0.236, false, "next to nothing")]
    [InlineData(0.234, 0.250, 0.260, false, "no more than shuffling gives")]
    [InlineData(0.6, 0.2, 0.3, true, "what joins the features makes the groups")]
    public void Groups_are_held_against_shuffled_columns_with_the_size_of_the_difference(
        double silhouette,
        double least,
        double greatest,
        bool isFound,
        string words
    )
    {
        var claim = new ShuffledGroups([least, (least + greatest) / 2, greatest]).Judge(
            new Measured(silhouette, silhouette - 0.01, silhouette + 0.01)
        );
        Assert.Equal(isFound, claim.IsFound);
        Assert.Contains(words, claim.Text, StringComparison.Ordinal);
    }

    private static ExperimentRun Groups(string id, string learner, int clusters, double silhouette, double stability)
    {
        var run = Run("silhouette", new Measured(silhouette, silhouette - 0.01, silhouette + 0.01), 0.2, ("stability", stability, 0)) with
        {
            Id = id,
            Learner = learner,
            Target = "",
            LeastStability = 0.8,
        };
        run.Parameters["clusters"] = clusters;
        return run with { Parameters = new(run.Parameters) };
    }

    [Fact]
    public void The_choice_of_groups_says_its_rule_and_what_it_passes_over()
    {
        ExperimentRun[] tried =
        [
            Groups("a", "k-means", 5, 0.244, 0.95),
            Groups("b", "k-means", 4, 0.23, 0.99),
            Groups("c", "gaussian-mixture", 3, 0.293, 0.32),
        ];
        var text = ModelReport.Chosen(tried[0], tried);
        Assert.Contains(
            "stability is 0.80 or more, which 2 of 3 clusterings reach: k-means with 5 groups, 0.244.",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Passed over for their stability although their silhouette is higher: gaussian-mixture with 3 groups (silhouette 0.293, stability 0.32).",
            text,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("In force", text, StringComparison.Ordinal);
        Assert.Contains("In force is k-means with 4 groups", ModelReport.Chosen(tried[1], tried), StringComparison.Ordinal);
        Assert.Contains("none has a stability", ModelReport.Chosen(tried[2], [tried[2]]), StringComparison.Ordinal);
    }
}
