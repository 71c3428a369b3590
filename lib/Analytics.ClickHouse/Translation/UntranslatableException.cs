namespace Analytics.ClickHouse;

/// <summary>SQL says something of which it is not known how ClickHouse would say the same. Nothing was asked and nothing was written.</summary>
public sealed class UntranslatableException(string message) : InvalidOperationException(message);
