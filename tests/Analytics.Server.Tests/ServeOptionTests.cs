using System.CommandLine;
using Analytics.App.Commands;

namespace Analytics.Server.Tests;

/// <summary>Every option of serve: it has a name of its own, says what it does, and is read as typed.</summary>
public sealed class ServeOptionTests
{
    private static readonly RootCommand s_root = CommandHost.RootOf(Serve.Definition());

    public static TheoryData<string> Options =>
        [.. s_root.Options.Where(option => option is not System.CommandLine.Help.HelpOption).Select(option => option.Name)];

    [Theory, MemberData(nameof(Options))]
    public void It_has_a_name_of_its_own_says_what_it_does_and_is_read_as_it_was_typed(string name)
    {
        var option = s_root.Options.Single(each => each.Name == name);
        var (typed, read) = option switch
        {
            Option<bool> => (new[] { name }, (object)true),
            Option<int?> => ([name, "3"], 3),
            _ => ([name, "typed"], "typed"),
        };

        var parsed = s_root.Parse(typed);

        Assert.Empty(parsed.Errors);
        Assert.Equal(read, parsed.GetRequiredValue<object>(name));
        Assert.NotEmpty(s_root.Parse([name + "s"]).Errors);
        Assert.Matches(@"^\S.{8,}\.$", option.Description ?? "");
        Assert.DoesNotContain(
            s_root.Options.Where(each => each != option).SelectMany(each => each.Aliases.Prepend(each.Name)),
            other => option.Aliases.Prepend(name).Contains(other, StringComparer.OrdinalIgnoreCase)
        );
    }
}
