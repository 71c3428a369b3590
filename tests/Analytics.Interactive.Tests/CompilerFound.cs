using System.Runtime.CompilerServices;
using Analytics.Interactive.Compiling;

namespace Analytics.Interactive.Tests;

/// <summary>The compiler lies in the SDK, where the host looks for it; a test may name its types before it has called the host.</summary>
internal static class CompilerFound
{
    [ModuleInitializer]
    internal static void Hook() => RuntimeHelpers.RunModuleConstructor(typeof(Framework).Module.ModuleHandle);
}
