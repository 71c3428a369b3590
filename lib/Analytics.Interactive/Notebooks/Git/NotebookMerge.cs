namespace Analytics.Interactive.Notebooks.Git;

/// <summary>
/// Three-way merge by cell ids. A cell that one side changed is taken from that side, outputs and all; a cell that both
/// changed differently keeps ours above and theirs below, marked, and the merge counts as conflicting. The result is always
/// a valid notebook, which line merges of JSON are not.
/// </summary>
internal static class NotebookMerge
{
    public const string ConflictTag = "merge-conflict";

    public static (Notebook Merged, int Conflicts) Merge(Notebook before, Notebook ours, Notebook theirs)
    {
        Dictionary<string, NotebookCell> old = ById(before);
        Dictionary<string, NotebookCell> there = ById(theirs);
        HashSet<string> here = new(ours.Cells.Select(c => c.Id), StringComparer.Ordinal);
        List<NotebookCell> merged = [];
        var conflicts = 0;
        foreach (NotebookCell cell in ours.Cells)
        {
            NotebookCell? was = old.GetValueOrDefault(cell.Id);
            if (!there.TryGetValue(cell.Id, out NotebookCell? other))
            {
                // New here, or removed there: removal wins only over a cell that nobody changed.
                if (was is null || !IsSame(was, cell))
                {
                    merged.Add(cell);
                }
            }
            else if (was is not null && IsSame(was, cell))
            {
                merged.Add(other);
            }
            else if (IsSame(cell, other) || (was is not null && IsSame(was, other)))
            {
                merged.Add(cell);
            }
            else
            {
                conflicts++;
                merged.Add(Note(cell.Id + "-ours", "<<<<<<< ours"));
                merged.Add(cell);
                merged.Add(Note(cell.Id + "-split", "======="));
                merged.Add(NotebookCell.Create(other.Type, cell.Id + "-other", other.Source, ConflictTag));
                merged.Add(Note(cell.Id + "-theirs", ">>>>>>> theirs"));
            }
        }

        for (var i = 0; i < theirs.Cells.Count; i++)
        {
            NotebookCell cell = theirs.Cells[i];
            var isRemovedHere = old.TryGetValue(cell.Id, out NotebookCell? was) && IsSame(was, cell);
            if (here.Contains(cell.Id) || isRemovedHere)
            {
                continue;
            }
            // After the cell it follows there.
            var place = i == 0 ? 0 : merged.FindLastIndex(c => c.Id == theirs.Cells[i - 1].Id) + 1;
            merged.Insert(i > 0 && place == 0 ? merged.Count : place, cell);
        }

        ours.Cells.Clear();
        ours.Cells.AddRange(merged);
        return (ours, conflicts);
    }

    private static Dictionary<string, NotebookCell> ById(Notebook notebook) =>
        notebook.Cells.ToDictionary(c => c.Id, StringComparer.Ordinal);

    private static bool IsSame(NotebookCell a, NotebookCell b) => a.Source == b.Source && a.Type == b.Type;

    private static NotebookCell Note(string id, string text) => NotebookCell.Create(NotebookCell.Markdown, id, $"`{text}`", ConflictTag);
}
