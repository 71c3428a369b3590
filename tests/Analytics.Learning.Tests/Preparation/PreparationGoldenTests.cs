using System.Text.Json;
using Analytics.Frames;

namespace Analytics.Learning.Tests;

/// <summary>Against scikit-learn (tests/Golden/learning/preparation.py).</summary>
public sealed class PreparationGoldenTests
{
    private static readonly JsonElement s_golden = Golden.Read("preparation.json");
    private static readonly string[] s_names = ["a", "b", "c", "d"];
    private static readonly Frame s_full = FrameOf("x");
    private static readonly Frame s_holes = FrameOf("holes");

    [Fact]
    public void The_standard_scaler_has_the_same_means_and_deviations() => SameScaler("standard", new StandardScaler().Fit(s_holes));

    [Fact]
    public void The_standard_scaler_weighs_rows_alike() =>
        SameScaler(
            "weighted",
            new StandardScaler().Fit(
                s_full.With(new Column<double>("w", s_golden.Doubles("weights"))),
                options: new FitOptions { Weight = "w" }
            )
        );

    [Fact]
    public void The_robust_scaler_has_the_same_medians_and_ranges()
    {
        SameScaler("robust", new RobustScaler().Fit(s_holes));
        SameScaler("narrow", new RobustScaler { Lower = 0.1, Upper = 0.8 }.Fit(s_full));
    }

    [Fact]
    public void A_weight_counts_as_repetition_for_quantiles() =>
        SameScaler(
            "repeated",
            new RobustScaler().Fit(
                s_full.With(new Column<double>("w", s_golden.Doubles("weights"))),
                options: new FitOptions { Weight = "w" }
            )
        );

    [Theory]
    [InlineData(Filling.Mean, "mean")]
    [InlineData(Filling.Median, "median")]
    [InlineData(Filling.MostFrequent, "frequent")]
    public void The_imputer_fills_in_the_same_values(Filling with, string golden)
    {
        var filled = new Imputer { With = with }
            .Fit(s_holes)
            .Transform(s_holes);
        for (var j = 0; j < s_names.Length; j++)
        {
            var expected = s_golden
                .Rows("holes")
                .Column(j)
                .Select(value => double.IsNaN(value) ? (float)s_golden.Doubles(golden)[j] : value);
            Golden.Near(expected, filled[s_names[j]].ToDoubles());
        }
    }

    [Theory]
    [InlineData(Borders.Quantiles, 4, "quantileBins")]
    [InlineData(Borders.Uniform, 5, "uniformBins")]
    public void Values_fall_into_the_same_bins(Borders by, int bins, string golden)
    {
        var binned = new Binning
        {
            Bins = bins,
            By = by,
            Columns = ["a", "b"],
        }
            .Fit(s_full)
            .Transform(s_full);
        for (var j = 0; j < 2; j++)
        {
            Assert.Equal(s_golden.Rows(golden).Column(j), binned[s_names[j]].ToDoubles());
        }
    }

    [Theory]
    [InlineData(false, "oneHot")]
    [InlineData(true, "oneHotDropped")]
    public void One_hot_columns_are_the_same(bool dropFirst, string golden)
    {
        var frame = new Frame(TextColumn.FromValues("road", s_golden.Texts("words")));
        var coded = new OneHot { DropFirst = dropFirst }
            .Fit(frame)
            .Transform(frame);
        string[] names = ["road=dry", "road=icy", "road=wet"];
        Assert.Equal(names.Skip(dropFirst ? 1 : 0), coded.Names);
        for (var j = 0; j < coded.Columns.Count; j++)
        {
            Assert.Equal(s_golden.Rows(golden).Column(j), coded.Columns[j].ToDoubles());
        }
    }

    private static void SameScaler(string golden, Transformer fitted)
    {
        var scaler = Assert.IsType<ScalerModel>(fitted);
        Golden.Near(s_golden.GetProperty(golden).Doubles("offset"), scaler.Offset);
        Golden.Near(s_golden.GetProperty(golden).Doubles("scale"), scaler.Scale);
    }

    private static Frame FrameOf(string name) =>
        new(
            s_names.Select(
                (column, j) =>
                    Column<double>.FromNullable(
                        column,
                        s_golden.Rows(name).Column(j).Select(value => double.IsNaN(value) ? (double?)null : value)
                    )
            )
        );
}
