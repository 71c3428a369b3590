using System.Reflection;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;

namespace Analytics.Interop;

/// <summary>The packages of Microsoft.ML whose learners studies compare.</summary>
public static class MachineLearningPackages
{
    /// <summary>K-Means: starts and sums on one thread, so that a seed always gives the same centres.</summary>
    public static LearnerPackage Core { get; } = Of(typeof(KMeansTrainer), "Microsoft.ML");

    /// <summary>Lbfgs and Sdca: on one thread the same model again, but without AVX another one.</summary>
    public static LearnerPackage Linear { get; } =
        Core with
        {
            Way = "on one thread",
            ComparedOnly = "its sums follow the widest instructions of the processor, so that another machine may make another model",
        };

    /// <summary>FastTree and FastForest.</summary>
    public static LearnerPackage Trees { get; } =
        Of(typeof(FastTreeBinaryTrainer), "Microsoft.ML.FastTree") with
        {
            Native = "FastTreeNative",
            Needs = "an x64 processor",
            Loader = typeof(FastTreeBinaryTrainer).Assembly,
        };

    /// <summary>LightGBM.</summary>
    public static LearnerPackage LightGbm { get; } =
        Of(typeof(LightGbmBinaryTrainer), "Microsoft.ML.LightGbm") with
        {
            ComparedOnly =
                "two fits with one seed differ, even with its option Deterministic, so that nobody could make the same model again",
            Native = "lib_lightgbm",
            Needs = "an x64 processor and, on Linux, libgomp.so.1 (package libgomp1)",
            Loader = typeof(LightGbmBinaryTrainer).Assembly,
        };

    private static LearnerPackage Of(Type type, string name)
    {
        // 5.0.1+<commit>
        var version =
            type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? type.Assembly.GetName().Version!.ToString();
        return new LearnerPackage(name, version.Split('+')[0]);
    }
}
