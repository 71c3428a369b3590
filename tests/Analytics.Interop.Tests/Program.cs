// dotnet exec Analytics.Interop.Tests.dll missing: what a process says of the native libraries that it finds.
if (args is not ["missing"])
{
    return 2;
}

Console.WriteLine(Analytics.Interop.MachineLearningPackages.LightGbm.Missing() ?? "nothing is missing");
Console.WriteLine(Analytics.Interop.MachineLearningPackages.Trees.Missing() ?? "nothing is missing");
return 0;
