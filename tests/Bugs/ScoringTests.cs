using Analytics.Domains.Crashes;
using Analytics.Domains.Households;
using Analytics.Domains.Tests;
using Analytics.Engine;
using Analytics.Frames;

namespace Analytics.Bugs;

/// <summary>Files to be scored: what refuses a row, what is only noted, and under which id it comes back.</summary>
public sealed class ScoringTests(ScoringTests.Lakes lakes) : IClassFixture<ScoringTests.Lakes>
{
    private static readonly Crashes s_crashes = new();
    private static readonly Households s_households = new();

    private static string Id(char last) => new string('A', 120) + "BCDEF01" + last;

    [Fact]
    public void Rows_come_back_under_the_ids_that_were_given()
    {
        var scored = Score(
            "ids.csv",
            $"CRASH_RECORD_ID,CRASH_DATE,WEATHER_CONDITION\n{Id('1')},2024-05-01T10:00:00,CLEAR\n{Id('2').ToLowerInvariant()},2024-05-02T10:00:00,RAIN\n"
        );

        Assert.Equal(new[] { Id('1'), Id('2').ToLowerInvariant() }, Ids(scored, "crash_record_id"));
        Assert.Empty(scored.Quarantined);
    }

    [Fact]
    public void A_row_is_refused_for_its_key_or_its_time_and_not_for_columns_that_the_model_does_not_read()
    {
        var scored = Score(
            "refused.csv",
            $"""
            crash_record_id,crash_date,weather_condition,injuries_total,latitude,damage
            {Id('1')},2024-05-01T10:00:00,CLEAR,many,far away,A LOT
            {Id('2')},no date,CLEAR,0,41.9,
            short,2024-05-01T10:00:00,CLEAR,0,41.9,

            """
        );

        Assert.Equal(Id('1'), Assert.Single(Ids(scored, "crash_record_id")));
        Assert.Null(scored.Rows["notes"][0]);
        Assert.Equal(2, scored.Quarantined["crashes"].RowCount);
    }

    [Fact]
    public void What_the_model_never_saw_is_missing_counted_and_noted_in_its_row()
    {
        var scored = Score(
            "notes.csv",
            $"""
            crash_record_id,crash_date,weather_condition,posted_speed_limit,num_units
            {Id('1')},2024-05-01T10:00:00,FROGS,30,2
            {Id('2')},2024-05-01T10:00:00,,900,2
            {Id('3')},2024-05-01T10:00:00,,fast,2
            {Id('4')},2024-05-01T10:00:00,,,2

            """
        );
        var notes = scored.Rows.Text("notes");
        var probability = scored.Rows["probability"].ToDoubles();

        Assert.Empty(scored.Quarantined);
        Assert.Contains("weather_condition: unknown word \"FROGS\"", notes.At(0), StringComparison.Ordinal);
        Assert.Contains("posted_speed_limit: expected 0…", notes.At(1), StringComparison.Ordinal);
        Assert.Contains("posted_speed_limit: expected INTEGER, got \"fast\"", notes.At(2), StringComparison.Ordinal);
        Assert.Null(notes.At(3));
        Assert.Equal(probability[3], probability[1], 12);
        Assert.Equal(probability[3], probability[2], 12);
        Assert.Equal(3, scored.Notes.Sum(note => note.Rows));
        Assert.Contains(scored.Notes, note => note.What == "weather_condition: unknown word" && note.Rows == 1);
    }

    [Fact]
    public void An_id_that_comes_twice_is_told_instead_of_dropped_without_a_word()
    {
        var scored = Score("twice.csv", $"crash_record_id,crash_date\n{Id('1')},2024-05-01T10:00:00\n{Id('1')},2024-05-01T10:00:00\n");

        Assert.Equal(1, scored.Rows.RowCount);
        Assert.Equal(1, Assert.Single(scored.LeftOut).Rows);
    }

    [Fact]
    public void A_household_is_scored_before_anybody_knows_its_income_and_comes_back_under_its_own_id()
    {
        var file = lakes.Households.Write(
            "survey",
            "new.csv",
            "district,HouseHoldID,HouseholdSize,AgricultureLand,radios_owned\nKanungu,KAN-Ago-11-22,45,1.5,1\nElsewhere,MIT-22,4,-3,1\n"
        );
        var scored = new Scoring(lakes.Households.Lake, lakes.Households.Time).Score(s_households, s_households.Studies[0], "1", [file]);

        Assert.Equal(new HashSet<string> { "KAN-Ago-11-22", "MIT-22" }, Ids(scored, "household_id").ToHashSet());
        var (large, elsewhere) = scored.Rows["household_id"][0]!.Equals("MIT-22") ? (1, 0) : (0, 1);
        Assert.Contains("household_size: expected 1…30, got 45", scored.Rows.Text("notes").At(large), StringComparison.Ordinal);
        Assert.Contains("agriculture_land: expected", scored.Rows.Text("notes").At(elsewhere), StringComparison.Ordinal);
        Assert.Contains("district: unknown word \"Elsewhere\"", scored.Rows.Text("notes").At(elsewhere), StringComparison.Ordinal);
        Assert.Empty(scored.Quarantined);
    }

    private static IEnumerable<string> Ids(Scored scored, string column) =>
        Enumerable.Range(0, scored.Rows.RowCount).Select(row => scored.Rows.Text(column).At(row)!);

    private Scored Score(string name, string text) =>
        new Scoring(lakes.Crashes.Lake, lakes.Crashes.Time).Score(
            s_crashes,
            s_crashes.Studies[0],
            "1",
            [lakes.Crashes.Write("crashes", name, text)]
        );

    /// <summary>Lakes of generated rows with a champion each.</summary>
    public sealed class Lakes : IDisposable
    {
        internal TestLake Crashes { get; } = Trained(s_crashes, 1500, "logistic");

        internal TestLake Households { get; } = Trained(s_households, 1200, "logistic");

        private static TestLake Trained(Domain domain, long rows, string learner)
        {
            var lake = new TestLake();
            lake.RebuildSample(domain, rows);
            var trained = new Trainer(lake.Lake, lake.Time).Train(
                domain,
                domain.Studies[0] with
                {
                    Bar = 0.5,
                },
                new TrainingRequest { Learner = learner }
            );
            Assert.True(trained.Decision.Promoted, trained.Decision.Reason);
            return lake;
        }

        public void Dispose()
        {
            Crashes.Dispose();
            Households.Dispose();
        }
    }
}
