namespace Analytics.Charts;

/// <summary>What a list of values holds, and so which axis it can stand on.</summary>
public enum ValueKind
{
    Number,
    Text,
    Time,
}
