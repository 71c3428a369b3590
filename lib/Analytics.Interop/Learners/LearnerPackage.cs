using System.Reflection;
using System.Runtime.InteropServices;

namespace Analytics.Interop;

/// <summary>The package that a learner comes from.</summary>
/// <param name="Name">E.g. <c>Microsoft.ML.LightGbm</c>.</param>
/// <param name="Version">E.g. <c>5.0.1</c>.</param>
public sealed record LearnerPackage(string Name, string Version)
{
    /// <summary>Why a model of it can be compared but must not serve, in a sentence without its end; null where it may.</summary>
    public string? ComparedOnly { get; init; }

    /// <summary>How it is run where another way would make another model: part of a run's id. Default: nothing to say.</summary>
    public string? Way { get; init; }

    /// <summary>The native library that it needs, without <c>lib</c> and suffix; null for none.</summary>
    public string? Native { get; init; }

    /// <summary>What a reader must know to get the native library: systems and what else has to be installed.</summary>
    public string Needs { get; init; } = "";

    /// <summary>Whose native library it is: the assembly that loads it.</summary>
    internal Assembly? Loader { get; init; }

    /// <summary>Why its learners cannot run on this machine, in a sentence without its end; null where they can.</summary>
    public string? Missing() => Missing(Load);

    /// <summary>As the other, for any way of loading a library, which gives null where it is there and otherwise why it is not.</summary>
    internal string? Missing(Func<string, string?> load) =>
        Native is { } library && load(library) is { } why
            ? $"{this} is skipped: its native library {library} cannot be loaded on this machine ({why}). It needs {Needs}"
            : null;

    public override string ToString() => $"{Name} {Version}";

    private string? Load(string library)
    {
        try
        {
            NativeLibrary.Load(library, Loader!, null);
            return null;
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            return $"{RuntimeInformation.RuntimeIdentifier}: {Reason(error.Message)}";
        }
    }

    /// <summary>Of all places that were looked at, the one where the library lies and did not load.</summary>
    private static string Reason(string message)
    {
        var lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.FirstOrDefault(line =>
                line.Contains(".so.", StringComparison.Ordinal) || line.Contains("too short", StringComparison.Ordinal)
            ) ?? "there is none";
    }
}
