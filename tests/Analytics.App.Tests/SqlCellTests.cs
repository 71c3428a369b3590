using Analytics.Frames;
using Analytics.Interop;

namespace Analytics.App.Tests;

/// <summary>What <c>#!sql</c> does for a notebook, as the notebook calls it.</summary>
public sealed class SqlCellTests : IDisposable
{
    private readonly TempData _temp = new TempData().Filled();
    private readonly string? _before = Environment.GetEnvironmentVariable("ANALYTICS_DATA");
    private readonly SqlCell _cell = new();

    public SqlCellTests() => Environment.SetEnvironmentVariable("ANALYTICS_DATA", _temp.Data);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("ANALYTICS_DATA", _before);
        _temp.Dispose();
    }

    [Fact]
    public void The_result_of_one_cell_is_a_table_of_the_next_and_a_variable_is_a_value()
    {
        var months = (Frame)_cell.Run("", "from crashes.by_month", _ => null, default)!;
        object? Variable(string name) =>
            name switch
            {
                "months" => months,
                "data" => months.ToDataFrame(),
                "n" => 2,
                _ => null,
            };
        Assert.Equal(2, ((Frame)_cell.Run("", "from months limit $n", Variable, default)!).RowCount);
        Assert.Equal(months.RowCount, ((Frame)_cell.Run("--rows 1000", "from data", Variable, default)!).RowCount);
    }

    [Fact]
    public void A_question_that_takes_long_is_stopped_in_the_midst_of_native_code()
    {
        using CancellationTokenSource stop = new(TimeSpan.FromSeconds(1));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.ThrowsAny<OperationCanceledException>(() =>
            _cell.Run(
                "--seconds 600",
                "select count(*) from range(1000000) a, range(1000000) b where a.range + b.range = 3",
                _ => null,
                stop.Token
            )
        );
        Assert.InRange(watch.Elapsed.TotalSeconds, 0.9, 60); // 1.0 on a quiet machine; without the signal it runs for the ten minutes of its limit.
        Assert.Equal(1, ((Frame)_cell.Run("", "select 1 as one", _ => null, default)!).RowCount);
    }

    [Theory]
    [InlineData("from crashes.by_m", "by_month", "class")]
    [InlineData("select crash| from crashes.by_month", "crashes", "property")]
    [InlineData("sel", "select", "keyword")]
    [InlineData("select regr_sl", "regr_slope", "function")]
    public void Tables_their_columns_functions_and_words_are_completed(string text, string expected, string kind)
    {
        var position = text.IndexOf('|', StringComparison.Ordinal) is >= 0 and var bar ? bar : text.Length;
        var found = _cell.Complete(text.Replace("|", "", StringComparison.Ordinal), position).ToList();
        Assert.Contains((expected, kind), found.Select(each => (each.Text, each.Kind)));
        Assert.DoesNotContain(found, each => each.Text == "accidents");
    }
}
