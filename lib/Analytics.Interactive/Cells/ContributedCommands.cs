using System.Reflection;

namespace Analytics.Interactive.Cells;

/// <summary>
/// Magic commands that libraries bring along, found by name like formatters: an assembly attribute with the simple name
/// CellCommandSourceAttribute, whose CommandSourceType has CreateCellCommands(); each command has Name, Help and
/// object? Run(string arguments, string text). What Run returns is shown, and kept as a variable with `--name x`.
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
            foreach (var command in (System.Collections.IEnumerable)create.Invoke(source, null)!)
            {
                yield return Wrap(command);
            }
        }
    }

    private static CellCommand Wrap(object command)
    {
        Type type = command.GetType();
        MethodInfo run =
            type.GetMethod("Run", Any, [typeof(string), typeof(string)])
            ?? throw new MissingMethodException($"{type} has no object? Run(string arguments, string text)");
        return new(
            Text("Name") ?? throw new MissingMemberException($"{type} has no Name"),
            Text("Help") ?? "",
            run.CreateDelegate<Func<string, string, object?>>(command)
        );

        string? Text(string property) => type.GetProperty(property, Any)?.GetValue(command) as string;
    }
}
