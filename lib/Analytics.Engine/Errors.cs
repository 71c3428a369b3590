namespace Analytics.Engine;

/// <summary>Something a person typed that cannot be done; exit code 2. The message ends with what to type instead.</summary>
public sealed class UsageException(string message) : Exception(message);

/// <summary>A step or gate that stops a run; exit code 1. The published lake is as it was.</summary>
public class RunException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The data is whole but cannot teach this model: too few rows, one class on a side of the split. A rebuild says so and goes on to the next study.</summary>
public sealed class UntrainableException(string message, Exception? inner = null) : RunException(message, inner);
