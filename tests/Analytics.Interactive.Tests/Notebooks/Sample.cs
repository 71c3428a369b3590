using Analytics.Interactive.Notebooks;

namespace Analytics.Interactive.Tests.Notebooks;

/// <summary>Notebooks in one line.</summary>
internal static class Sample
{
    public static Notebook Of(params string[] code) =>
        Notebook.Parse(Notebook.Create(code.Select((c, i) => NotebookCell.Create(NotebookCell.Code, $"c{i + 1}", c))).ToJson(), "sample");

    public static NotebookCell Parameters(string source) => NotebookCell.Create(NotebookCell.Code, "p", source, "parameters");

    public static string Text(this NotebookCell cell) =>
        string.Join('|', cell.Outputs.Select(o => MultiLine.Read(o!["text"] ?? o["data"]?["text/plain"] ?? o["evalue"])));
}
