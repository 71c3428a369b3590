using System.Diagnostics;
using Analytics.Interactive.Running;
using Analytics.Interactive.Sessions;

namespace Analytics.Interactive.Tests.Sessions;

public sealed class SessionTests : IDisposable
{
    private readonly Session session = new(Path.GetTempPath());

    public void Dispose() => session.Dispose();

    [Fact]
    public void A_cell_sees_the_variables_functions_types_and_usings_of_the_cells_before_it()
    {
        Value("using System.Globalization; int a = 2; int Twice(int n) => 2 * n; record Point(int X, int Y);");
        Assert.Equal(4, Value("Twice(a)"));
        Assert.Equal("Point { X = 4, Y = 2 }", Value("var p = new Point(Twice(a), a); p.ToString()"));
        Assert.Equal("", Value("CultureInfo.InvariantCulture.Name"));
    }

    [Fact]
    public void A_cell_of_nothing_but_usings_counts_for_the_cells_after_it()
    {
        session.Execute("using System.Numerics;", "cell 1");
        Assert.Equal(2, Value("BitOperations.PopCount(3u)"));
    }

    [Fact]
    public void Only_a_last_expression_without_semicolon_is_a_value()
    {
        Assert.False(session.Execute("1 + 1;", "cell 1").HasValue);
        Assert.False(session.Execute("WriteLine();", "cell 2").HasValue);
        Assert.False(session.Execute("Console.Out.Flush()", "cell 3").HasValue);
        Assert.False(session.Execute("// nothing", "cell 4").HasValue);
        CellResult none = session.Execute("(string)null", "cell 5");
        Assert.True(none.HasValue && none.Value is null);
        Assert.Equal(3, Value("return 3;"));
    }

    [Fact]
    public void A_variable_assigned_before_an_exception_stays_assigned()
    {
        CellResult failed = session.Execute("int kept = 41;\nkept++;\nthrow new InvalidOperationException(\"boom\");", "cell 1");
        Assert.Equal("boom", failed.Exception!.Message);
        Assert.Equal(42, Value("kept"));
    }

    [Fact]
    public void A_trace_names_the_cell_and_the_line_and_none_of_the_host()
    {
        session.Execute("int Fail(int n)\n{\n    return 1 / n;\n}", "cell 1");
        var trace = ScriptTrace.Describe(session.Execute("var x = 1;\nawait Task.Yield();\nFail(x - 1)", "cell 2").Exception!);
        Assert.Equal(
            "System.DivideByZeroException: Attempted to divide by zero.\n   at Fail(Int32 n) in cell 1:line 3\n   at cell 2:line 3",
            trace
        );
    }

