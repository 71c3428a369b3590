using System.Globalization;
using Analytics.Frames;
using Analytics.Learning;

namespace Analytics.Engine.Tests;

/// <summary>What a model is given of rows that hold what it has never seen, in columns of every type.</summary>
public sealed class ScoringInputTests
{
    private const int Rows = 130;

    private static readonly ScoringFeatures s_features = new(
        new Schema([
            Feature.Numeric("speed"),
            new Feature("road", FeatureKind.Categorical, ["DRY", "UNKNOWN", "WET"]),
            new Feature("light", FeatureKind.Categorical, ["DARK", "DAY"]),
        ]),
        new Dictionary<string, Field>(StringComparer.Ordinal) { ["speed"] = Field.Int("speed", "Kilometres an hour.").Range(0, 90) }
    );

    private static TextColumn Road(params string?[] words) => TextColumn.FromValues("road", Repeated(words));

    private static TextColumn Light(params string?[] words) => TextColumn.FromValues("light", Repeated(words));

    private static T[] Repeated<T>(T[] values) => [.. Enumerable.Range(0, Rows).Select(row => values[row % values.Length])];

    private static Column Speed(string type, double?[] values)
    {
        var all = Repeated(values);
        return type switch
        {
            "double" => Column<double>.FromNullable("speed", all),
            "float" => Column<float>.FromNullable("speed", all.Select(each => (float?)each)),
            "int" => Column<int>.FromNullable("speed", all.Select(each => (int?)each)),
            "long" => Column<long>.FromNullable("speed", all.Select(each => (long?)each)),
            "decimal" => Column<decimal>.FromNullable("speed", all.Select(each => (decimal?)each)),
            _ => TextColumn.FromValues("speed", all.Select(each => each?.ToString("R", CultureInfo.InvariantCulture))),
        };
    }

    [Theory]
    [InlineData("double")]
    [InlineData("float")]
    [InlineData("int")]
    [InlineData("long")]
    [InlineData("decimal")]
    [InlineData("text")]
    public void A_number_is_judged_alike_in_columns_of_every_type(string type)
    {
        double?[] given = [30, null, 91, 0, -1, 90];
        var input = ScoringInput.Of(s_features, new Frame(Speed(type, given), Road("DRY"), Light("DAY")), isMissingNoted: true);
        var speed = Assert.IsType<Column<double>>(input.Features["speed"]);
        for (var row = 0; row < Rows; row++)
        {
            var (value, note) = (row % given.Length) switch
            {
                1 => ((double?)null, "speed: missing"),
                2 => (null, "speed: expected 0…90, got 91"),
                4 => (null, "speed: expected 0…90, got -1"),
                var at => (given[at], null),
            };
            Assert.Equal(value, speed.At(row));
            Assert.Equal(note is null ? [] : [note], input.Notes[row]);
        }

        Assert.Equal([1, 2, 4], input.Lacking().Select(each => each.Row).Take(3));
    }

    [Fact]
    public void What_no_model_can_take_is_missing_and_is_told()
    {
        double?[] given = [double.NaN, 1e39, double.NegativeInfinity, 5.5];
        string?[] notes =
        [
            "speed: missing",
            "speed: expected a finite number, got 1E+39",
            "speed: expected a finite number, got -Infinity",
            null,
        ];
        var input = ScoringInput.Of(s_features, new Frame(Speed("double", given), Road("DRY"), Light("DAY")), isMissingNoted: true);
        for (var row = 0; row < Rows; row++)
        {
            Assert.Equal(row % 4 == 3 ? 5.5 : null, input.Features["speed"][row]);
            Assert.Equal(notes[row % 4] is { } note ? [note] : [], input.Notes[row]);
        }

        var quiet = ScoringInput.Of(s_features, new Frame(Speed("double", given), Road("DRY"), Light("DAY")), isMissingNoted: false);
        Assert.Empty(quiet.Notes[0]);
        Assert.Null(quiet.Features["speed"][0]);
        var wrong = new Frame(
            TextColumn.FromValues("speed", ["fast"]),
            TextColumn.FromValues("road", ["DRY"]),
            TextColumn.FromValues("light", ["DAY"])
        );
        var error = Assert.Throws<UsageException>(() => ScoringInput.Of(s_features, wrong, isMissingNoted: true));
        Assert.Contains("speed is 'fast', and a number from 0 to 90 is wanted there", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_word_that_the_model_does_not_know_becomes_its_unknown_one_or_missing(bool isMissingNoted)
    {
        string?[] given = ["WET", null, "MUD", " ", "unknown", "DRY"];
        var input = ScoringInput.Of(
            s_features,
            new Frame(Speed("double", [7]), Road(given), Light([.. given.Select(word => word == "WET" ? "DARK" : word)])),
            isMissingNoted
        );
        for (var row = 0; row < Rows; row++)
        {
            var at = row % given.Length;
            Assert.Equal(at is 0 or 5 ? given[at] : "UNKNOWN", input.Features["road"][row]);
            Assert.Equal(at == 0 ? "DARK" : null, input.Features["light"][row]);
            string[] notes = at switch
            {
                1 when isMissingNoted => ["road: missing", "light: missing"],
                2 => ["road: unknown word \"MUD\"", "light: unknown word \"MUD\""],
                3 => ["road: empty text", "light: empty text"],
                5 => ["light: unknown word \"DRY\""],
                _ => [],
            };
            Assert.Equal(notes, input.Notes[row]);
        }
    }
}
