namespace Analytics.Engine.Tests.Models;

public sealed class RecipeTests
{
    [Fact]
    public void A_request_is_completed_with_the_studys_defaults()
    {
        var recipe = Recipe.Of(Toy.Study(), new TrainingRequest { Without = ["b"] });
        Assert.Equal(["a", "word"], recipe.Features);
        Assert.Equal(10, recipe.Parameters["trees"]);
    }

    [Theory]
    [InlineData("learner", "oak", "boosting")]
    [InlineData("parameter", "leafs", "trees")]
    [InlineData("group", "three", "one, two")]
    [InlineData("feature", "c", "a, b, word")]
    public void What_the_study_does_not_have_is_refused_with_what_it_has(string kind, string word, string offered)
    {
        var request = kind switch
        {
            "learner" => new TrainingRequest { Learner = word },
            "parameter" => new TrainingRequest { Parameters = new Dictionary<string, double> { [word] = 1 } },
            "group" => new TrainingRequest { Groups = [word] },
            _ => new TrainingRequest { Without = [word] },
        };
        var error = Assert.Throws<UsageException>(() => Recipe.Of(Toy.Study(), request));
        Assert.Contains(word, error.Message);
        Assert.Contains(offered, error.Message);
    }

    [Theory]
    [InlineData("trees")]
    [InlineData("trees=many")]
    [InlineData("trees=1e999")]
    [InlineData("=3")]
    public void A_parameter_is_a_name_and_a_finite_number(string text) =>
        Assert.Throws<UsageException>(() => TrainingRequest.ParseParameter(text));

    [Fact]
    public void A_split_says_itself_in_the_same_words_in_every_culture()
    {
        var before = Thread.CurrentThread.CurrentCulture;
        try
        {
            Thread.CurrentThread.CurrentCulture = System.Globalization.CultureInfo.GetCultureInfo("de-DE");
            Assert.Equal("by time day, validation 0.15, test 0.25", SplitRule.ByTime("day").Text);
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }

    [Fact]
    public void The_split_hash_depends_on_who_stands_where()
    {
        var frame = Toy.Examples();
        var one = Sides.Of(SplitRule.ByTime("day"), frame, "id", 0);
        Assert.Equal(one.Hash, Sides.Of(SplitRule.ByTime("day"), frame, "id", 0).Hash);
        Assert.NotEqual(one.Hash, Sides.Of(SplitRule.ByTime("day", 0.2), frame, "id", 0).Hash);
    }
}
