namespace Analytics.Engine.Tests;

public sealed class ColumnWordsTests
{
    [Theory]
    [InlineData("num_passengers", "number of passengers")]
    [InlineData("hit_and_run_i", "hit and run")]
    [InlineData("dayofweek", "day of week")]
    [InlineData("first_crash_type", "first crash type")]
    [InlineData("hour", "hour")]
    [InlineData("roadway_surface_cond", "surface of the road")]
    [InlineData("posted_speed_limit", "posted speed limit (mph)")]
    [InlineData("speed_avg", "average speed (km/h)")]
    [InlineData("rpm_std_30", "standard deviation of engine speed, last 30 s (rpm)")]
    [InlineData("seat_no", "seat number")]
    [InlineData("avg_basket", "average basket (shop's currency)")]
    public void A_column_is_named_in_words(string column, string words) => Assert.Equal(words, ColumnWords.Of(column));

    [Fact]
    public void A_sentence_and_a_table_name_a_column_without_its_unit()
    {
        Assert.Equal("average speed", ColumnWords.Plain("speed_avg"));
        Assert.Equal("posted speed limit (crashes)", ColumnWords.Of("crashes", "posted_speed_limit"));
    }

    [Fact]
    public void A_sentence_names_the_columns_in_it_in_words_and_stays_as_it_is_otherwise() =>
        Assert.Equal(
            "drawn as 271 whole days of crash date, by time crash date, it's 5 o'clock",
            ColumnWords.Text("drawn as 271 whole days of 'crash_date', by time crash_date, it's 5 o'clock")
        );

    [Theory]
    [InlineData("purchased_at: expected TIMESTAMP in 'date_achat'", "purchased at: expected a time")]
    [InlineData("amount: expected DECIMAL(18,4) in 'montant'", "amount: expected a number")]
    [InlineData("household_size: expected 1…30 in 'HouseholdSize'", "household size: expected 1…30")]
    [InlineData("coolant: expected -50…250 in '/payload/modules/thermals/coolant'", "temperature of the coolant: expected -50…250")]
    [InlineData("expected 28 fields", "expected 28 fields")]
    [InlineData("month: missing", "month: missing")]
    [InlineData("rpm: expected 0…10000 in 'rpm'", "engine speed: expected 0…10000")]
    [InlineData("lat: expected DOUBLE in 'Latitude'", "latitude: expected a number")]
    [InlineData("lines: expected INTEGER", "lines: expected a whole number")]
    public void A_reason_says_what_was_wrong_without_types_and_headers_of_files(string reason, string words) =>
        Assert.Equal(words, ColumnWords.Reason(reason));
}
