namespace Analytics.Interactive.Cells;

/// <summary>A magic command: `#!name arguments` on the first line, the rest of the cell is its text.</summary>
/// <param name="Run">Arguments and text to a value to show, or null. Runs on the thread of the cell, so it can be interrupted.</param>
internal sealed record CellCommand(string Name, string Help, Func<string, string, object?> Run);
