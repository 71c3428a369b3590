namespace Analytics.Charts;

/// <summary>A labelled place on an axis. <see cref="Second"/> is a line beneath the label, for the larger unit of a date.</summary>
internal readonly record struct Tick(double Value, string Label, string Second = "");