    [Fact]
    public void A_cell_that_does_not_compile_names_cell_line_and_column_and_changes_nothing()
    {
        Value("int a = 1;");
        CellResult result = session.Execute("a = 5;\nvar b = nowhere + 1;", "cell 2");
        Assert.Equal(
            ("cell 2", 2, 9, "CS0103"),
            (result.Errors[0].File, result.Errors[0].Line, result.Errors[0].Column, result.Errors[0].Id)
        );
        Assert.Contains("    2 | var b = nowhere + 1;\n      |         ^^^^^^^\n", result.Errors[0].ToString());
        Assert.Equal(1, Value("a"));
    }

    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("await Task.Delay(60_000);")]
    [InlineData("System.Threading.Thread.Sleep(60_000);")]
    [InlineData("await Task.Delay(1); while (true) { }")]
    [InlineData("lock (gate) { System.Threading.Monitor.Wait(gate); }")]
    [InlineData("while (true) { try { while (true) { } } catch (Exception) { } }")]
    public void An_interrupt_stops_the_cell_and_the_next_one_works(string code)
    {
        Value("var gate = new object(); int before = 1;");
        using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(600));
        var watch = Stopwatch.StartNew();
        Assert.True(session.Execute(code, "cell 2", stop.Token).WasInterrupted);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0.1, 5);
        Assert.Equal(2, Value("before + 1"));
        Assert.Equal(3, Value("await Task.Delay(1); before + 2"));
    }

    [Theory]
    [InlineData("int F(int n) => F(n + 1) + 1;\nF(0)")]
    [InlineData("int F(int n)\n{\n    return F(n + 1) + 1;\n}\nF(0)")]
    [InlineData("int A(int n) => B(n) + 1; int B(int n) => A(n) + 1; A(0)")]
    [InlineData("void F() => F(); class C { public int M(int n) { return M(n) + M(n); } }\nnew C().M(1)")]
    [InlineData("Func<int, int> f = null;\nf = n => f(n + 1) + 1;\nf(0)")]
    [InlineData("Action<int> f = null; f = n => f.Invoke(n + 1); f(0)")]
    [InlineData("Func<int, int> f = null; f = delegate(int n) { return f(n + 1) + 1; }; f(0)")]
    [InlineData("class C { public int P => P + 1; }\nnew C().P")]
    public void Recursion_without_end_fails_the_cell_and_not_the_process(string code)
    {
        Assert.IsType<InsufficientExecutionStackException>(session.Execute(code, "cell 1").Exception);
        Assert.Equal(2, Value("1 + 1"));
    }

    [Fact]
    public void Recursive_functions_keep_their_results_and_their_line_numbers()
    {
        Assert.Equal(120, Value("int Factorial(int n) =>\n    n < 2 ? 1 : n * Factorial(n - 1);\nFactorial(5)"));
        Assert.Equal(5, Value("async Task Down(int n) { if (n > 0) await Down(n - 1); }\nawait Down(3); 5"));
        Assert.Equal(120, Value("Func<int, int> factorial = null;\nfactorial = n => n < 2 ? 1 : n * factorial(n - 1);\nfactorial(5)"));
        var trace = ScriptTrace.Describe(
            session
                .Execute(
                    "int Fail(int n)\n{\n    if (n == 0)\n        throw new Exception(\"x\");\n    return Fail(n - 1);\n}\nFail(1)",
                    "cell 9"
                )
                .Exception!
        );
        Assert.Contains("at Fail(Int32 n) in cell 9:line 4\n   at Fail(Int32 n) in cell 9:line 5", trace);
    }

    [Fact]
    public void The_rest_of_an_interrupted_cell_never_comes_to_life()
    {
        Value("int reached = 0;");
        using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(300));
        session.Execute("await Task.Delay(800); reached = 1;", "cell 2", stop.Token);
        Assert.Equal(0, Value("await Task.Delay(900); reached"));
    }

    [Fact]
    public void Waiting_for_a_task_that_needs_the_cells_thread_does_not_hang()
    {
        using CancellationTokenSource stop = new(TimeSpan.FromSeconds(20));
        CellResult result = session.Execute("async Task<int> F() { await Task.Delay(5); return 7; }\nF().Result", "cell 1", stop.Token);
        Assert.Equal(7, result.Value);
    }

    [Fact]
    public void An_assembly_of_the_framework_comes_when_its_name_is_used()
    {
        Assert.Equal("<a />", Value("System.Xml.Linq.XElement.Parse(\"<a></a>\").Name.ToString() == \"a\" ? \"<a />\" : null"));
        Assert.Equal("42", Value("using System.Numerics; new BigInteger(42).ToString()"));
        Assert.Equal(32, Value("System.Security.Cryptography.SHA256.HashData(new byte[1]).Length"));
    }

    [Fact]
    public void Variables_are_listed_with_their_latest_type_and_value()
    {
        Value("int a = 1; string b = \"x\";");
        Value("double a = 2.5;");
        Assert.Equal(
            ["a double 2.5", "b string x"],
            session
                .Variables()
                .Select(v =>
                    string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{v.Name} {v.Type.ToDisplayString()} {v.Value}")
                )
        );
    }

    [Theory]
    [InlineData("var x = 1;", true)]
    [InlineData("if (true) {", false)]
    [InlineData("var s = \"\"\"\nabc", false)]
    [InlineData("1 +", false)]
    [InlineData("var x = ;", true)]
    [InlineData("x.", false)]
    public void Completeness_is_about_open_constructs(string code, bool complete) => Assert.Equal(complete, Session.IsComplete(code));

    private object? Value(string code)
    {
        CellResult result = session.Execute(code, "cell");
        Assert.True(result.Succeeded, string.Concat(result.Errors) + result.Exception);
        return result.Value;
    }
}
