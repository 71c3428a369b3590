using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace Analytics.DuckDb;

/// <summary>Gives a prepared statement its parameters, by position (<c>?</c>, <c>$1</c>) or by name (<c>$name</c>).</summary>
/// <param name="statement">The prepared statement.</param>
/// <param name="parameters">Values, or <see cref="DuckDBParameter"/>s.</param>
/// <param name="alone">The statement is the only one of its text, so that every value given must be one it takes.</param>
internal sealed class Binding(DuckDBPreparedStatement statement, IReadOnlyList<object?> parameters, bool alone)
{
    /// <exception cref="DuckDBException">Too few or too many values, or an unknown name.</exception>
    public void Bind()
    {
        var wanted = (int)NativeMethods.PreparedStatements.DuckDBParams(statement);
        if (parameters.OfType<DuckDBParameter>().Any(parameter => parameter.ParameterName.Length > 0))
        {
            BindNames(wanted);
        }
        else if (parameters.Count < wanted || (alone && parameters.Count > wanted))
        {
            throw Errors.InvalidInput(
                Invariant($"The statement takes {wanted} parameters ({Names(wanted)}) and was given {parameters.Count}.")
            );
        }
        else
        {
            BindPositions(wanted);
        }
    }

    private void BindPositions(int wanted)
    {
        for (var i = 0; i < wanted; i++)
        {
            Bind(i + 1, parameters[i] is DuckDBParameter parameter ? parameter.Value : parameters[i], Invariant($"${i + 1}"));
        }
    }

    private void BindNames(int wanted)
    {
        var bound = new HashSet<int>();
        foreach (var value in parameters)
        {
            var parameter = value as DuckDBParameter ?? throw Errors.InvalidInput("Either all parameters have names or none has.");
            var name = parameter.ParameterName.TrimStart('$', '@', ':');
            if (NativeMethods.PreparedStatements.DuckDBBindParameterIndex(statement, out var index, name) == DuckDBState.Success)
            {
                Bind(index, parameter.Value, $"${name}");
                bound.Add(index);
            }
            else if (alone)
            {
                throw Errors.InvalidInput($"The statement has no parameter ${name}; it takes {Names(wanted)}.");
            }
        }

        if (bound.Count < wanted)
        {
            throw Errors.InvalidInput(
                Invariant($"The statement takes {wanted} parameters ({Names(wanted)}) and was given {bound.Count} of them.")
            );
        }
    }

    private void Bind(int index, object? value, string name)
    {
        using var native = ParameterValue.Of(value, name);
        if (NativeMethods.PreparedStatements.DuckDBBindValue(statement, index, native) != DuckDBState.Success)
        {
            throw Errors.Of(NativeMethods.PreparedStatements.DuckDBPrepareError(statement));
        }
    }

    private string Names(int count) =>
        count == 0
            ? "none"
            : string.Join(", ", Enumerable.Range(1, count).Select(number => "$" + Native.ParameterNameOf(statement, number)));
}
