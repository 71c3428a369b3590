namespace Analytics.Server.Monitoring;

/// <summary>From where on something is worth an alert, as the replaced systems had it.</summary>
internal static class Limits
{
    /// <summary>Share of a domain's runs of a day that may fail.</summary>
    public const double FailureRate = 0.05;

    /// <summary>Least quality of a domain: the mean of the shares of gates passed and of rows kept.</summary>
    public const double Quality = 0.95;

    /// <summary>Shares of the machine, means of five minutes.</summary>
    public const double Cpu = 0.85;

    public const double Memory = 0.90;

    public const double Disk = 0.85;

    /// <summary>Seconds until 95 % of the answers of five minutes have begun.</summary>
    public const double ResponseSeconds = 10;

    /// <summary>Seconds in which 95 % of a layer's steps of a day end.</summary>
    public const double StageSeconds = 5;
}
