using System.Reflection;
using Analytics.App;
using Analytics.Engine;

namespace Analytics.Conformance;

/// <summary>Every script knows all domains by name; it must not pay for the tables of those that it does not touch.</summary>
public sealed class LoadingTests
{
    [Theory]
    [MemberData(nameof(DomainCases.Domains), MemberType = typeof(DomainCases))]
    public void A_domain_that_is_named_has_made_no_source_no_table_and_no_study_yet(string name)
    {
        var type = Catalog.Of(name).GetType();
        var fresh = (Domain)Activator.CreateInstance(type)!;
        var lists = type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)
            .Where(field => field.FieldType.IsGenericType && field.FieldType.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            .ToArray();

        Assert.Equal(name, fresh.Name);
        Assert.NotEmpty(lists);
        Assert.All(lists, list => Assert.Null(list.GetValue(fresh)));
        Assert.Same(fresh.Tables, fresh.Tables);
    }
}
