using System.Globalization;
using Microsoft.DotNet.Interactive.Documents;

namespace Analytics.Interactive.Notebooks;

/// <summary>Reads <c>.dib</c>, the text form of notebooks of .NET Interactive, by its own package. It holds no outputs, so it is only read.</summary>
internal static class DibFormat
{
    public const string Extension = ".dib";

    // Names that stand for another language there; a name that nobody knows would be taken for code of the language before it.
    private static readonly KernelInfoCollection s_known = Known();

    public static bool Is(string path) => path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>The cells of a <c>.dib</c>: Markdown as text, C# as code, any other language as code under its <c>#!name</c>.</summary>
    public static Notebook Read(string text)
    {
        var number = 0;
        return Notebook.Create(CodeSubmission.Parse(text.ReplaceLineEndings("\n"), s_known).Elements.Select(Cell));

        NotebookCell Cell(InteractiveDocumentElement element)
        {
            var id = "cell-" + (++number).ToString(CultureInfo.InvariantCulture);
            var source = element.Contents.ReplaceLineEndings("\n").Trim('\n');
            return element.KernelName is "markdown" or null
                ? NotebookCell.Create(NotebookCell.Markdown, id, source)
                : NotebookCell.Create(NotebookCell.Code, id, element.KernelName == "csharp" ? source : $"#!{element.KernelName}\n{source}");
        }
    }

    private static KernelInfoCollection Known()
    {
        KernelInfoCollection known = new() { DefaultKernelName = "csharp" };
        known.Add(new("csharp", "C#", ["c#", "C#", "cs"]));
        foreach (var name in (string[])["sql", "html", "mermaid", "fsharp", "pwsh", "javascript", "value"])
        {
            known.Add(new(name));
        }

        return known;
    }
}
