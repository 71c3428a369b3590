using System.Reflection;

// dotnet run -c Release --project tests/Benchmarks -- <name> [arguments]
// A benchmark is a static class here with `int Run(string[] arguments)`; its name in lower case is what one types.
var benchmarks = Assembly
    .GetExecutingAssembly()
    .GetTypes()
    .Where(type => type is { IsAbstract: true, IsSealed: true })
    .Select(type =>
        (Name: type.Name.ToLowerInvariant(), Run: type.GetMethod("Run", BindingFlags.Public | BindingFlags.Static, [typeof(string[])]))
    )
    .Where(benchmark => benchmark.Run is not null)
    .OrderBy(benchmark => benchmark.Name, StringComparer.Ordinal)
    .ToArray();
var chosen = benchmarks.FirstOrDefault(benchmark => args.Length > 0 && benchmark.Name == args[0].ToLowerInvariant());
if (chosen.Run is null)
{
    Console.Error.WriteLine($"Name a benchmark: {string.Join(", ", benchmarks.Select(benchmark => benchmark.Name))}.");
    return 2;
}

return (int)chosen.Run.Invoke(null, [args[1..]])!;
