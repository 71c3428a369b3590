using System.Text.Json;
using Analytics.App;

namespace Analytics.Benchmarks;

/// <summary>What was measured, by name, kept under lib/artifacts/bench from run to run until it is deleted there.</summary>
internal sealed class Results
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };

    private readonly SortedDictionary<string, Measured> _all;

    private Results(SortedDictionary<string, Measured> all) => _all = all;

    private static string FilePath => Path.Combine(Repository.Root, "lib", "artifacts", "bench", "results.json");

    public IEnumerable<string> Names => _all.Keys;

    /// <summary>Sets what was measured now; a faster one of an earlier run stays, because another program may have had the processors.</summary>
    public Measured this[string name]
    {
        set
        {
            if (!value.IsDone || Of(name) is not { } before || value.Seconds < before.Seconds)
            {
                _all[name] = value;
            }

            Console.Error.WriteLine(
                FormattableString.Invariant(
                    $"{name}: {value.Seconds:0.00} s, {value.Processor:0.0} processor s, {value.Megabytes:N0} MB{(value.IsDone ? "" : ", BROKE DOWN")}"
                )
            );
        }
    }

    public static Results Read() =>
        new(File.Exists(FilePath) ? JsonSerializer.Deserialize<SortedDictionary<string, Measured>>(File.ReadAllText(FilePath))! : []);

    /// <summary>A run that was measured and ended well; the time of one that broke down compares with nothing.</summary>
    public Measured? Of(string name) => _all.TryGetValue(name, out var measured) && measured.IsDone ? measured : null;

    public void Write()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        File.WriteAllText(FilePath, JsonSerializer.Serialize(_all, s_json) + "\n");
    }
}
