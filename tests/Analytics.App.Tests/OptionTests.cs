using System.CommandLine;
using System.CommandLine.Parsing;
using Analytics.App.Commands;

namespace Analytics.App.Tests;

/// <summary>Every option of every script: it has a name of its own, says what it does, is read as typed, and is refused when it is not what it takes.</summary>
public sealed class OptionTests
{
    /// <summary>Script, its command's words, option: all there are.</summary>
    public static TheoryData<string, string, string> Options
    {
        get
        {
            var all = new TheoryData<string, string, string>();
            foreach (var (script, definition) in ScriptCommands.All)
            {
                foreach (var (words, command) in Commands(CommandHost.RootOf(definition())))
                {
                    foreach (var option in command.Options.Where(option => option is not System.CommandLine.Help.HelpOption))
                    {
                        all.Add(script, words, option.Name);
                    }
                }
            }

            return all;
        }
    }

    private static IEnumerable<(string Words, Command Command)> Commands(Command root) =>
        root.Subcommands.Select(sub => (sub.Name, sub)).Prepend(("", root));

    private static (RootCommand Root, Command Command, Option Option) Find(string script, string words, string name)
    {
        var root = CommandHost.RootOf(ScriptCommands.All[script]());
        var command = Commands(root).Single(each => each.Words == words).Command;
        return (root, command, command.Options.Single(option => option.Name == name));
    }

    /// <summary>What is typed for an option, and what must be read.</summary>
    private static (string[] Typed, object Read) Value(Option option) =>
        option switch
        {
            Option<bool> => ([option.Name], true),
            Option<int> => ([option.Name, "3"], 3),
            Option<long> => ([option.Name, "3"], 3L),
            Option<string[]> => ([option.Name, "one=1", option.Name, "two=2"], new[] { "one=1", "two=2" }),
            Option<string> => ([option.Name, "typed"], "typed"),
            _ => throw new InvalidOperationException($"No value is known for {option.Name} of type {option.ValueType}."),
        };

    private static string[] Arguments(string words, Command command) =>
        [
            .. words.Length > 0 ? [words] : command.Subcommands.Select(sub => sub.Name).Take(1),
            .. command.Arguments.Where(argument => argument.Arity.MinimumNumberOfValues > 0).Select(argument => argument.Name),
        ];

    [Theory, MemberData(nameof(Options))]
    public void It_has_a_name_of_its_own_and_says_what_it_does(string script, string words, string name)
    {
        var (root, command, option) = Find(script, words, name);

        string[] taken =
        [
            .. command
                .Options.Concat(root.Options.Where(each => each.Recursive))
                .Distinct()
                .Where(each => each != option)
                .SelectMany(each => each.Aliases.Prepend(each.Name)),
        ];
        Assert.DoesNotContain(taken, other => option.Aliases.Prepend(option.Name).Contains(other, StringComparer.OrdinalIgnoreCase));
        Assert.Matches(@"^\S.{8,}\.$", option.Description ?? "");
        var help = Script.Run(script, [.. words.Length == 0 ? [] : new[] { words }, "--help"]);
        Assert.Equal(0, help.Code);
        Assert.Contains(name, help.Out, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Options))]
    public void It_is_read_as_it_was_typed(string script, string words, string name)
    {
        var (root, command, option) = Find(script, words, name);
        var (typed, read) = Value(option);

        var parsed = root.Parse([.. Arguments(words, command), .. typed]);

        Assert.Empty(parsed.Errors);
        Assert.Null(parsed.Action is System.CommandLine.Help.HelpAction or null && command.Action is not null ? parsed.Action : null);
        Assert.Equal(read, parsed.GetRequiredValue<object>(name));
    }

    [Theory, MemberData(nameof(Options))]
    public void A_value_that_it_does_not_take_and_a_misspelt_name_end_with_exit_code_2(string script, string words, string name)
    {
        var (_, command, option) = Find(script, words, name);
        var arguments = Arguments(words, command);

        Script.Run(script, [.. arguments, name + "s"]).Refused(2, name + "s", name, $"dotnet script scripts/{script}.csx --help");
        if (option is Option<int> or Option<long>)
        {
            Script.Run(script, [.. arguments, name, "many"]).Refused(2, "many", name);
        }

        if (option is not Option<bool> && option.Arity.MinimumNumberOfValues > 0)
        {
            Script.Run(script, [.. arguments, name]).Refused(2, name);
        }
    }

    [Fact]
    public void Every_script_file_that_runs_a_command_has_a_definition_here_and_the_others_say_what_they_take()
    {
        var files = Directory.GetFiles(Path.Combine(RealData.Repository, "scripts"), "*.csx");
        var commands = files
            .Where(file => File.ReadAllText(file).Contains("Analytics.App.Commands.", StringComparison.Ordinal))
            .Select(Path.GetFileNameWithoutExtension);

        Assert.Equal(ScriptCommands.All.Keys, commands.Order(StringComparer.Ordinal));
        Assert.Equal(ScriptCommands.All.Keys, Script.All.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("history", "--limit")]
    [InlineData("sample", "--rows")]
    [InlineData("rebuild", "--threads")]
    [InlineData("train", "--parallel")]
    public void Numbers_that_make_no_sense_are_refused(string script, string option)
    {
        Script.Run(script, option, "0").Refused(2, option, "at least 1");
        Script.Run(script, option, "-5").Refused(2, option, "at least 1");
    }
}
