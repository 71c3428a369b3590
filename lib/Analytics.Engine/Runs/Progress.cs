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

/// <summary>How far one long piece of work has come.</summary>
/// <param name="Work">What it is: <c>train crashes/injury</c>.</param>
/// <param name="Part">What is being done now: <c>fit boosting</c>; empty where it ended.</param>
/// <param name="Done">Finished parts.</param>
/// <param name="Of">Parts in all.</param>
/// <param name="IsOver">Nothing more comes of it: it is done, or it failed where fewer parts are done than there are.</param>
public sealed record WorkProgress(string Work, string Part, double Done, double Of, bool IsOver = false);
