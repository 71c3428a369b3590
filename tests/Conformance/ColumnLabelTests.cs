using System.Text.RegularExpressions;
using Analytics.App;
using Analytics.Engine;

namespace Analytics.Conformance;

/// <summary>What figures write on axes: words of people, with the unit that the contract names, for every column of every domain.</summary>
public sealed partial class ColumnLabelTests
{
    /// <summary>Words of the contract that name a unit, and what a label writes for it.</summary>
    private static readonly (string Meaning, string[] Labels)[] s_units =
    [
        ("Years.", ["years"]),
        ("Miles per hour.", ["mph"]),
        ("Kilometres an hour", ["km/h"]),
        ("Metres per second squared", ["m/s²"]),
        ("Revolutions a minute", ["rpm"]),
        ("Revolutions of the engine a minute", ["rpm"]),
        ("Degrees Celsius", ["°C"]),
        ("Degrees north", ["°"]),
        ("Degrees east", ["°"]),
        ("US dollars", ["USD"]),
        ("Acres.", ["acres"]),
        ("Minutes", ["minutes"]),
        ("Kilopascal", ["kPa"]),
        ("Seconds", ["seconds"]),
        ("Days ", ["days"]),
        ("People.", ["people", "size"]),
        ("Feet.", ["feet"]),
        ("Metres since", ["(m)"]),
        ("Metres over", ["(m)"]),
        ("Volt.", ["(V)"]),
        ("Newton metres", ["(N m)"]),
        ("Kilometres.", ["(km)"]),
        ("Percent.", ["(%)"]),
    ];

    /// <summary>Forms that only programmers write.</summary>
    private static readonly string[] s_refused =
    [
        .. "abs avg bac bin ccmc cmrc cmv cnt cond dayofweek dir gvwr hazmat hhh i idot ilcc lat lic lon m max mcs mgt min num obd opd".Split(
            ' '
        ),
        .. "pedpedal ppl prim rd rpm s sec src std un usd usdot veh vio vsla".Split(' '),
    ];

    [Theory]
    [MemberData(nameof(DomainCases.Tables), MemberType = typeof(DomainCases))]
    public void Every_column_has_a_label_in_words(string domain, string table)
    {
        foreach (var field in DomainCases.Of(domain, table).Table.Contract.Fields)
        {
            var (plain, label) = (ColumnWords.Plain(field.Name), ColumnWords.Of(field.Name));
            Assert.DoesNotContain('_', label);
            Assert.StartsWith(plain, label, StringComparison.Ordinal);
            Assert.Empty(
                Words()
                    .Matches(plain.Replace(", last 30 s", "", StringComparison.Ordinal))
                    .Select(word => word.Value)
                    .Intersect(s_refused, StringComparer.Ordinal)
            );
            Assert.DoesNotMatch(" no$|  |^ | $", plain);
        }
    }

    [Theory]
    [MemberData(nameof(DomainCases.Tables), MemberType = typeof(DomainCases))]
    public void A_label_has_the_unit_that_the_contract_names(string domain, string table)
    {
        var of = DomainCases.Of(domain, table).Table;
        foreach (
            var field in of.Contract.Fields.Where(field =>
                field.Type is "INTEGER" or "DOUBLE" || field.Type.StartsWith("DEC", StringComparison.Ordinal)
            )
        )
        {
            foreach (var (meaning, labels) in s_units.Where(unit => field.Meaning.StartsWith(unit.Meaning, StringComparison.Ordinal)))
            {
                var label = ColumnWords.Of(field.Name);
                Assert.True(
                    labels.Any(unit => label.Contains(unit, StringComparison.Ordinal)),
                    $"{of.Name}.{field.Name} means '{meaning}' and is labelled '{label}'"
                );
            }
        }
    }

    [Fact]
    public void Features_of_one_study_have_labels_of_their_own()
    {
        foreach (var study in Catalog.Domains.SelectMany(domain => domain.Studies))
        {
            var same = study.Features.GroupBy(ColumnWords.Of).Where(group => group.Count() > 1).SelectMany(group => group);
            Assert.Empty(same);
        }
    }

    [GeneratedRegex(@"[A-Za-z0-9]+")]
    private static partial Regex Words();
}
