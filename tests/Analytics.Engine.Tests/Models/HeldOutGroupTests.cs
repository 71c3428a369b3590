using Analytics.Frames;

namespace Analytics.Engine.Tests.Models;

public sealed class HeldOutGroupTests
{
    private static Frame Trips(int count) => new(
    [
        TextColumn.FromValues("id", Enumerable.Range(0, 100 * count).Select(row => FormattableString.Invariant($"{row:D5}")).ToArray()),
        TextColumn.FromValues("trip", Enumerable.Range(0, 100 * count).Select(row => FormattableString.Invariant($"trip {row % count}")).ToArray()),
    ]);

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(8, 2)]
    public void Whole_groups_test_and_the_last_rows_of_the_others_validate(int groups, int tested)
    {
        var frame = Trips(groups);

        var (train, validation, test) = SplitRule.ByHeldOutGroup("trip").Divide(frame, "id", 0);

        Assert.Equal(Enumerable.Range(0, frame.RowCount), train.Concat(validation).Concat(test).Order());
        Assert.Equal(100 * tested, test.Length);
        Assert.Empty(test.Select(row => frame["trip"][row]).Intersect(train.Concat(validation).Select(row => frame["trip"][row])));
        Assert.All(train.GroupBy(row => frame["trip"][row]), group =>
        {
            Assert.Equal(80, group.Count());
            Assert.True(group.Max() < validation.Where(row => Equals(frame["trip"][row], group.Key)).Min());
        });
    }

    [Fact]
    public void One_group_leaves_nothing_to_train_on_rather_than_test_itself()
    {
        var (train, validation, test) = SplitRule.ByHeldOutGroup("trip").Divide(Trips(1), "id", 0);

        Assert.Empty(train);
        Assert.Empty(validation);
        Assert.Equal(100, test.Length);
    }
}
