using System.Reflection;
using Analytics.Lake;

namespace Analytics.Engine.Tests;

/// <summary>What a notebook shows of the engine's types, asked for by name as a host does it.</summary>
public sealed class DisplayTests
{
    [Fact]
    public void A_plan_is_a_sentence_and_a_table_of_reasons()
    {
        var shown = Forms(
            new Plan(
                "toy",
                [new PlannedStep("silver.toy.trips", Reason.Input("bronze.trips")), new PlannedStep("gold.toy.days", Reason.Fresh)]
            )
        );
        Assert.StartsWith("<p>toy: 1 of 2 steps run</p>\n<table", shown["text/html"], StringComparison.Ordinal);
        Assert.Contains("input:bronze.trips", shown["text/html"], StringComparison.Ordinal);
        Assert.Contains("gold.toy.days", shown["text/plain"], StringComparison.Ordinal);
    }

    [Fact]
    public void Verdicts_show_the_broken_ones_first_and_name_their_tables()
    {
        var shown = Forms(
            new Verdicts([
                new VerdictRecord("silver.toy.trips", "key is unique", "fail", true, 0, "no repeated id"),
                new VerdictRecord("silver.toy.days", "row baseline", "warn", false, 3, "at least <5>"),
            ])
        );
        Assert.Contains("1 of 2 gates passed; broken in silver.toy.days.", shown["text/plain"], StringComparison.Ordinal);
        Assert.True(
            shown["text/plain"].IndexOf("row baseline", StringComparison.Ordinal)
                < shown["text/plain"].IndexOf("key is unique", StringComparison.Ordinal)
        );
        Assert.Contains("at least &lt;5&gt;", shown["text/html"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_difference_tells_rows_and_columns()
    {
        var (from, to) = (new string('a', 64), new string('b', 64));
        var diff = new TableDiff("gold.toy.days", 2, 1, 3, new Dictionary<string, long> { ["trips"] = 3 }, ["rain"], []);
        var shown = Forms(new SnapshotDiff(from, to, ["gold.toy.weeks"], [], [diff]));
        Assert.Contains(
            "From aaaaaaaaaaaa to bbbbbbbbbbbb: 1 tables new, 0 gone, 1 changed.",
            shown["text/html"],
            StringComparison.Ordinal
        );
        Assert.Contains("+rain, trips 3", shown["text/plain"], StringComparison.Ordinal);
        Assert.Equal(
            $"<p>Nothing differs between {from[..12]} and {from[..12]}.</p>\n",
            Forms(new SnapshotDiff(from, from, [], [], []))["text/html"]
        );
    }

    [Fact]
    public void Every_type_that_names_a_formatter_source_gets_words_and_something_richer()
    {
        var types = typeof(Finding)
            .Assembly.GetTypes()
            .Where(type => type.GetCustomAttribute<TypeFormatterSourceAttribute>() is not null)
            .ToArray();
        Assert.Equal(
            ["Finding", "ModelCard", "Plan", "SnapshotDiff", "Verdicts"],
            types.Select(type => type.Name).Order(StringComparer.Ordinal)
        );
        Assert.All(
            types,
            type =>
            {
                var mimes = Formatters(type).Select(MimeOf).ToArray();
                Assert.Contains("text/plain", mimes);
                Assert.Contains(mimes, mime => mime is "text/html" or "text/markdown");
            }
        );
    }

    private static Dictionary<string, string> Forms(object shown) =>
        Formatters(shown.GetType())
            .ToDictionary(
                MimeOf,
                formatter =>
                {
                    using var writer = new StringWriter();
                    Assert.True((bool)formatter.GetType().GetMethod("Format")!.Invoke(formatter, [shown, writer])!);
                    Assert.False((bool)formatter.GetType().GetMethod("Format")!.Invoke(formatter, ["another type", writer])!);
                    return writer.ToString();
                }
            );

    private static string MimeOf(object formatter) => (string)formatter.GetType().GetProperty("MimeType")!.GetValue(formatter)!;

    private static IEnumerable<object> Formatters(Type type)
    {
        var source = Activator.CreateInstance(type.GetCustomAttribute<TypeFormatterSourceAttribute>()!.FormatterSourceType)!;
        return (IEnumerable<object>)source.GetType().GetMethod("CreateTypeFormatters")!.Invoke(source, null)!;
    }
}
