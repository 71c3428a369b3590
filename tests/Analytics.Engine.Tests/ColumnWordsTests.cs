namespace Analytics.Engine.Tests;

public sealed class ColumnWordsTests
{
    [Theory]
    [InlineData("num_passengers", "number of passengers")]
    [InlineData("hit_and_run_i", "hit and run")]
    [InlineData("dayofweek", "day of week")]
    [InlineData("first_crash_type", "first crash type")]
    [InlineData("hour", "hour")]
    public void A_column_is_named_in_words(string column, string words) => Assert.Equal(words, ColumnWords.Of(column));

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
    [InlineData("coolant: expected -50…250 in '/payload/modules/thermals/coolant'", "coolant: expected -50…250")]
    [InlineData("expected 28 fields", "expected 28 fields")]
    [InlineData("month: missing", "month: missing")]
    [InlineData("lines: expected INTEGER", "lines: expected a whole number")]
    public void A_reason_says_what_was_wrong_without_types_and_headers_of_files(string reason, string words) =>
        Assert.Equal(words, ColumnWords.Reason(reason));
}
