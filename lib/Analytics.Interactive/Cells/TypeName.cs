namespace Analytics.Interactive.Cells;

/// <summary>A type as C# writes it, with all namespaces; the nearest public base of a type that C# could not name.</summary>
internal static class TypeName
{
    public static string Of(Type type)
    {
        while (!type.IsVisible)
        {
            type = type.BaseType ?? typeof(object);
        }

        if (type.IsArray)
        {
            return $"{Of(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        }

        var outer =
            type.IsNested ? Of(type.DeclaringType!) + "."
            : type.Namespace is null ? "global::"
            : $"global::{type.Namespace}.";
        var name = type.Name.Split('`')[0];
        if (!type.IsGenericType)
        {
            return outer + name;
        }

        if (type.IsNested && type.DeclaringType!.IsGenericType)
        {
            return "object"; // An inner type of a generic one: C# spells its arguments in two places; no command returns such.
        }

        return $"{outer}{name}<{string.Join(", ", type.GetGenericArguments().Select(Of))}>";
    }
}
