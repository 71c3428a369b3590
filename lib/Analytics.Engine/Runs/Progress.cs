namespace Analytics.Engine;

public enum StepState
{
    Started,
    Fresh,
    Done,
    Failed,
}

/// <summary>A line of progress.</summary>
/// <param name="Domain">The domain's name.</param>
/// <param name="Step">The step: a table's full name, <c>land</c>, <c>publish</c>, a model.</param>
/// <param name="Number">1-based place among the run's steps.</param>
/// <param name="Of">How many steps the run has.</param>
/// <param name="State">How far it is.</param>
/// <param name="Detail">Reason, row counts, or the error.</param>
public sealed record StepProgress(string Domain, string Step, int Number, int Of, StepState State, string Detail);
