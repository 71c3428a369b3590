using System.Collections;
using System.Reflection;

namespace Analytics.Interactive.Cells;

/// <summary>
/// Languages that libraries bring along, found by name like formatters: an assembly attribute with the simple name
/// CellCommandSourceAttribute, whose CommandSourceType has CreateCellCommands(). Each command has Name, Help and
/// <c>object? Run(string arguments, string text)</c> or, to see variables and to be stopped in native code,
/// <c>object? Run(string arguments, string text, Func&lt;string, object?&gt; variable, CancellationToken stop)</c>; it may have Options (name to what it is for) and <c>IEnumerable&lt;(string, string, string)&gt; Complete(string text, int position)</c>.
/// What Run returns is shown, and kept as a variable with <c>--name x</c>.
/// </summary>
internal static class ContributedCommands
{
    private const string AttributeName = "CellCommandSourceAttribute";
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    public static IEnumerable<CellCommand> Of(Assembly assembly)
    {
        foreach (CustomAttributeData data in assembly.GetCustomAttributesData().Where(a => a.AttributeType.Name == AttributeName))
        {
            Attribute attribute = assembly.GetCustomAttributes(data.AttributeType).First();
            var type = (Type)attribute.GetType().GetProperty("CommandSourceType", Any)!.GetValue(attribute)!;
            var source = Activator.CreateInstance(type, nonPublic: true)!;
            MethodInfo create =
                type.GetMethod("CreateCellCommands", Any)
                ?? throw new MissingMethodException($"{type} is named by {AttributeName} but has no CreateCellCommands()");
            foreach (var command in (IEnumerable)create.Invoke(source, null)!)
            {
                yield return Wrap(command);
            }
        }
    }

    private static CellCommand Wrap(object command)
    {
        Type type = command.GetType();
        return new(
            Value("Name") as string ?? throw new MissingMemberException($"{type} has no Name"),
            Value("Help") as string ?? "",
            Value("Options") as IReadOnlyDictionary<string, string> ?? new Dictionary<string, string>(),
            Run(command, type),
            type.GetMethod("Complete", Any, [typeof(string), typeof(int)])
                ?.CreateDelegate<Func<string, int, IEnumerable<(string, string, string)>>>(command)
        );

        object? Value(string property) => type.GetProperty(property, Any)?.GetValue(command);
    }

    private static Func<string, string, Func<string, object?>, CancellationToken, object?> Run(object command, Type type)
    {
        if (
            type.GetMethod("Run", Any, [typeof(string), typeof(string), typeof(Func<string, object?>), typeof(CancellationToken)]) is
            { } knowing
        )
        {
            return knowing.CreateDelegate<Func<string, string, Func<string, object?>, CancellationToken, object?>>(command);
        }

        var run =
            type.GetMethod("Run", Any, [typeof(string), typeof(string)])?.CreateDelegate<Func<string, string, object?>>(command)
            ?? throw new MissingMethodException($"{type} has no object? Run(string arguments, string text)");
        return (arguments, text, _, _) => run(arguments, text);
    }
}
