using Analytics.Learning.Tests.Trees;

// dotnet exec Analytics.Learning.Tests.dll hashes: what the determinism tests compare between processes.
if (args is not ["hashes"])
    return 2;
foreach (var hash in DeterminismTests.Hashes(threads: 2))
    Console.WriteLine(hash);
return 0;
