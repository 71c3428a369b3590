using System.Collections;
using System.Data.Common;

namespace Analytics.DuckDb;

/// <summary>A command's parameters, in order.</summary>
public sealed class DuckDBParameterCollection : DbParameterCollection
{
    private readonly List<DuckDBParameter> _parameters = [];

    public override int Count => _parameters.Count;

    public override object SyncRoot => ((ICollection)_parameters).SyncRoot;

    internal IReadOnlyList<object?> Values => _parameters;

    /// <summary>Adds a named value.</summary>
    public DuckDBParameter Add(string name, object? value)
    {
        var parameter = new DuckDBParameter(name, value);
        _parameters.Add(parameter);
        return parameter;
    }

    /// <summary>Adds a parameter, or a plain value by position.</summary>
    public override int Add(object value)
    {
        _parameters.Add(Parameter(value));
        return _parameters.Count - 1;
    }

    public override void AddRange(Array values)
    {
        foreach (var value in values)
            Add(value!);
    }

    public override void Clear() => _parameters.Clear();

    public override bool Contains(object value) => IndexOf(value) >= 0;

    public override bool Contains(string value) => IndexOf(value) >= 0;

    public override void CopyTo(Array array, int index) => ((ICollection)_parameters).CopyTo(array, index);

    public override IEnumerator GetEnumerator() => _parameters.GetEnumerator();

    public override int IndexOf(object value) => value is DuckDBParameter parameter ? _parameters.IndexOf(parameter) : -1;

    public override int IndexOf(string parameterName) =>
        _parameters.FindIndex(parameter => string.Equals(Bare(parameter.ParameterName), Bare(parameterName), StringComparison.OrdinalIgnoreCase));

    public override void Insert(int index, object value) => _parameters.Insert(index, Parameter(value));

    public override void Remove(object value) => _parameters.Remove(Parameter(value));

    public override void RemoveAt(int index) => _parameters.RemoveAt(index);

    public override void RemoveAt(string parameterName) => _parameters.RemoveAt(Find(parameterName));

    protected override DbParameter GetParameter(int index) => _parameters[index];

    protected override DbParameter GetParameter(string parameterName) => _parameters[Find(parameterName)];

    protected override void SetParameter(int index, DbParameter value) => _parameters[index] = Parameter(value);

    protected override void SetParameter(string parameterName, DbParameter value) => _parameters[Find(parameterName)] = Parameter(value);

    private int Find(string name) => IndexOf(name) is >= 0 and var index
        ? index
        : throw new ArgumentException($"No parameter '{name}'. There are: {string.Join(", ", _parameters.Select(parameter => parameter.ParameterName))}.");

    private static string Bare(string name) => name.TrimStart('$', '@', ':');

    private static DuckDBParameter Parameter(object? value) => value as DuckDBParameter ?? new DuckDBParameter(value);
}
