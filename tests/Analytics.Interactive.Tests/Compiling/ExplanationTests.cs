using Analytics.Interactive.Sessions;

namespace Analytics.Interactive.Tests.Compiling;

public sealed class ExplanationTests : IDisposable
{
    private readonly Session session = new(Path.GetTempPath());

    public void Dispose() => session.Dispose();

    [Theory]
    [InlineData("using var stream = new MemoryStream();", "block")]
    [InlineData("await using var stream = new MemoryStream();", "block")]
    [InlineData("namespace A { class B { } }", "namespace")]
    [InlineData("namespace A;", "namespace")]
    [InlineData("Span<int> s = stackalloc int[3];", "Span")]
    [InlineData("ReadOnlySpan<char> s = \"abc\";", "Span")]
    [InlineData("static class E { public static int Twice(this int n) => 2 * n; }", "extension")]
    [InlineData("static class E { extension(int n) { public int Twice => 2 * n; } }", "extension")]
    [InlineData("#r \"nuget: Newtonsoft.Json, 13.*\"", "exact version")]
    [InlineData("#r \"nuget: Newtonsoft.Json\"", "exact version")]
    [InlineData("#r \"nuget: No.Such.Package, 1.0.0\"", "dotnet add")]
    [InlineData("#r \"nowhere/missing.dll\"", "dotnet build")]
    [InlineData("#load \"nowhere.csx\"", "nowhere.csx")]
    public void What_scripts_have_not_is_explained_with_what_to_write_instead(string code, string word)
    {
        var text = string.Concat(session.Execute(code, "cell 1").Errors);
        Assert.Contains(word, text);
    }
}
