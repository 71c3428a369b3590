using System.Globalization;
using Analytics.Interactive.Compiling;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Analytics.Interactive.Notebooks;

/// <summary>
/// The variables of the cell tagged "parameters" and their types. Values from the command line are written as C# of that
/// type into a cell tagged "injected-parameters" right after it (the convention of papermill).
/// </summary>
internal static class Parameters
{
    public const string Tag = "parameters";
    public const string InjectedTag = "injected-parameters";

    /// <summary>Adds, replaces or removes the injected cell so that the notebook runs with exactly these values.</summary>
    /// <exception cref="NotebookException">A name the notebook does not declare, or a value that is not of its type.</exception>
    public static void Inject(Notebook notebook, IReadOnlyDictionary<string, string> values, string name)
    {
        notebook.Cells.RemoveAll(c => c.HasTag(InjectedTag));
        if (values.Count == 0)
        {
            return;
        }

        var place = notebook.Cells.FindIndex(c => c.IsCode && c.HasTag(Tag));
        if (place < 0)
        {
            throw new NotebookException($"{name} takes no parameters: no cell of it is tagged \"{Tag}\"");
        }

        IReadOnlyDictionary<string, string> types = Declared(notebook.Cells[place].Source);
        List<string> lines = [];
        foreach ((var key, var value) in values.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            if (!types.TryGetValue(key, out var type))
            {
                throw new NotebookException(
                    $"{name} has no parameter {key}; it has: {string.Join(", ", types.Keys.Order(StringComparer.Ordinal))}"
                );
            }

            lines.Add(
                $"{key} = {Literal(type, value) ?? throw new NotebookException($"{name}: parameter {key} is a {type}, but \"{value}\" is none")};"
            );
        }

        notebook.Cells.Insert(place + 1, NotebookCell.Create(NotebookCell.Code, InjectedTag, string.Join('\n', lines), InjectedTag));
    }

    /// <summary>Name to type, as declared: `int year = 2024;` or, with var, by the kind of the default value.</summary>
    public static IReadOnlyDictionary<string, string> Declared(string source)
    {
        SortedDictionary<string, string> found = new(StringComparer.Ordinal);
        var root = (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(source, Compiler.Parsing).GetRoot();
        foreach (VariableDeclarationSyntax declaration in root.Members.OfType<FieldDeclarationSyntax>().Select(f => f.Declaration))
        {
            foreach (VariableDeclaratorSyntax variable in declaration.Variables)
            {
                found[variable.Identifier.Text] = declaration.Type.IsVar
                    ? Inferred(variable.Initializer?.Value)
                    : declaration.Type.ToString().TrimEnd('?');
            }
        }

        return found;
    }

    private static string Inferred(ExpressionSyntax? value) =>
        (value is PrefixUnaryExpressionSyntax p ? p.Operand : value) is LiteralExpressionSyntax literal
            ? literal.Token.Value switch
            {
                string => "string",
                bool => "bool",
                int => "int",
                long => "long",
                decimal => "decimal",
                double => "double",
                _ => "unknown type",
            }
            : "unknown type";

    private static string? Literal(string type, string value) =>
        type switch
        {
            "string" or "String" => SymbolDisplay.FormatLiteral(value, quote: true),
            "bool" => value is "true" or "false" ? value : null,
            "int" => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var i)
                ? i.ToString(CultureInfo.InvariantCulture)
                : null,
            "long" => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var l)
                ? l.ToString(CultureInfo.InvariantCulture) + "L"
                : null,
            "double" => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var d) && double.IsFinite(d)
                ? d.ToString("R", CultureInfo.InvariantCulture) + "d"
                : null,
            "decimal" => decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out var m)
                ? m.ToString(CultureInfo.InvariantCulture) + "m"
                : null,
            "DateOnly" => DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
                ? Invariant($"new DateOnly({day.Year}, {day.Month}, {day.Day})")
                : null,
            _ => throw new NotebookException(
                $"a parameter of type {type} cannot be set from the command line; use string, bool, int, long, double, decimal or DateOnly"
            ),
        };
}
